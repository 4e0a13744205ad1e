package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.agent.terminal.Refusal;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.terminal.SampleRefusals;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.Element;

/** What a till may ask for, and the member each refusal names. */
class PaymentRequestTest {
  private static final String CHIP =
      "{'entry':'chip','pan':'6225000000000006','expiry':'3012','sequence':'001','emv':'9f2608aabbccddeeff0011','pinBlock':'9fd70511ed75347d'}";
  private static final String SWIPE =
      "{'entry':'swipe','track2':'6225000000000006=30125200000000000000'}";

  @Test
  void a_chip_sale_becomes_an_order_with_hex_in_upper_case() {
    PaymentOrder order = order(body("'card':" + CHIP));
    assertEquals(1234, order.amount());
    assertEquals(Optional.of("ORDER-1"), order.reference());
    assertEquals(Optional.of(Entry.CHIP), order.entry());
    assertEquals(
        Map.of(
            Element.PAN, "6225000000000006",
            Element.EXPIRY, "3012",
            Element.CARD_SEQUENCE, "001",
            Element.EMV, "9F2608AABBCCDDEEFF0011",
            Element.PIN_BLOCK, "9FD70511ED75347D"),
        order.data().values());
  }

  @Test
  void a_track_with_the_separator_D_is_kept_with_an_equals_sign() {
    PaymentOrder order =
        order(body("'card':{'entry':'swipe','track2':'6225000000000006D30125200000000000000'}"));
    assertEquals(
        Map.of(Element.TRACK2, "6225000000000006=30125200000000000000"), order.data().values());
  }

  @Test
  void a_read_card_is_left_to_the_issuer_without_luhn_or_expiry_check() {
    order(body("'card':{'entry':'swipe','track2':'6225000000000002=9913'}"));
    order(body("'card':{'entry':'contactless','pan':'6225000000000002','emv':'9F3600'}"));
  }

  @Test
  void a_typed_card_and_a_code_become_orders() {
    assertEquals(
        Map.of(Element.PAN, "6225000000000006", Element.EXPIRY, "3012"),
        order(body("'card':{'entry':'manual','pan':'6225000000000006','expiry':'3012'}"))
            .data()
            .values());
    PaymentOrder qr = order(body("'qr':{'code':'6212345678901234567'}"));
    assertEquals(Optional.of(Entry.QR), qr.entry());
    assertEquals(Map.of(Element.QR_CODE, "6212345678901234567"), qr.data().values());
  }

  @Test
  void a_code_to_be_shown_becomes_an_order_with_the_time_that_it_is_wanted_for() {
    PaymentOrder usual = order(body("'show':{}"));
    assertEquals(Optional.of(Entry.SHOWN), usual.entry());
    assertEquals(Map.of(Element.CODE_SECONDS, "120"), usual.data().values());
    for (String[] within : new String[][] {{"10s", "10"}, {"600s", "600"}, {"10m", "600"}}) {
      PaymentOrder shown = order(body("'show':{'within':'" + within[0] + "'}"));
      assertEquals(Map.of(Element.CODE_SECONDS, within[1]), shown.data().values());
    }
  }

  @Test
  void what_the_till_says_of_the_device_goes_with_the_order() {
    PaymentOrder sale =
        order(
            body(
                "'qr':{'code':'6212345678901234567'},'device':{'ciphertext':'01E08FEC','location':'31.230412345/-121.5'}"));
    assertEquals("01E08FEC", sale.data().values().get(Element.DEVICE_CIPHERTEXT));
    assertEquals("+31.23041", sale.data().values().get(Element.LATITUDE));
    assertEquals("-121.5", sale.data().values().get(Element.LONGITUDE));
    PaymentOrder completion =
        order("{'type':'completion','original':'A','amount':1,'device':{'location':'0/0'}}");
    assertEquals(
        Map.of(Element.LATITUDE, "+0", Element.LONGITUDE, "+0"), completion.data().values());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9F0206000000001234 | ",
        "5F2A020156         | ",
        "9F0206000000001235 | 9F02",
        "9F0206000000123400 | 9F02",
        "9F02060000000012AA | 9F02",
        "9F0200             | 9F02",
        "5F2A020840         | 5F2A",
        "9F02060000000012345F2A020978 | 5F2A"
      })
  void the_chip_was_told_the_same_amount_and_currency(String emv, String wrong) {
    String body =
        body("'card':{'entry':'chip','pan':'6225000000000006','emv':'9F3602001C" + emv + "'}");
    if (wrong == null) {
      order(body);
      return;
    }
    Problem problem = refused(body);
    assertEquals(400, problem.status());
    assertEquals("card.emv", problem.json(json()).get("field"));
    assertTrue(problem.getMessage().contains("tag " + wrong), problem.getMessage());
  }

  @Test
  void a_balance_has_no_amount_that_the_chip_could_be_asked_for() {
    order(
        "{'type':'balance','card':{'entry':'chip','pan':'6225000000000006','emv':'9F0206000000000001'}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "-0",
        "1000000000000",
        "12.34",
        "1234.0",
        "1e2",
        "'1234'",
        "null",
        "true",
        "[]",
        "{}",
        "99999999999999999999999999999999999999999999999999"
      })
  void an_amount_is_a_whole_number_of_fen(String amount) {
    Problem problem =
        refused("{'type':'sale','amount':" + amount + ",'currency':'CNY','card':" + SWIPE + "}");
    assertEquals("amount", problem.json(json()).get("field"));
    assertTrue(problem.getMessage().contains("1 to 999999999999"), problem.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "type            | 'amount':1,'currency':'CNY','card':{}",
        "type            | 'type':'gift','amount':1,'currency':'CNY','card':{}",
        "type            | 'type':null,'amount':1,'currency':'CNY','card':{}",
        "amount          | 'type':'balance','amount':1,'card':{}",
        "amount          | 'type':'refund','currency':'CNY','card':{}",
        "qr              | 'type':'refund','amount':1,'currency':'CNY','qr':{'code':'6212345678901234567'}",
        "qr              | 'type':'preauth','amount':1,'currency':'CNY','qr':{'code':'6212345678901234567'}",
        "qr              | 'type':'balance','qr':{'code':'6212345678901234567'}",
        "show            | 'type':'refund','amount':1,'currency':'CNY','show':{}",
        "show            | 'type':'preauth','amount':1,'currency':'CNY','show':{}",
        "show            | 'type':'completion','amount':1,'original':'0193','show':{}",
        "show            | 'type':'sale','amount':1,'currency':'CNY','show':'yes'",
        "show.within     | 'type':'sale','amount':1,'currency':'CNY','show':{'within':'9s'}",
        "show.within     | 'type':'sale','amount':1,'currency':'CNY','show':{'within':'601s'}",
        "show.within     | 'type':'sale','amount':1,'currency':'CNY','show':{'within':'1h'}",
        "show.within     | 'type':'sale','amount':1,'currency':'CNY','show':{'within':60}",
        "show.code       | 'type':'sale','amount':1,'currency':'CNY','show':{'code':'1'}",
        "card            | 'type':'sale','amount':1,'currency':'CNY','qr':{},'show':{}",
        "originalSlip    | 'type':'sale','amount':1,'currency':'CNY','card':{'entry':'swipe','track2':'6225000000000006=3012'},'originalSlip':{}",
        "originalSlip.rrn | 'type':'refund','amount':1,'currency':'CNY','card':{},'originalSlip':{}",
        "originalSlip.date | 'type':'refund','amount':1,'currency':'CNY','card':{},'originalSlip':{'rrn':'123456789012','date':'1301'}",
        "original        | 'type':'void'",
        "original        | 'type':'void','original':''",
        "original        | 'type':'void','original':5",
        "original        | 'type':'preauth','amount':1,'original':'0193'",
        "original        | 'type':'balance','original':'0193'",
        "original        | 'type':'completion','amount':1,'currency':'CNY','card':{}",
        "card            | 'type':'void','original':'0193','card':{}",
        "qr              | 'type':'refund','original':'0193','amount':1,'qr':{}",
        "currency        | 'type':'void','original':'0193','currency':'USD'",
        "amount          | 'type':'completion','original':'0193'",
        "amount          | 'type':'tip','original':'0193'",
        "amount          | 'type':'void','original':'0193','amount':0",
        "amount          | 'type':'void','original':'0193','amount':'1'",
        "advice          | 'type':'void','original':'0193','advice':true",
        "advice          | 'type':'completion','original':'0193','amount':1,'advice':'yes'",
        "allowDuplicate  | 'type':'completion','original':'0193','amount':1,'allowDuplicate':true",
        "card.offline    | 'type':'preauth','amount':1,'currency':'CNY','card':{'entry':'chip','pan':'6225000000000006','emv':'9F3600','offline':'Y1'}",
        "card.offline    | 'type':'sale','amount':1,'currency':'CNY','card':{'entry':'swipe','track2':'6225000000000006=3012','offline':'Y1'}",
        "card.offline    | 'type':'sale','amount':1,'currency':'CNY','card':{'entry':'chip','pan':'6225000000000006','emv':'9F3600','offline':'Z1'}",
        "card.offline    | 'type':'sale','amount':1,'currency':'CNY','card':{'entry':'chip','pan':'6225000000000006','emv':'9F3600','offline':true}",
        "amount          | 'type':'sale','currency':'CNY','card':{}",
        "currency        | 'type':'sale','amount':1,'card':{}",
        "currency        | 'type':'sale','amount':1,'currency':'USD','card':{}",
        "currency        | 'type':'sale','amount':1,'currency':156,'card':{}",
        "card            | 'type':'sale','amount':1,'currency':'CNY'",
        "card            | 'type':'sale','amount':1,'currency':'CNY','card':{},'qr':{}",
        "card            | 'type':'sale','amount':1,'currency':'CNY','card':'6225'",
        "qr              | 'type':'sale','amount':1,'currency':'CNY','qr':[]",
        "extra           | 'type':'sale','amount':1,'currency':'CNY','qr':{'code':'6212345678901234567'},'extra':1",
        "original        | 'type':'sale','amount':1,'currency':'CNY','qr':{'code':'6212345678901234567'},'original':'x'",
      })
  void a_wrong_body_names_its_member(String field, String members) {
    assertEquals(field, refused("{" + members + "}").json(json()).get("field"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "card.entry    | {}",
        "card.entry    | {'entry':'qr'}",
        "card.entry    | {'entry':'shown'}",
        "card.entry    | {'entry':'fallback'}",
        "card.track2   | {'entry':'swipe'}",
        "card.track2   | {'entry':'swipe','track2':'6225000000000006'}",
        "card.track2   | {'entry':'swipe','track2':'6225000000000006=301'}",
        "card.track2   | {'entry':'swipe','track2':'62250000000=3012'}",
        "card.track2   | {'entry':'swipe','track2':';6225000000000006=3012?'}",
        "card.track2   | {'entry':'swipe','track2':'6225000000000006=301252000000000000000'}",
        "card.track2   | {'entry':'swipe','track2':'6225000000000006=3012=00'}",
        "card.pan      | {'entry':'swipe','pan':'6225000000000006','track2':'6225000000000006=3012'}",
        "card.expiry   | {'entry':'swipe','expiry':'3012','track2':'6225000000000006=3012'}",
        "card.emv      | {'entry':'swipe','emv':'9F3600','track2':'6225000000000006=3012'}",
        "card.pan      | {'entry':'manual','expiry':'3012'}",
        "card.pan      | {'entry':'manual','pan':'6225000000000002','expiry':'3012'}",
        "card.pan      | {'entry':'manual','pan':'62250000000','expiry':'3012'}",
        "card.pan      | {'entry':'manual','pan':'62250000000000000006','expiry':'3012'}",
        "card.expiry   | {'entry':'manual','pan':'6225000000000006'}",
        "card.expiry   | {'entry':'manual','pan':'6225000000000006','expiry':'3013'}",
        "card.expiry   | {'entry':'manual','pan':'6225000000000006','expiry':'3000'}",
        "card.track2   | {'entry':'manual','pan':'6225000000000006','expiry':'3012','track2':'6225000000000006=3012'}",
        "card.emv      | {'entry':'manual','pan':'6225000000000006','expiry':'3012','emv':'9F3600'}",
        "card.emv      | {'entry':'chip','pan':'6225000000000006'}",
        "card.emv      | {'entry':'chip','pan':'6225000000000006','emv':''}",
        "card.emv      | {'entry':'chip','pan':'6225000000000006','emv':'9F360'}",
        "card.emv      | {'entry':'chip','pan':'6225000000000006','emv':'9F3602AA'}",
        "card.emv      | {'entry':'chip','pan':'6225000000000006','emv':'hello!'}",
        "card.pan      | {'entry':'chip','emv':'9F3600'}",
        "card.expiry   | {'entry':'chip','pan':'6225000000000006','emv':'9F3600','expiry':'3013'}",
        "card.sequence | {'entry':'chip','pan':'6225000000000006','emv':'9F3600','sequence':'1'}",
        "card.track2   | {'entry':'chip','pan':'6225000000000006','emv':'9F3600','track2':'no'}",
        "card.pinBlock | {'entry':'chip','pan':'6225000000000006','emv':'9F3600','pinBlock':'9FD70511ED75347'}",
        "card.pinBlock | {'entry':'chip','pan':'6225000000000006','emv':'9F3600','pinBlock':null}",
        "card.cvv      | {'entry':'manual','pan':'6225000000000006','expiry':'3012','cvv':'123'}",
      })
  void a_wrong_card_names_its_member_and_never_its_value(String field, String card) {
    Problem problem = refused(body("'card':" + card));
    assertEquals(field, problem.json(json()).get("field"));
    assertFalse(problem.getMessage().contains("622500"), "a card number in a refusal");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'1'", "'62123456789012345678'", "'62123456789012345A'", "621234567890123456"})
  void a_code_is_18_or_19_digits(String code) {
    assertEquals("qr.code", refused(body("'qr':{'code':" + code + "}")).json(json()).get("field"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''",
        "'a\\u0007b'",
        "'a\\u009bb'",
        "'a\\u202eb'",
        "'a\\u2066b'",
        "'\\u200b'",
        "'\\ufeffa'",
        "'a\\u2028b'",
        "'\\ud800'",
        "5"
      })
  void a_reference_is_short_text_without_control_and_invisible_characters(String reference) {
    Problem problem =
        refused(
            "{'type':'sale','amount':1,'currency':'CNY','reference':"
                + reference
                + ",'card':"
                + SWIPE
                + "}");
    assertEquals("reference", problem.json(json()).get("field"));
  }

  @Test
  void a_reference_of_64_characters_fits_and_one_of_65_does_not() {
    order(body("'card':" + SWIPE).replace("ORDER-1", "单".repeat(64)));
    assertEquals(
        "reference",
        refused(body("'card':" + SWIPE).replace("ORDER-1", "a".repeat(65)))
            .json(json())
            .get("field"));
  }

  @Test
  void what_refers_to_another_payment_takes_its_card_and_need_not_say_the_currency() {
    PaymentOrder completion =
        order("{'type':'completion','original':'0193-1','amount':900,'advice':true}");
    assertEquals(PaymentType.COMPLETION, completion.type());
    assertEquals(Optional.of("0193-1"), completion.original());
    assertEquals(900, completion.amount());
    assertTrue(completion.manner().asAdvice());
    assertEquals(Optional.empty(), completion.entry());
    assertEquals(0, order("{'type':'preauth-void','original':'0193-1'}").amount());
    assertEquals(
        500,
        PaymentRequest.ofPath(parse("{'amount':500}"), PaymentType.REFUND, "0193-1", "CNY")
            .amount());
  }

  @Test
  void a_duplicate_is_asked_for_with_true_and_nothing_else() {
    assertTrue(order(body("'allowDuplicate':true,'card':" + SWIPE)).manner().allowDuplicate());
    assertFalse(order(body("'allowDuplicate':false,'card':" + SWIPE)).manner().allowDuplicate());
    for (String other : List.of("'true'", "1", "null", "[true]")) {
      Problem problem = refused(body("'allowDuplicate':" + other + ",'card':" + SWIPE));
      assertEquals("allowDuplicate", problem.json(json()).get("field"), other);
    }
  }

  @Test
  void a_chip_may_have_approved_a_sale_already() {
    PaymentOrder order =
        order(
            body("'card':{'entry':'chip','pan':'6225000000000006','emv':'9F3600','offline':'Y1'}"));
    assertTrue(order.manner().chipApprovedOffline());
  }

  @Test
  void a_balance_inquiry_has_neither_amount_nor_currency() {
    assertEquals(0, order("{'type':'balance','card':" + SWIPE + "}").amount());
  }

  @Test
  void a_refund_of_what_this_ledger_never_held_names_the_slip() {
    PaymentOrder order =
        order(
            "{'type':'refund','amount':1,'currency':'CNY','card':"
                + SWIPE
                + ",'originalSlip':{'rrn':'123456789012','date':'0131','stan':'000002'}}");
    assertEquals("123456789012", order.data().values().get(Element.RRN));
    assertEquals("0131", order.data().values().get(Element.ORIGINAL_DATE));
    assertEquals("000002", order.data().values().get(Element.ORIGINAL_STAN));
  }

  private static PaymentOrder refundOfSlip(String date) {
    return order(
        "{'type':'refund','amount':1,'currency':'CNY','card':"
            + SWIPE
            + ",'originalSlip':{'rrn':'123456789012','date':'"
            + date
            + "'}}");
  }

  @Test
  void a_slip_names_a_day_that_some_year_has() {
    int days = 0;
    for (int number = 0; number <= 9999; number++) {
      String date = String.format(Locale.ROOT, "%04d", number);
      boolean day;
      try {
        LocalDate.of(2024, number / 100, number % 100);
        day = true;
      } catch (DateTimeException e) {
        day = false;
      }
      if (day) {
        days++;
        assertEquals(date, refundOfSlip(date).data().values().get(Element.ORIGINAL_DATE));
      } else {
        Problem problem = assertThrows(Problem.class, () -> refundOfSlip(date));
        assertTrue(problem.getMessage().startsWith("originalSlip.date "), problem.getMessage());
      }
    }
    assertEquals(366, days);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "5",
        "'text'",
        "{",
        "{'a':1",
        "{'a':1}}",
        "{'a':1} x",
        "{'a':1}{}",
        "{'a':01}",
        "{'a':1,'a':2}",
        "{'a':{'b':1,'b':1}}",
        "{a:1}",
        "{'a':1,}",
        "{'a':NaN}",
        "// x\n{}",
        "{'a':{'a':{'a':{'a':{'a':{'a':{'a':{'a':{'a':1}}}}}}}}}"
      })
  void what_is_not_one_strict_object_is_refused(String text) {
    Problem problem = assertThrows(Problem.class, () -> parse(text));
    assertEquals("malformed-json", problem.json(json()).get("type"));
  }

  @Test
  void a_body_that_is_not_utf8_is_refused() {
    byte[] bytes = {'{', '"', (byte) 0xc3, '"', ':', '1', '}'};
    assertThrows(Problem.class, () -> JsonObject.parse(bytes));
  }

  @Test
  void a_member_name_that_is_a_card_number_is_not_repeated() {
    Problem problem =
        refused(
            "{'type':'sale','amount':1,'currency':'CNY','qr':{'code':'6212345678901234567'},'6225000000000006':1}");
    assertFalse(problem.json(json()).toString().contains("622500"), "a card number in a refusal");
  }

  @Test
  void order_spacing_and_escapes_of_a_body_do_not_make_another_request() {
    byte[] one = parse("{'a':'x','b':{'c':1,'d':'\\u0041'}}").canonical("POST /v1/payments");
    byte[] two = parse(" { 'b' : {'d':'A','c':1}, 'a':'x' } ").canonical("POST /v1/payments");
    byte[] other = parse("{'a':'x','b':{'c':2,'d':'A'}}").canonical("POST /v1/payments");
    assertArrayEquals(one, two);
    assertFalse(java.util.Arrays.equals(one, other), "another number is another request");
    assertFalse(
        java.util.Arrays.equals(one, parse("{'a':'x','b':{'c':1,'d':'A'}}").canonical("POST /x")),
        "another path is another request");
  }

  private static String body(String instrument) {
    return "{'type':'sale','amount':1234,'currency':'CNY','reference':'ORDER-1',"
        + instrument
        + "}";
  }

  private static PaymentOrder order(String body) {
    return PaymentRequest.order(parse(body), "CNY");
  }

  private static Problem refused(String body) {
    return assertThrows(Problem.class, () -> order(body));
  }

  private static JsonObject parse(String text) {
    return JsonObject.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_refusal_of_the_terminal_names_the_member_of_its_place() {
    Refused refused = new Refused(SampleRefusals.of(Ground.SLIP_MISSING));
    Map<String, Object> told = Problem.of(refused).json(json());
    assertEquals("originalSlip.rrn", told.get("field"));
    assertEquals(
        "originalSlip.rrn: is missing: the acquirer takes a refund without original only with the"
            + " reference number (12 letters or digits) and date (MMDD) of the customer's slip.",
        told.get("detail"));
  }

  @Test
  void no_member_is_read_out_of_a_sentence() {
    Refused refused = new Refused(Refusal.of(Ground.CANNOT_BE_SAID).with("amount: too long"));
    Map<String, Object> told = Problem.of(refused).json(json());
    assertFalse(told.containsKey("field"));
    assertEquals("amount: too long", told.get("detail"));
  }

  private static PaymentJson json() {
    return new PaymentJson(
        new PaymentText(
            code -> {
              throw new AssertionError("no payment here");
            }),
        payment -> Set.of(),
        "CNY");
  }
}
