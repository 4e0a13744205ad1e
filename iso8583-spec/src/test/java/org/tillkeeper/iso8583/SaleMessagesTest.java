package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SaleMessagesTest {
  private static final Dialect DIALECT = Dialect.named("unionpay-pos");
  private static final MacCalculator MAC =
      (algorithm, input) -> algorithm.compute(GoldenFrames.MAK, input);
  private static final String PAN = "6225000000000006";
  private static final String EMV =
      "9F26080102030405060708"
          + "9F100807010103A0B00101"
          + "9F3602001C"
          + "950500000000E0"
          + "9F1E083030303030303031"
          + "9F3303E0F8C8"
          + "DF310100";

  @Test
  void a_chip_sale_carries_card_and_chip_data_and_no_track_unless_given() {
    Message sale = DIALECT.request(Kind.SALE, chip());

    assertEquals(fields(2, 3, 4, 11, 14, 22, 23, 25, 41, 42, 49, 55, 60), present(sale));
    assertEquals("052", sale.field(22).orElseThrow());
    assertEquals("001", sale.field(23).orElseThrow());
    assertEquals(EMV, sale.field(55).orElseThrow());
    assertEquals("22000001000500", sale.field(60).orElseThrow());
    Map<Element, String> withTrack = chip();
    withTrack.put(Element.TRACK2, PAN + "=30122010000000000");
    assertTrue(DIALECT.request(Kind.SALE, withTrack).fields().containsKey(35));
  }

  @Test
  void a_contactless_sale_says_how_the_card_was_read() {
    Map<Element, String> values = chip();
    values.put(Element.ENTRY, "contactless");
    values.put(Element.PIN_BLOCK, "9FD70511ED75347D");
    Message sale = DIALECT.request(Kind.SALE, values);

    assertEquals("071", sale.field(22).orElseThrow());
    assertEquals("22000001000600", sale.field(60).orElseThrow());
    assertEquals("12", sale.field(26).orElseThrow());
    assertEquals("2600000000000000", sale.field(53).orElseThrow());
  }

  @Test
  void a_typed_sale_carries_number_and_expiry() {
    Map<Element, String> values = common("manual");
    values.put(Element.PAN, PAN);
    values.put(Element.EXPIRY, "3012");
    Message sale = DIALECT.request(Kind.SALE, values);

    assertEquals(fields(2, 3, 4, 11, 14, 22, 25, 41, 42, 49, 60), present(sale));
    assertEquals("012", sale.field(22).orElseThrow());
  }

  @Test
  void the_reversal_of_a_chip_sale_has_the_card_as_the_original_and_five_tags_of_the_chip() {
    Map<Element, String> values = chip();
    values.put(Element.TRACK2, PAN + "=30122010000000000");
    values.put(Element.PIN_BLOCK, "9FD70511ED75347D");
    values.put(Element.REVERSAL_REASON, "98");
    values.put(Element.AUTH_CODE, "654321");
    Message reversal = DIALECT.reversal(Kind.SALE, values);

    assertEquals("0400", reversal.mti());
    assertEquals(
        fields(2, 3, 4, 11, 14, 22, 23, 25, 38, 39, 41, 42, 49, 55, 60), present(reversal));
    assertEquals("051", reversal.field(22).orElseThrow());
    assertEquals(
        "9F100807010103A0B00101"
            + "9F3602001C"
            + "950500000000E0"
            + "9F1E083030303030303031"
            + "DF310100",
        reversal.field(55).orElseThrow());
  }

  @Test
  void the_reversal_of_a_qr_sale_carries_the_code() {
    Map<Element, String> values = common("qr");
    values.put(Element.QR_CODE, "6212345678901234567");
    values.put(Element.REVERSAL_REASON, "06");
    Message reversal = DIALECT.reversal(Kind.SALE, values);

    assertEquals(fields(3, 4, 11, 22, 25, 39, 41, 42, 49, 59, 60), present(reversal));
    assertEquals("A30196212345678901234567", reversal.field(59).orElseThrow());
  }

  @Test
  void a_reversal_goes_without_secrets_that_were_erased_but_never_without_its_trace_number() {
    Map<Element, String> values = chip();
    values.put(Element.REVERSAL_REASON, "98");
    values.remove(Element.PAN);
    values.remove(Element.EMV);

    assertEquals(
        fields(3, 4, 11, 14, 22, 23, 25, 39, 41, 42, 49, 60),
        present(DIALECT.reversal(Kind.SALE, values)));
    values.remove(Element.STAN);
    InvalidField refused =
        assertThrows(InvalidField.class, () -> DIALECT.reversal(Kind.SALE, values));
    assertEquals("field 11 (STAN) needs a value for stan", refused.getMessage());
  }

  @Test
  void a_reversal_survives_chip_data_that_are_no_tlv() {
    for (String emv :
        List.of("95", "9F", "9505", "9F36", "950500000000E0FF", "9584FFFFFFFF", "958180")) {
      Map<Element, String> values = chip();
      values.put(Element.REVERSAL_REASON, "98");
      values.put(Element.EMV, emv);
      String kept = DIALECT.reversal(Kind.SALE, values).field(55).orElse("");

      assertEquals(emv.startsWith("950500") ? "950500000000E0" : "", kept, emv);
    }
  }

  @Test
  void a_sale_without_what_it_needs_is_refused() {
    for (Element element :
        List.of(
            Element.AMOUNT,
            Element.STAN,
            Element.TERMINAL,
            Element.MERCHANT,
            Element.CURRENCY,
            Element.BATCH,
            Element.PAN)) {
      Map<Element, String> values = chip();
      values.remove(element);
      InvalidField refused =
          assertThrows(InvalidField.class, () -> DIALECT.request(Kind.SALE, values));
      assertTrue(
          refused.getMessage().endsWith("needs a value for " + element.label()),
          refused.getMessage());
    }
  }

  @Test
  void an_entry_the_dialect_does_not_know_is_refused_with_those_it_knows() {
    Map<Element, String> values = common("voice");
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> DIALECT.request(Kind.SALE, values));

    assertEquals(
        "entry is 'voice'; allowed: [swipe, chip, contactless, manual, qr, fallback]",
        refused.getMessage());
  }

  @Test
  void a_length_of_more_than_one_byte_counts_all_that_follows() throws Exception {
    assertEquals(426, DIALECT.bodyLength(new byte[] {0x01, (byte) 0xAA}));
    Map<Element, String> values = chip();
    StringBuilder long250 = new StringBuilder("9F2681F6");
    for (int i = 0; i < 246; i++) {
      long250.append("5A");
    }
    values.put(Element.EMV, long250.toString());
    byte[] frame = DIALECT.pack(DIALECT.request(Kind.SALE, values), Values.MAC);

    assertTrue(frame.length > 258);
    assertEquals(frame.length - 2, (frame[0] & 0xFF) * 256 + (frame[1] & 0xFF));
    assertEquals(frame.length - 2, DIALECT.bodyLength(frame));
    assertEquals(long250.toString(), DIALECT.unpack(frame).field(55).orElseThrow());
  }

  @Test
  void a_value_that_does_not_fit_is_refused_with_its_field_and_never_shown() {
    assertRefused(Element.AMOUNT, "1234567890123", 4, "at most 12 digits");
    assertRefused(Element.AMOUNT, "12.34", 4, "exactly 12 digits");
    assertRefused(Element.PAN, "62250000000000061234", 2, "at most 19 digits");
    assertRefused(Element.PAN, "6225 0000", 2, "at most 19 digits");
    assertRefused(Element.STAN, "42", 11, "exactly 6 digits");
    assertRefused(Element.TERMINAL, "0000001", 41, "exactly 8 single-byte characters");
    assertRefused(Element.MERCHANT, "商户95271821821", 42, "exactly 15 single-byte characters");
    assertRefused(Element.TRACK2, PAN + "D3012", 35, "at most 37 digits and =");
    assertRefused(Element.EMV, "9F2", 55, "even number");
    assertRefused(Element.EMV, "9F2X", 55, "bytes in hex");
    assertRefused(Element.PIN_BLOCK, "9FD705", 52, "exactly 8 bytes in hex");
  }

  private static void assertRefused(Element element, String value, int field, String limit) {
    Map<Element, String> values = chip();
    values.put(element, value);
    InvalidField refused =
        assertThrows(InvalidField.class, () -> DIALECT.request(Kind.SALE, values));
    assertEquals(field, refused.field());
    assertTrue(refused.getMessage().contains(limit), refused.getMessage());
    assertFalse(refused.getMessage().contains(value), refused.getMessage());
  }

  @Test
  void options_change_what_acquirers_do_differently() {
    Dialect other =
        DIALECT.with(Map.of("sale.processingCode", "190000", "mac.onRefusals", "required"));

    assertEquals("190000", other.request(Kind.SALE, chip()).field(3).orElseThrow());
    assertFalse(other.macOptionalOnRefusals());
    assertTrue(DIALECT.macOptionalOnRefusals());
    assertEquals(
        "190000", other.with(Map.of("qr.entryMode", "030")).options().get("sale.processingCode"));
  }

  @Test
  void answers_are_told_by_their_mti() {
    assertEquals("0210", DIALECT.answerTo("0200"));
    assertEquals("0410", DIALECT.answerTo("0400"));
    assertEquals("0830", DIALECT.answerTo("0820"));
    assertEquals("0810", DIALECT.answerTo("0800"));
    assertThrows(IllegalArgumentException.class, () -> DIALECT.answerTo("0210"));
    assertThrows(IllegalArgumentException.class, () -> DIALECT.answerTo("200"));
  }

  @Test
  void a_mac_goes_wrong_with_any_bit_of_the_message_and_not_with_the_routing() throws Exception {
    byte[] frame = DIALECT.pack(DIALECT.request(Kind.SALE, chip()), MAC);
    assertEquals(MacVerdict.RIGHT, DIALECT.checkMac(frame, MAC));

    byte[] rerouted = frame.clone();
    rerouted[4] ^= 1;
    rerouted[12] ^= 1;
    assertEquals(MacVerdict.RIGHT, DIALECT.checkMac(rerouted, MAC));
    byte[] amount = frame.clone();
    amount[frame.length - 9] ^= 1;
    assertEquals(MacVerdict.WRONG, DIALECT.checkMac(amount, MAC));
    byte[] mac = frame.clone();
    mac[frame.length - 1] ^= 1;
    assertEquals(MacVerdict.WRONG, DIALECT.checkMac(mac, MAC));
  }

  @Test
  void a_message_routed_elsewhere_keeps_its_fields() throws Exception {
    Message sale = DIALECT.request(Kind.SALE, chip()).routed("6000060000", "603210320072");
    Message read = DIALECT.unpack(DIALECT.pack(sale, MAC));

    assertEquals("6000060000", read.tpdu());
    assertEquals("603210320072", read.header());
    InvalidField refused =
        assertThrows(InvalidField.class, () -> DIALECT.pack(sale.routed("60", ""), MAC));
    assertEquals("the TPDU is exactly 10 hex digits", refused.getMessage());
  }

  @Test
  void text_in_chinese_is_readable() throws Exception {
    Message answer = DIALECT.unpack(GoldenFrames.frame("sale-resp"));
    String gbk = "CUP" + new String("余额不足".getBytes("GBK"), StandardCharsets.ISO_8859_1);
    Map<Integer, String> fields = new TreeMap<>(answer.fields());
    fields.put(63, gbk);
    Message withText = new Message(answer.tpdu(), answer.header(), answer.mti(), fields);

    Message read = DIALECT.unpack(DIALECT.pack(withText, MAC));

    assertEquals("CUP余额不足", DIALECT.readable(63, read.field(63).orElseThrow()));
    assertEquals("654321", DIALECT.readable(38, read.field(38).orElseThrow()));
  }

  @Test
  void a_message_shows_no_values() {
    assertEquals(
        "0200[2, 3, 4, 11, 14, 22, 23, 25, 41, 42, 49, 55, 60]",
        DIALECT.request(Kind.SALE, chip()).toString());
  }

  @Test
  void generated_sales_and_reversals_come_back_as_they_went() throws Exception {
    Random random = Seeds.random("generated_sales");
    String[] entries = {"swipe", "chip", "contactless", "manual", "qr"};
    for (int i = 0; i < 20_000; i++) {
      Map<Element, String> values = generated(entries[random.nextInt(5)], random);
      Message sale = DIALECT.request(Kind.SALE, values);
      Message reversal = DIALECT.reversal(Kind.SALE, values);

      assertSameFromTheRequest(reversal, sale, values);
      for (Message message : List.of(sale, reversal)) {
        byte[] frame = DIALECT.pack(message, MAC);
        Message read = DIALECT.unpack(frame);
        assertEquals(MacVerdict.RIGHT, DIALECT.checkMac(frame, MAC));
        assertEquals(message.fields(), read.fields().headMap(64));
        assertEquals(values.get(Element.STAN), DIALECT.value(read, Element.STAN).orElseThrow());
        assertEquals(values.get(Element.BATCH), DIALECT.value(read, Element.BATCH).orElseThrow());
        assertEquals(
            Long.parseLong(values.get(Element.AMOUNT)),
            Long.parseLong(DIALECT.value(read, Element.AMOUNT).orElseThrow()));
      }
    }
  }

  private static void assertSameFromTheRequest(
      Message reversal, Message sale, Map<Element, String> values) {
    Map<Element, String> news = new EnumMap<>(Element.class);
    news.put(Element.REVERSAL_REASON, values.get(Element.REVERSAL_REASON));
    if (values.containsKey(Element.AUTH_CODE)) {
      news.put(Element.AUTH_CODE, values.get(Element.AUTH_CODE));
    }
    assertEquals(reversal.fields(), DIALECT.reversal(Kind.SALE, sale, news).fields());
  }

  private static Map<Element, String> generated(String entry, Random random) {
    Map<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.ENTRY, entry);
    values.put(Element.AMOUNT, Seeds.digits(random, 1 + random.nextInt(12)));
    values.put(Element.STAN, Seeds.digits(random, 6));
    values.put(Element.BATCH, Seeds.digits(random, 6));
    values.put(Element.TERMINAL, Seeds.digits(random, 8));
    values.put(Element.MERCHANT, Seeds.digits(random, 15));
    values.put(Element.CURRENCY, "156");
    values.put(Element.REVERSAL_REASON, "98");
    if (entry.equals("qr")) {
      values.put(Element.QR_CODE, Seeds.digits(random, 18 + random.nextInt(2)));
      return values;
    }
    String pan = Seeds.digits(random, 13 + random.nextInt(7));
    if (entry.equals("swipe") || random.nextBoolean()) {
      values.put(Element.TRACK2, pan + "=" + Seeds.digits(random, random.nextInt(17)));
    }
    if (!entry.equals("swipe")) {
      values.put(Element.PAN, pan);
      values.put(Element.EXPIRY, Seeds.digits(random, 4));
    }
    if (random.nextBoolean()) {
      values.put(Element.PIN_BLOCK, Seeds.hex(random, 8));
    }
    if (random.nextBoolean()) {
      values.put(Element.AUTH_CODE, Seeds.digits(random, 6));
    }
    if (entry.startsWith("c")) {
      values.put(Element.CARD_SEQUENCE, Seeds.digits(random, 3));
      values.put(Element.EMV, EMV);
    }
    return values;
  }

  private static Map<Element, String> chip() {
    Map<Element, String> values = common("chip");
    values.put(Element.PAN, PAN);
    values.put(Element.EXPIRY, "3012");
    values.put(Element.CARD_SEQUENCE, "001");
    values.put(Element.EMV, EMV);
    return values;
  }

  private static Map<Element, String> common(String entry) {
    Map<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.ENTRY, entry);
    values.put(Element.AMOUNT, "1234");
    values.put(Element.STAN, "000002");
    values.put(Element.BATCH, "000001");
    values.put(Element.TERMINAL, "00000001");
    values.put(Element.MERCHANT, "952718182217875");
    values.put(Element.CURRENCY, "156");
    return values;
  }

  private static Set<Integer> fields(Integer... numbers) {
    return new TreeSet<>(List.of(numbers));
  }

  private static Set<Integer> present(Message message) {
    return message.fields().keySet();
  }
}
