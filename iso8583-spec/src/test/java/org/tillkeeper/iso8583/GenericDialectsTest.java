package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jpos.iso.ISOMsg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenericDialectsTest {
  private static final Dialect ASCII = Dialect.named("iso1987-ascii");
  private static final Dialect BINARY = Dialect.named("iso1993-binary");

  @Test
  void an_echo_of_1987_is_all_characters() {
    Map<Element, String> values = Values.common();

    assertEquals(
        "00780800"
            + "8220000000C00000"
            + "0400000000000000"
            + "0102030405"
            + "000001"
            + "00000001"
            + "952718182217875"
            + "301",
        text(ASCII.pack(ASCII.request(Kind.ECHO, values), Values.MAC)));
  }

  @Test
  void an_echo_of_1993_is_all_bytes() {
    assertEquals(
        "002B"
            + "1804"
            + "0220010000C00000"
            + "0102030405"
            + "000001"
            + "0831"
            + Hex.encode("00000001952718182217875".getBytes(StandardCharsets.US_ASCII)),
        Hex.encode(BINARY.pack(BINARY.request(Kind.ECHO, Values.common()), Values.MAC)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void the_mac_stands_in_the_last_field(String name) throws Exception {
    Dialect dialect = Dialect.named(name);
    Map<Element, String> values = Values.of("chip");
    Message sale = dialect.request(Kind.SALE, values);
    byte[] packedSale = dialect.pack(sale, Values.MAC);
    Map<Integer, String> beyond = new TreeMap<>(sale.fields());
    beyond.put(102, "1234");
    byte[] packedBeyond = dialect.pack(new Message("", "", sale.mti(), beyond), Values.MAC);

    assertTrue(dialect.unpack(packedSale).fields().containsKey(64));
    assertTrue(dialect.unpack(packedBeyond).fields().containsKey(128));
    assertFalse(dialect.unpack(packedBeyond).fields().containsKey(64));
    for (byte[] frame : new byte[][] {packedSale, packedBeyond}) {
      assertEquals(MacVerdict.RIGHT, dialect.checkMac(frame, Values.MAC));
      byte[] changed = frame.clone();
      changed[frame.length - 20] ^= 1;
      assertEquals(MacVerdict.WRONG, dialect.checkMac(changed, Values.MAC));
    }
    Message withoutMac = dialect.with(Map.of("mac.messages", "")).request(Kind.SALE, values);
    byte[] without = dialect.with(Map.of("mac.messages", "")).pack(withoutMac, Values.MAC);
    assertEquals(MacVerdict.ABSENT, dialect.checkMac(without, Values.MAC));
  }

  @Test
  void a_reversal_names_its_original() {
    Map<Element, String> values = Values.of("swipe");

    Message ascii = ASCII.reversal(Kind.SALE, values);
    assertEquals("0400", ascii.mti());
    assertEquals(
        "0200" + "000001" + "0102030405" + "00000123456" + "00000000000",
        ascii.field(90).orElseThrow());
    Message binary = BINARY.reversal(Kind.SALE, values);
    assertEquals("1420", binary.mti());
    assertEquals("400", binary.field(24).orElseThrow());
    assertEquals("4021", binary.field(25).orElseThrow());
    assertEquals(
        "1200" + "000001" + "260102030405" + "11" + "00000123456", binary.field(56).orElseThrow());
  }

  @Test
  void what_refers_to_an_original_names_it_by_type_trace_number_and_time() {
    for (Kind kind :
        new Kind[] {
          Kind.VOID,
          Kind.REFUND,
          Kind.PRE_AUTH_VOID,
          Kind.COMPLETION,
          Kind.COMPLETION_ADVICE,
          Kind.COMPLETION_VOID,
          Kind.ADJUSTMENT,
          Kind.TIP
        }) {
      String type =
          switch (kind) {
            case PRE_AUTH_VOID, COMPLETION, COMPLETION_ADVICE -> "100";
            case ADJUSTMENT, TIP -> "220";
            default -> "200";
          };
      Map<Element, String> values = Values.of("swipe");
      values.remove(Element.ORIGINAL_MTI);
      assertEquals(
          "0" + type + "000002" + "0102030400" + "00000123456" + "00000000000",
          ASCII.request(kind, values).field(90).orElseThrow(),
          kind.label());
      assertEquals(
          "1" + type + "000002" + "260102030400" + "11" + "00000123456",
          BINARY.request(kind, values).field(56).orElseThrow(),
          kind.label());
    }
    Map<Element, String> unknown = Values.of("swipe");
    unknown.remove(Element.ORIGINAL_STAN);
    assertTrue(ASCII.request(Kind.REFUND, unknown).field(90).isEmpty());
  }

  @Test
  void a_reversal_of_a_void_names_the_void() {
    Message reversal =
        ASCII.reversal(
            Kind.VOID,
            ASCII.request(Kind.VOID, Values.of("swipe")),
            Map.of(Element.REVERSAL_REASON, "98"));

    assertEquals("020000", reversal.field(3).orElseThrow());
    assertEquals(
        "0200" + "000001" + "0102030405" + "00000123456" + "00000000000",
        reversal.field(90).orElseThrow());
  }

  @Test
  void a_tip_is_an_additional_amount() {
    assertEquals(
        "0044156D000000000100",
        ASCII.request(Kind.TIP, Values.of("swipe")).field(54).orElseThrow());
  }

  @Test
  void a_reversal_made_from_its_own_first_send_stays_the_same() {
    for (Dialect dialect : new Dialect[] {ASCII, BINARY}) {
      Message sale = dialect.request(Kind.SALE, Values.of("swipe"));
      Map<Element, String> reason = Map.of(Element.REVERSAL_REASON, "98");
      Message first = dialect.reversal(Kind.SALE, sale, reason);

      assertEquals(first.fields(), dialect.reversal(Kind.SALE, first, reason).fields());
    }
  }

  @Test
  void repeats_are_marked_where_the_dialect_marks_them() {
    assertRepeat("0201", ASCII, ASCII.request(Kind.SALE, Values.of("chip")));
    assertRepeat("0401", ASCII, ASCII.reversal(Kind.SALE, Values.of("chip")));
    assertRepeat("0221", ASCII, ASCII.request(Kind.OFFLINE_SALE, Values.of("chip")));
    assertRepeat("1201", BINARY, BINARY.request(Kind.SALE, Values.of("chip")));
    assertRepeat("1421", BINARY, BINARY.reversal(Kind.SALE, Values.of("chip")));
    assertRepeat("1221", BINARY, BINARY.request(Kind.OFFLINE_SALE, Values.of("chip")));
    Dialect unionPay = Dialect.named("unionpay-pos");
    assertRepeat("0400", unionPay, unionPay.reversal(Kind.SALE, Values.of("chip")));
  }

  private static void assertRepeat(String mti, Dialect dialect, Message first) {
    Message repeat = dialect.repeated(first);

    assertEquals(mti, repeat.mti());
    assertEquals(first.fields(), repeat.fields());
    assertEquals(dialect.answerTo(first.mti()), dialect.answerTo(mti));
  }

  @Test
  void answers_are_told_by_their_mti() {
    assertEquals("0810", ASCII.answerTo("0801"));
    assertEquals("1814", BINARY.answerTo("1804"));
    assertEquals("1430", BINARY.answerTo("1421"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void a_jpos_peer_reads_and_writes_the_same_bytes(String name) throws Exception {
    Dialect dialect = Dialect.named(name);
    Map<Integer, String> fields =
        new TreeMap<>(dialect.reversal(Kind.SALE, Values.of("chip")).fields());
    fields.put(28, name.startsWith("iso1987") ? "C00000012" : "260102");
    fields.put(97, "D0000000000001234");
    byte[] frame = dialect.pack(new Message("", "", "0400", fields), Values.MAC);
    byte[] body = Arrays.copyOfRange(frame, dialect.lengthPrefixBytes(), frame.length);
    ISOMsg peer = new ISOMsg();
    peer.setPackager(dialect.isoPackager());

    peer.unpack(body);

    for (Map.Entry<Integer, String> field : fields.entrySet()) {
      assertEquals(
          field.getValue(),
          peer.getValue(field.getKey()) instanceof byte[] bytes
              ? Hex.encode(bytes)
              : peer.getString(field.getKey()),
          "field " + field.getKey());
    }
    peer.recalcBitMap();
    assertArrayEquals(body, peer.pack());
  }

  @Test
  void the_money_of_a_sale_and_its_reversal_is_told_by_two_and_by_three_characters() {
    assertEquals(ResponseCode.Meaning.APPROVED, BINARY.responseCode("000").meaning());
    assertEquals(ResponseCode.Meaning.PARTIALLY_APPROVED, BINARY.responseCode("002").meaning());
    assertEquals(ResponseCode.Meaning.DECLINED, BINARY.responseCode("116").meaning());
    assertEquals(ResponseCode.Meaning.UNKNOWN_OUTCOME, BINARY.responseCode("911").meaning());
    assertEquals(ReversalMeaning.REVERSED, BINARY.reversalMeaning("400"));
    assertEquals(ReversalMeaning.REFUSED, BINARY.reversalMeaning("999"));
    assertEquals(ResponseCode.Meaning.APPROVED, ASCII.responseCode("00").meaning());
    assertEquals(ResponseCode.Meaning.UNKNOWN_OUTCOME, ASCII.responseCode("68").meaning());
    assertEquals(ReversalMeaning.NO_ORIGINAL, ASCII.reversalMeaning("25"));
  }

  @Test
  void characters_that_do_not_belong_are_refused_where_they_stand() {
    byte[] frame = ASCII.pack(ASCII.request(Kind.ECHO, Values.common()), Values.MAC);
    assertRefused(frame, 2, "the length at offset 0 is 4 digits, found 58 at offset 2");
    assertRefused(frame, 5, "the MTI at offset 4 is 4 digits in ASCII, found 58");
    assertRefused(frame, 9, "the bitmap at offset 8 is hex, found 58");
    assertRefused(frame, 41, "field 7 (transmission date and time) at offset 41 is exactly 10");
  }

  private static void assertRefused(byte[] frame, int at, String expected) {
    byte[] wrong = frame.clone();
    wrong[at] = 'X';
    MalformedMessage refused = assertThrows(MalformedMessage.class, () -> ASCII.unpack(wrong));
    assertTrue(refused.getMessage().startsWith(expected), refused.getMessage());
    assertTrue(refused.offset() <= at, refused.getMessage());
  }

  private static String text(byte[] frame) {
    return new String(frame, StandardCharsets.ISO_8859_1);
  }
}
