package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenFramesTest {
  private static final Dialect DIALECT = Dialect.named("unionpay-pos");
  private static final String PIN_BLOCK = "9FD70511ED75347D";

  static Stream<String> names() {
    return GoldenFrames.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void every_golden_frame_unpacks_and_packs_again_byte_for_byte(String name) throws Exception {
    byte[] frame = GoldenFrames.frame(name);

    Message message = DIALECT.unpack(frame);

    assertArrayEquals(frame, DIALECT.pack(message, GoldenFrames.mac(name)));
  }

  @ParameterizedTest
  @MethodSource("names")
  void the_mac_of_every_golden_frame_that_has_one_is_right(String name) throws Exception {
    byte[] frame = GoldenFrames.frame(name);
    boolean has = DIALECT.unpack(frame).fields().containsKey(64);

    assertEquals(
        has ? MacVerdict.RIGHT : MacVerdict.ABSENT,
        DIALECT.checkMac(frame, GoldenFrames.mac(name)));
    assertEquals(has, DIALECT.carriesMac(DIALECT.unpack(frame)));
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_jpos_peer_reads_and_writes_the_same_bytes(String name) throws Exception {
    byte[] frame = GoldenFrames.frame(name);
    byte[] body = java.util.Arrays.copyOfRange(frame, 13, frame.length);
    ISOPackager packager = DIALECT.isoPackager();
    ISOMsg message = new ISOMsg();
    message.setPackager(packager);

    message.unpack(body);

    Message ours = DIALECT.unpack(frame);
    assertEquals(ours.mti(), message.getMTI());
    for (Map.Entry<Integer, String> field : ours.fields().entrySet()) {
      assertEquals(
          field.getValue(),
          message.getValue(field.getKey()) instanceof byte[] bytes
              ? Hex.encode(bytes)
              : message.getString(field.getKey()),
          "field " + field.getKey());
    }
    message.recalcBitMap();
    assertArrayEquals(body, message.pack());
  }

  @Test
  void a_sign_in_is_built_from_business_values() {
    assertBuilt("signin", DIALECT.request(Kind.SIGN_IN, terminal("000001")));
  }

  @Test
  void an_echo_is_built_from_business_values() {
    assertBuilt("echo", DIALECT.request(Kind.ECHO, terminal("")));
  }

  @Test
  void a_sign_off_is_built_from_business_values() {
    assertBuilt("signoff", DIALECT.request(Kind.SIGN_OFF, terminal("000009")));
  }

  @Test
  void a_swiped_sale_is_built_from_business_values() {
    assertBuilt("sale", DIALECT.request(Kind.SALE, swipe()));
    assertBuilt("sale16", DIALECT.request(Kind.SALE, swipe()));
  }

  @Test
  void a_sale_by_qr_code_is_built_from_business_values() {
    Map<Element, String> values = terminal("000004");
    values.put(Element.ENTRY, "qr");
    values.put(Element.AMOUNT, "1234");
    values.put(Element.CURRENCY, "156");
    values.put(Element.QR_CODE, "6212345678901234567");

    assertBuilt("qrsale", DIALECT.request(Kind.SALE, values));
  }

  @Test
  void void_refund_and_balance_are_built_from_business_values() {
    Map<Element, String> values = typed("000003");
    values.put(Element.RRN, "123456789012");
    values.put(Element.AUTH_CODE, "654321");
    values.put(Element.ORIGINAL_BATCH, "000001");
    values.put(Element.ORIGINAL_STAN, "000002");
    values.put(Element.ORIGINAL_DATE, "0102");

    assertBuilt("void", DIALECT.request(Kind.VOID, values));
    values.put(Element.STAN, "000006");
    assertBuilt("refund", DIALECT.request(Kind.REFUND, values));
    Map<Element, String> balance = swipe();
    balance.put(Element.STAN, "000005");
    assertBuilt("balance", DIALECT.request(Kind.BALANCE, balance));
  }

  @Test
  void settlement_and_batch_upload_are_built_from_business_values() {
    Map<Element, String> values = terminal("000010");
    values.put(Element.CURRENCY, "156");
    values.put(Element.DEBIT_AMOUNT, "1234");
    values.put(Element.DEBIT_COUNT, "1");
    values.put(Element.CREDIT_AMOUNT, "1234");
    values.put(Element.CREDIT_COUNT, "1");
    assertBuilt("settle", DIALECT.request(Kind.SETTLEMENT, values));

    Map<Element, String> rows = terminal("000011");
    rows.put(Element.ROWS, "010000000200006225000000000002000000001234");
    assertBuilt("batch-row", DIALECT.request(Kind.BATCH_ROWS, rows));

    Map<Element, String> end = terminal("000012");
    end.put(Element.UPLOADED, "1");
    end.put(Element.BALANCED, "no");
    assertBuilt("batch-end-unbalanced", DIALECT.request(Kind.BATCH_END, end));
    end.put(Element.UPLOADED, "0");
    end.put(Element.BALANCED, "yes");
    assertBuilt("batch-end-balanced", DIALECT.request(Kind.BATCH_END, end));
  }

  private static Map<Element, String> typed(String stan) {
    Map<Element, String> values = terminal(stan);
    values.put(Element.ENTRY, "manual");
    values.put(Element.AMOUNT, "1234");
    values.put(Element.CURRENCY, "156");
    values.put(Element.PAN, "6225000000000002");
    values.put(Element.EXPIRY, "2512");
    return values;
  }

  @Test
  void a_reversal_is_built_from_business_values() {
    Map<Element, String> values = swipe();
    values.put(Element.REVERSAL_REASON, "98");

    assertBuilt("reversal98", DIALECT.reversal(Kind.SALE, values));
  }

  @Test
  void a_reversal_is_built_from_the_request_itself() throws Exception {
    Message request = DIALECT.unpack(GoldenFrames.frame("sale"));

    assertBuilt(
        "reversal98", DIALECT.reversal(Kind.SALE, request, Map.of(Element.REVERSAL_REASON, "98")));
    assertBuilt(
        "reversalA0-auth",
        DIALECT.reversal(
            Kind.SALE,
            request,
            Map.of(Element.REVERSAL_REASON, "A0", Element.AUTH_CODE, "654321")));
  }

  @Test
  void the_answer_to_a_sign_in_is_read_as_business_values() throws Exception {
    Message answer = DIALECT.unpack(GoldenFrames.frame("signin-resp"));

    assertEquals("0810", answer.mti());
    assertValue("000001", answer, Element.STAN);
    assertValue("101530", answer, Element.TIME);
    assertValue("0102", answer, Element.DATE);
    assertValue("00", answer, Element.RESPONSE_CODE);
    assertValue("00000001", answer, Element.TERMINAL);
    assertValue("952718182217875", answer, Element.MERCHANT);
    assertValue("000001", answer, Element.BATCH);
    assertValue("0", answer, Element.ORDER);
    assertValue(
        "6701EAD6A9AD51E51AA406E2C27FCFA98D0A74B8B651F9E9BACE9AE10000000000000000AB7153CA",
        answer,
        Element.WORKING_KEYS);
  }

  @Test
  void the_answer_to_a_sale_is_read_as_business_values() throws Exception {
    Message answer = DIALECT.unpack(GoldenFrames.frame("sale-resp"));

    assertEquals("0210", answer.mti());
    assertValue("6225000000000002", answer, Element.PAN);
    assertValue("000000001234", answer, Element.AMOUNT);
    assertValue("000002", answer, Element.STAN);
    assertValue("101601", answer, Element.TIME);
    assertValue("0102", answer, Element.DATE);
    assertValue("2512", answer, Element.EXPIRY);
    assertValue("123456789012", answer, Element.RRN);
    assertValue("654321", answer, Element.AUTH_CODE);
    assertValue("00", answer, Element.RESPONSE_CODE);
    assertValue("156", answer, Element.CURRENCY);
    assertValue("000001", answer, Element.BATCH);
  }

  @Test
  void the_answer_to_a_reversal_is_read_as_business_values() throws Exception {
    Message answer = DIALECT.unpack(GoldenFrames.frame("reversal-resp"));

    assertEquals(DIALECT.answerTo("0400"), answer.mti());
    assertValue("000002", answer, Element.STAN);
    assertValue("00", answer, Element.RESPONSE_CODE);
  }

  @Test
  void the_qr_code_is_found_in_its_tag() throws Exception {
    Message sale = DIALECT.unpack(GoldenFrames.frame("qrsale"));

    assertValue("6212345678901234567", sale, Element.QR_CODE);
  }

  private static void assertValue(String expected, Message message, Element element) {
    assertEquals(expected, DIALECT.value(message, element).orElse("absent"), element.label());
  }

  private static void assertBuilt(String name, Message message) {
    assertEquals(
        GoldenFrames.all().get(name), Hex.encode(DIALECT.pack(message, GoldenFrames.mac(name))));
  }

  private static Map<Element, String> swipe() {
    Map<Element, String> values = terminal("000002");
    values.put(Element.ENTRY, "swipe");
    values.put(Element.AMOUNT, "1234");
    values.put(Element.CURRENCY, "156");
    values.put(Element.TRACK2, "6225000000000002=25125200000000000000");
    values.put(Element.PIN_BLOCK, PIN_BLOCK);
    return values;
  }

  private static Map<Element, String> terminal(String stan) {
    Map<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.TERMINAL, "00000001");
    values.put(Element.MERCHANT, "952718182217875");
    values.put(Element.BATCH, "000001");
    if (!stan.isEmpty()) {
      values.put(Element.STAN, stan);
    }
    return values;
  }
}
