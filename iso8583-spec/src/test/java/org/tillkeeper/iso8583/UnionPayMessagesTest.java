package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnionPayMessagesTest {
  private static final Dialect DIALECT = Dialect.named("unionpay-pos");

  @Test
  void every_kind_of_message_is_there_but_the_inquiry_and_shown_codes_that_unionpay_has_not() {
    assertEquals(
        EnumSet.complementOf(
            EnumSet.of(Kind.INQUIRY, Kind.SHOW_CODE, Kind.CODE_INQUIRY, Kind.CODE_CLOSE)),
        DIALECT.kinds());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "SALE, 0200, 000000, 00, 22000001000500, -",
        "VOID, 0200, 200000, 00, 23000001000500, 000001000002",
        "REFUND, 0220, 200000, 00, 25000001000500, 0000010000020102",
        "PRE_AUTH, 0100, 030000, 06, 1000000100050, -",
        "PRE_AUTH_VOID, 0100, 200000, 06, 1100000100050, 0000010000020102",
        "COMPLETION, 0200, 000000, 06, 2000000100050, 0000010000020102",
        "COMPLETION_VOID, 0200, 200000, 06, 2100000100050, 0000010000020102",
        "COMPLETION_ADVICE, 0220, 000000, 06, 2400000100050, 0000010000020102",
        "BALANCE, 0200, 310000, 00, 0100000100050, -",
        "OFFLINE_SALE, 0220, 000000, 00, 3000000100050, 00000100000201020148021000",
        "OFFLINE_CHIP_SALE, 0200, 000000, 00, 3600000100050, -",
        "ADJUSTMENT, 0220, 000000, 00, 3200000100050, 000001000002",
        "TIP, 0220, 000000, 00, 3400000100050, 000001000002",
        "SCRIPT_RESULT, 0620, 000000, 00, 0000000195150, 0000010000020102",
        "BATCH_ADVICE, 0320, 000000, 00, 22000001000, 0000010000020102",
        "PARAMETERS, 0800, -, -, 00000001360, -",
        "STATUS_UPLOAD, 0820, -, -, 00000001362, -",
        "CAPK_QUERY, 0820, -, -, 00000001372, -",
        "CAPK_DOWNLOAD, 0800, -, -, 00000001370, -",
        "CAPK_END, 0800, -, -, 00000001371, -",
        "CHIP_PARAMETERS_QUERY, 0820, -, -, 00000001382, -",
        "CHIP_PARAMETERS_DOWNLOAD, 0800, -, -, 00000001380, -",
        "CHIP_PARAMETERS_END, 0800, -, -, 00000001381, -",
        "BATCH_CHIP, 0320, -, -, 00000001205, -",
        "BATCH_CHIP_FAILED, 0320, -, -, 00000001206, -"
      })
  void each_message_says_what_it_is(
      Kind kind, String mti, String code, String condition, String type, String original)
      throws Exception {
    Map<Element, String> values = Values.of("chip");
    if (kind == Kind.BATCH_ADVICE) {
      values.remove(Element.TIP); // that of another notice than a tip's
    }
    byte[] frame = DIALECT.pack(DIALECT.request(kind, values), Values.MAC);
    Message read = DIALECT.unpack(frame);

    assertEquals(mti, read.mti());
    assertEquals(code, read.field(3).orElse(null));
    assertEquals(condition, read.field(25).orElse(null));
    assertEquals(type, read.field(60).orElse(null));
    assertEquals(original, read.field(61).orElse(null));
    assertEquals(
        Set.of("01", "02", "06").contains(mti.substring(0, 2)), read.field(64).isPresent());
  }

  @Test
  void what_is_asked_for_has_no_trace_number() {
    for (Kind kind :
        EnumSet.of(
            Kind.ECHO, Kind.PARAMETERS, Kind.STATUS_UPLOAD, Kind.CAPK_QUERY, Kind.CAPK_END)) {
      assertTrue(DIALECT.request(kind, Values.of("chip")).field(11).isEmpty(), kind.label());
    }
  }

  @Test
  void a_list_is_asked_for_from_the_name_that_follows_those_known() {
    for (Kind list : EnumSet.of(Kind.CAPK_QUERY, Kind.CHIP_PARAMETERS_QUERY)) {
      assertEquals(
          "313037", DIALECT.request(list, Values.of("chip")).field(62).orElseThrow(), list.label());
    }
  }

  @Test
  void only_what_moves_money_at_once_can_be_reversed() {
    Set<Kind> reversible = EnumSet.noneOf(Kind.class);
    for (Kind kind : DIALECT.kinds()) {
      if (DIALECT.isReversible(kind)) {
        reversible.add(kind);
      }
    }

    assertEquals(
        EnumSet.of(
            Kind.SALE,
            Kind.VOID,
            Kind.PRE_AUTH,
            Kind.PRE_AUTH_VOID,
            Kind.COMPLETION,
            Kind.COMPLETION_VOID),
        reversible);
    assertThrows(
        IllegalArgumentException.class, () -> DIALECT.reversal(Kind.REFUND, Values.of("chip")));
  }

  @Test
  void the_reversal_of_a_void_names_the_void_itself() {
    Map<Element, String> values = Values.of("swipe");
    values.put(Element.STAN, "000077");

    assertEquals("000001000077", reversed(DIALECT, Kind.VOID, values));
    assertEquals("absent", reversed(DIALECT, Kind.SALE, values));
    assertEquals("absent", reversed(DIALECT, Kind.PRE_AUTH, values));
    assertEquals("0000010000770000", reversed(DIALECT, Kind.COMPLETION, values));
    values.put(Element.DATE, "0203");
    assertEquals("0000010000770203", reversed(DIALECT, Kind.PRE_AUTH_VOID, values));
    Dialect other = DIALECT.with(Map.of("reversal.original", "absent"));
    assertEquals("absent", reversed(other, Kind.VOID, values));
  }

  private static String reversed(Dialect dialect, Kind kind, Map<Element, String> values) {
    Message reversal = dialect.reversal(kind, values);
    Message sent = dialect.request(kind, values);
    Map<Element, String> news = new EnumMap<>(Element.class);
    news.put(Element.REVERSAL_REASON, "98");
    if (values.containsKey(Element.DATE)) {
      news.put(Element.DATE, values.get(Element.DATE));
    }
    Message first = dialect.reversal(kind, sent, news);
    assertEquals(first.fields(), dialect.reversal(kind, first, news).fields());
    assertEquals(
        reversal.field(61).orElse("absent"), first.field(61).orElse("absent"), kind.label());
    for (int secret : new int[] {26, 35, 36, 37, 52, 53, 62}) {
      assertFalse(first.fields().containsKey(secret), "field " + secret);
    }
    return first.field(61).orElse("absent");
  }

  @Test
  void a_qr_payment_is_taken_back_by_its_voucher() {
    for (Kind kind : EnumSet.of(Kind.VOID, Kind.REFUND)) {
      Message back = DIALECT.request(kind, Values.of("qr"));

      assertEquals("A402020260102000000001234", back.field(59).orElseThrow());
      assertEquals("20260102000000001234", DIALECT.value(back, Element.VOUCHER).orElseThrow());
      assertTrue(back.field(2).isEmpty());
    }
    Dialect two = DIALECT.with(Map.of("field59.lengthDigits", "2"));
    Message sale = two.request(Kind.SALE, Values.of("qr"));
    assertEquals("A3196212345678901234567", sale.field(59).orElseThrow());
    assertEquals("6212345678901234567", two.value(sale, Element.QR_CODE).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "fallback.entryMode, 95, SALE, fallback, 22, 951",
    "signIn.keys, 005, SIGN_IN, chip, 60, 00000001005",
    "batch.chipUnbalanced, 206, BATCH_CHIP, chip, 60, 00000001206",
    "chipParameters.end, 351, CHIP_PARAMETERS_END, chip, 60, 00000001351",
    "qr.messageCode, 26, SALE, qr, 60, 26000001000600",
    "qr.condition, 99, SALE, qr, 25, 99",
    "pin.captureCode, 06, SALE, swipe, 26, 06"
  })
  void where_sources_disagree_an_option_decides(
      String option, String value, Kind kind, String entry, int field, String expected) {
    Message message = DIALECT.with(Map.of(option, value)).request(kind, Values.of(entry));

    assertEquals(expected, message.field(field).orElseThrow());
  }

  @Test
  void an_encrypted_track_may_hold_any_hex_digit() throws Exception {
    Dialect encrypted = DIALECT.with(Map.of("track.encrypted", "yes"));
    Map<Element, String> values = Values.of("swipe");
    values.put(Element.TRACK2, "62250000000A0F=EB3C01CAFE=123");

    Message read =
        encrypted.unpack(encrypted.pack(encrypted.request(Kind.SALE, values), Values.MAC));

    assertEquals("62250000000A0F=EB3C01CAFE=123", read.field(35).orElseThrow());
    assertEquals("2610000000000000", read.field(53).orElseThrow());
    assertThrows(InvalidField.class, () -> DIALECT.request(Kind.SALE, values));
  }

  @Test
  void industry_data_may_be_characters() {
    Dialect ascii = DIALECT.with(Map.of("field48.format", "ans LLL 322"));
    Map<Element, String> values = Values.of("chip");

    int difference =
        ascii.pack(ascii.request(Kind.BATCH_ROWS, values), Values.MAC).length
            - DIALECT.pack(DIALECT.request(Kind.BATCH_ROWS, values), Values.MAC).length;
    assertEquals(21, difference);
  }

  @Test
  void one_reason_and_other_end_codes_are_options() {
    Dialect other =
        DIALECT.with(Map.of("reversal.reasons", "single", "reversal.endedWithoutProof", "12 40"));

    assertEquals("96", other.reversal(Kind.SALE, Values.of("chip")).field(39).orElseThrow());
    assertEquals(ReversalMeaning.ENDED_WITHOUT_PROOF, other.reversalMeaning("40"));
    assertEquals(ReversalMeaning.REFUSED, DIALECT.reversalMeaning("40"));
  }
}
