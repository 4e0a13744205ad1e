package org.tillkeeper.iso8583;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadBytesTest {
  private static final Dialect DIALECT = Dialect.named("unionpay-pos");
  private static final MacCalculator MAC = GoldenFrames.MAC;

  @Test
  void a_length_that_lies_is_refused() {
    byte[] tooLong = GoldenFrames.frame("sale");
    tooLong[1]++;
    MalformedMessage refused = malformed(tooLong);

    assertEquals(-1, refused.field());
    assertEquals(0, refused.offset());
    assertEquals("the length says 117 bytes follow, found 116", refused.getMessage());
  }

  @Test
  void a_length_no_message_can_have_is_refused_before_anything_is_read() {
    assertEquals(-1, tooFew(new byte[] {0, 20}).field());
    assertEquals(-1, tooFew(new byte[] {(byte) 0xFF, (byte) 0xFF}).field());
    assertEquals(-1, tooFew(new byte[] {0}).field());
    assertEquals(-1, tooFew(new byte[0]).field());
  }

  private static MalformedMessage tooFew(byte[] prefix) {
    return assertThrows(MalformedMessage.class, () -> DIALECT.bodyLength(prefix));
  }

  @Test
  void a_field_cut_short_names_itself_and_its_offset() {
    byte[] frame = GoldenFrames.frame("sale");
    MalformedMessage refused = malformed(relengthed(Arrays.copyOf(frame, 116)));

    assertEquals(64, refused.field());
    assertEquals(110, refused.offset());
    assertEquals(
        "field 64 (MAC) at offset 110 needs 8 bytes, the message has 6 left", refused.getMessage());
  }

  @Test
  void a_prefix_cut_short_is_refused() {
    byte[] frame = relengthed(Arrays.copyOf(GoldenFrames.frame("echo"), 47));
    MalformedMessage refused = malformed(frame);

    assertEquals(60, refused.field());
    assertTrue(refused.getMessage().contains("needs a length of 2 bytes"), refused.getMessage());
  }

  @Test
  void a_field_longer_than_it_may_be_is_refused() {
    byte[] frame = GoldenFrames.frame("echo");
    frame[47] = 0x18;
    MalformedMessage refused = malformed(frame);

    assertEquals(60, refused.field());
    assertEquals(
        "field 60 (message type and batch) at offset 46 is at most 17 digits, its length says 18",
        refused.getMessage());
  }

  @Test
  void a_length_that_is_no_number_is_refused() {
    byte[] frame = GoldenFrames.frame("echo");
    frame[47] = 0x1A;
    MalformedMessage refused = malformed(frame);

    assertEquals(47, refused.offset());
    assertEquals(
        "field 60 (message type and batch) at offset 47 needs a length in BCD, found 1A",
        refused.getMessage());
  }

  @Test
  void an_mti_of_letters_is_refused() {
    byte[] frame = GoldenFrames.frame("echo");
    frame[13] = 0x0A;
    MalformedMessage refused = malformed(frame);

    assertEquals(0, refused.field());
    assertEquals(13, refused.offset());
  }

  @Test
  void an_mti_nobody_knows_is_read() throws Exception {
    byte[] frame = GoldenFrames.frame("echo");
    frame[13] = (byte) 0x99;
    frame[14] = (byte) 0x87;

    assertEquals("9987", DIALECT.unpack(frame).mti());
  }

  @Test
  void a_second_bitmap_is_refused() {
    byte[] frame = GoldenFrames.frame("echo");
    frame[15] |= (byte) 0x80;

    assertEquals(1, malformed(frame).field());
  }

  @Test
  void a_field_that_is_not_in_the_table_is_refused() {
    byte[] frame = GoldenFrames.frame("echo");
    frame[15] |= 0x08;
    MalformedMessage refused = malformed(frame);

    assertEquals(5, refused.field());
    assertEquals(
        "the bitmap names field 5 at offset 23, unionpay-pos has none", refused.getMessage());
  }

  @Test
  void digits_that_are_none_are_refused() {
    byte[] frame = GoldenFrames.frame("sale");
    frame[26] = 0x0A;
    MalformedMessage refused = malformed(frame);

    assertEquals(4, refused.field());
    assertEquals(26, refused.offset());
    assertEquals(
        "field 4 (amount) at offset 26 is exactly 12 digits, found 0A", refused.getMessage());
  }

  @Test
  void bytes_behind_the_last_field_are_refused() {
    byte[] frame = GoldenFrames.frame("echo");
    MalformedMessage refused = malformed(relengthed(Arrays.copyOf(frame, frame.length + 3)));

    assertEquals(60, refused.field());
    assertEquals(frame.length, refused.offset());
  }

  @Test
  void an_odd_card_number_may_be_padded_with_f_but_not_with_a_digit() throws Exception {
    byte[] frame = GoldenFrames.frame("echo");
    int last = frame.length - 1;

    frame[last] = (byte) (frame[last] | 0x0F);
    assertEquals("00000001301", DIALECT.unpack(frame).field(60).orElseThrow());
    frame[last] = (byte) ((frame[last] & 0xF0) | 0x05);
    assertEquals(60, malformed(frame).field());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unionpay-pos", "iso1987-ascii", "iso1993-binary"})
  void whatever_comes_ends_in_a_message_or_the_typed_error(String name) {
    Dialect dialect = Dialect.named(name);
    Random random = Seeds.random("whatever_comes " + name);
    List<byte[]> frames = frames(dialect);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = mutated(dialect, frames.get(random.nextInt(frames.size())), frames, random);
      try {
        Message message = dialect.unpack(bytes);
        dialect.checkMac(bytes, MAC);
        for (Element element : Element.values()) {
          dialect.value(message, element);
        }
        assertEquals(withoutMac(message), withoutMac(dialect.unpack(dialect.pack(message, MAC))));
        read++;
      } catch (MalformedMessage e) {
        assertNoSecretsIn(e.getMessage());
        assertTrue(e.offset() <= bytes.length, e::getMessage);
        refused++;
      } catch (RuntimeException e) {
        fail("case " + i + ": " + Hex.encode(bytes), e);
      }
    }
    assertTrue(read > 1000, name + ", messages read: " + read);
    assertTrue(refused > 1000, name + ", messages refused: " + refused);
  }

  private static List<byte[]> frames(Dialect dialect) {
    List<byte[]> frames = new ArrayList<>();
    if (dialect.name().equals(DIALECT.name())) {
      GoldenFrames.all().values().forEach(hex -> frames.add(Hex.decode(hex)));
    }
    for (Kind kind : dialect.kinds()) {
      frames.add(dialect.pack(dialect.request(kind, Values.of("chip")), MAC));
      if (dialect.isReversible(kind)) {
        frames.add(dialect.pack(dialect.reversal(kind, Values.of("chip")), MAC));
      }
    }
    return frames;
  }

  /** Packing makes a new one. */
  private static Map<Integer, String> withoutMac(Message message) {
    Map<Integer, String> fields = new TreeMap<>(message.fields());
    fields.remove(64);
    fields.remove(128);
    return fields;
  }

  /** Longer runs of digits than any length or offset can be would be someone's card. */
  private static void assertNoSecretsIn(String text) {
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = Character.digit(text.charAt(i), 16) >= 0 && text.charAt(i) < 'G' ? run + 1 : 0;
      assertFalse(run > 5, text);
      assertTrue(text.charAt(i) >= ' ' && text.charAt(i) <= '~', text);
    }
  }

  private static byte[] mutated(Dialect dialect, byte[] from, List<byte[]> others, Random random) {
    byte[] bytes = from.clone();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
      switch (random.nextInt(7)) {
        case 0 -> bytes = Arrays.copyOf(bytes, at);
        case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(40));
        case 2 -> {
          byte[] noise = new byte[random.nextInt(300)];
          random.nextBytes(noise);
          bytes = noise;
        }
        case 3 -> bytes = spliced(bytes, at, others.get(random.nextInt(others.size())), random);
        default -> {
          if (bytes.length > 0) {
            bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1);
          }
        }
      }
    }
    return bytes.length >= dialect.lengthPrefixBytes() && random.nextInt(8) > 0
        ? relengthed(dialect, bytes)
        : bytes;
  }

  private static byte[] spliced(byte[] head, int at, byte[] tail, Random random) {
    int from = random.nextInt(tail.length);
    byte[] bytes = Arrays.copyOf(head, at + tail.length - from);
    System.arraycopy(tail, from, bytes, at, tail.length - from);
    return bytes;
  }

  @Test
  void reading_allocates_no_more_than_a_small_multiple_of_what_came() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = Seeds.random("reading_allocates");
    List<byte[]> frames = List.of(GoldenFrames.frame("sale-resp"), GoldenFrames.frame("signin"));
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = mutated(DIALECT, frames.get(i % 2), frames, random);
      unpackQuietly(bytes);
      long before = threads.getCurrentThreadAllocatedBytes();
      unpackQuietly(bytes);
      long used = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(used < 40L * bytes.length + 20_000, used + " for " + bytes.length);
    }
  }

  private static void unpackQuietly(byte[] bytes) {
    try {
      Message message = DIALECT.unpack(bytes);
      assertEquals(4, message.mti().length());
    } catch (MalformedMessage e) {
      assertFalse(e.getMessage().isEmpty());
    }
  }

  private static MalformedMessage malformed(byte[] frame) {
    return assertThrows(MalformedMessage.class, () -> DIALECT.unpack(frame));
  }

  private static byte[] relengthed(byte[] bytes) {
    return relengthed(DIALECT, bytes);
  }

  /** The same bytes with a length prefix that tells the truth. */
  private static byte[] relengthed(Dialect dialect, byte[] bytes) {
    byte[] frame = bytes.clone();
    if (dialect.lengthPrefixBytes() == 4) {
      byte[] digits = String.format("%04d", (frame.length - 4) % 10_000).getBytes(US_ASCII);
      System.arraycopy(digits, 0, frame, 0, 4);
      return frame;
    }
    frame[0] = (byte) ((frame.length - 2) >> 8);
    frame[1] = (byte) (frame.length - 2);
    return frame;
  }

  @Test
  void what_was_read_before_the_bytes_break_is_kept() {
    byte[] frame = GoldenFrames.frame("sale");
    byte[] cut = Arrays.copyOf(frame, 50);
    cut[1] = 48;
    MalformedMessage refused = malformed(cut);

    assertEquals(35, refused.field());
    assertEquals(List.of(3, 4, 11, 22, 25, 26), new ArrayList<>(refused.fieldsRead().keySet()));
    assertEquals("000000001234", refused.fieldsRead().get(4));
    assertFalse(refused.toString().contains("1234"), refused.toString());
  }
}
