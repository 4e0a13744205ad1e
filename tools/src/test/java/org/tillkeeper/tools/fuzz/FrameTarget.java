package org.tillkeeper.tools.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.InvalidField;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.Received;

/**
 * A frame of a dialect. The first byte of an input says whether the frame's length follows (even)
 * or is put before it so that it tells the truth (odd).
 */
final class FrameTarget implements Target {
  private final Dialect dialect;

  FrameTarget(String dialect) {
    this.dialect = Dialect.named(dialect);
  }

  @Override
  public String name() {
    return "frame-" + dialect.name();
  }

  @Override
  public void check(byte[] input) throws Exception {
    byte[] frame = frame(input);
    Message message;
    receive(frame);
    try {
      message = dialect.unpack(frame);
    } catch (MalformedMessage e) {
      Said.onOneLine(e.getMessage());
      Said.noCard(e.getMessage());
      assertTrue(e.offset() >= 0 && e.offset() <= frame.length, e::getMessage);
      assertTrue(e.field() >= -1 && e.field() <= 128, e::getMessage);
      return;
    }
    dialect.checkMac(frame, Samples.MAC);
    for (Element element : Element.values()) {
      dialect.value(message, element);
    }
    message.fields().forEach(dialect::readable);
    assertEquals(message.mti() + message.fields().keySet(), message.toString());
    packed(frame, message);
  }

  /** Whatever the bytes, they are read on or refused. */
  private void receive(byte[] frame) {
    try {
      Received received = dialect.receive(frame);
      assertTrue(received.end() <= frame.length);
      for (Element element : Element.values()) {
        dialect.value(received.message(), element);
      }
      for (Received.Note note : received.notes()) {
        Said.onOneLine(note.text());
        Said.noCard(note.text());
      }
      dialect.checkMac(frame, Samples.MAC);
    } catch (MalformedMessage e) {
      Said.onOneLine(e.getMessage());
      Said.noCard(e.getMessage());
    }
  }

  /** What was read packs to what it was read from. */
  private void packed(byte[] frame, Message message) throws MalformedMessage {
    byte[] packed;
    try {
      packed = dialect.pack(message, Samples.MAC);
    } catch (InvalidField e) {
      assertTrue(dialect.carriesMac(message) && !message.field(64).isPresent(), e::getMessage);
      return; // with its MAC it would be too long
    }
    Message again = dialect.unpack(packed);
    assertEquals(withoutMac(message), withoutMac(again));
    assertEquals(
        message.tpdu() + message.header() + message.mti(),
        again.tpdu() + again.header() + again.mti());
    assertArrayEquals(packed, dialect.pack(again, Samples.MAC));
    boolean emptyBitmap = frame.length - packed.length == 8 || frame.length - packed.length == 16;
    if (emptyBitmap && message.fields().headMap(65).equals(message.fields())) {
      return; // it announced a second bitmap, which names no field
    }
    if (!dialect.carriesMac(message)) {
      assertEquals(frame.length, packed.length);
      for (int i = 0; i < frame.length; i++) {
        int at = i;
        assertTrue(
            sameOrPadding(frame[i], packed[i]),
            () -> String.format(Locale.ROOT, "at %d %02X became %02X", at, frame[at], packed[at]));
      }
    }
  }

  /** Padding is 0 or F, hex that stands as characters is upper or lower case. */
  private static boolean sameOrPadding(byte was, byte is) {
    boolean letter = Character.isLetter(was) && Character.toUpperCase((char) was) == is;
    return was == is || letter || ((was ^ is) == 0x0F) || (((was ^ is) & 0xFF) == 0xF0);
  }

  private static Map<Integer, String> withoutMac(Message message) {
    Map<Integer, String> fields = new TreeMap<>(message.fields());
    fields.remove(64);
    fields.remove(128);
    return fields;
  }

  private byte[] frame(byte[] input) {
    int prefix = dialect.lengthPrefixBytes();
    if (input.length == 0 || input[0] % 2 == 0) {
      return Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
    }
    int length = input.length - 1;
    byte[] frame = new byte[prefix + length];
    System.arraycopy(input, 1, frame, prefix, length);
    byte[] said =
        prefix == 4
            ? String.format(Locale.ROOT, "%04d", length % 10_000).getBytes(US_ASCII)
            : new byte[] {(byte) (length >> 8), (byte) length};
    System.arraycopy(said, 0, frame, 0, prefix);
    return frame;
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (byte[] frame : Samples.frames(dialect)) {
      byte[] seed = Arrays.copyOfRange(frame, dialect.lengthPrefixBytes() - 1, frame.length);
      seed[0] = 1;
      seeds.add(seed);
    }
    byte[] whole = Samples.frames(dialect).get(0);
    byte[] seed = new byte[1 + whole.length];
    System.arraycopy(whole, 0, seed, 1, whole.length);
    seeds.add(seed);
    return seeds;
  }

  @Override
  public int mutations() {
    return 4_000;
  }
}
