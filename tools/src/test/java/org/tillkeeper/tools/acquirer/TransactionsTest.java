package org.tillkeeper.tools.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.Message;

/** Every kind of transaction: what it answers and what the cardholder was charged afterwards. */
class TransactionsTest extends AcquirerFixture {
  private int charged() {
    return (Integer) control.get("/totals").map().get("charged");
  }

  private Map<String, Object> booking(String stan) {
    return control.get("/bookings").list().stream()
        .filter(one -> one.get("stan").equals(stan))
        .findFirst()
        .orElseThrow();
  }

  private static String field(Message answer, int number) {
    return answer.field(number).orElse("none");
  }

  @Test
  void a_void_gives_back_the_whole_sale_once() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      Message sale = terminal.ask(terminal.sale("000002", 1234));
      assertEquals("64", terminal.code(terminal.about("000002", "0200", "23", "000003", 1233)));
      Map<Integer, String> named = Map.of(37, field(sale, 37), 38, field(sale, 38));
      terminal.send(terminal.about("000002", "0200", "23", "000004", 1234, named));
      byte[] frame = terminal.receive();
      assertEquals("00", field(TestTerminal.DIALECT.unpack(frame), 39));
      assertEquals(MacVerdict.RIGHT, terminal.mac(frame));
      assertEquals(0, charged());
      assertEquals("000004", booking("000002").get("voidedBy"));
      assertEquals("void", booking("000004").get("type"));
      assertEquals(-1234, booking("000004").get("charged"));
      assertEquals("000002", booking("000004").get("originalStan"));
      assertEquals("12", terminal.code(terminal.about("000002", "0200", "23", "000005", 1234)));
      assertEquals(0, charged());
    }
  }

  @Test
  void a_void_has_to_name_its_sale_rightly() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(terminal.sale("000002", 1234)));
      assertEquals("25", terminal.code(terminal.about("000009", "0200", "23", "000003", 1234)));
      Map<Integer, String> other = Map.of(37, "999999999999");
      assertEquals(
          "25", terminal.code(terminal.about("000002", "0200", "23", "000004", 1234, other)));
      other = Map.of(38, "999999");
      assertEquals(
          "25", terminal.code(terminal.about("000002", "0200", "23", "000005", 1234, other)));
      other = Map.of(35, "6225000000000006=30125200000000000000");
      assertEquals(
          "14", terminal.code(terminal.about("000002", "0200", "23", "000006", 1234, other)));
      other = Map.of(37, "000000000000");
      assertEquals(
          "00", terminal.code(terminal.about("000002", "0200", "23", "000007", 1234, other)));
      assertEquals("12", terminal.code(terminal.about("000007", "0200", "23", "000008", 1234)));
    }
  }

  @Test
  void a_reversed_void_lets_the_charge_stand_again() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(terminal.sale("000002", 1234)));
      assertEquals("00", terminal.code(terminal.about("000002", "0200", "23", "000003", 1234)));
      assertEquals("12", terminal.code(terminal.reversal("22", "000002", 1234)), "it is voided");
      assertEquals("00", terminal.code(terminal.reversal("23", "000003", 1234)));
      assertEquals("00", terminal.code(terminal.reversal("23", "000003", 1234)), "said again");
      assertEquals(1234, charged());
      assertEquals(null, booking("000002").get("voidedBy"));
      assertEquals("00", terminal.code(terminal.about("000002", "0200", "23", "000004", 1234)));
      assertEquals(0, charged());
    }
  }

  @Test
  void a_sale_of_a_batch_that_has_ended_is_refunded_and_not_voided() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      Message sale = terminal.ask(terminal.sale("000002", 1234));
      control.post("/close-batch", "{}");
      assertEquals("77", terminal.code(terminal.sale("000003", 1234)));
      assertEquals("00000002003", field(terminal.signIn(), 60));
      terminal.inBatch("000002");
      Map<Integer, String> named = Map.of(61, "000001000002");
      assertEquals(
          "12", terminal.code(terminal.about("000002", "0200", "23", "000004", 1234, named)));
      named = Map.of(61, "000001000002" + field(sale, 13), 37, field(sale, 37), 63, "CUP");
      assertEquals(
          "00", terminal.code(terminal.about("000002", "0220", "25", "000005", 1234, named)));
      assertEquals(0, charged());
    }
  }

  @Test
  void refunds_never_give_back_more_than_was_paid() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(terminal.sale("000002", 1000)));
      assertEquals("00", terminal.code(terminal.about("000002", "0220", "25", "000003", 600)));
      assertEquals("64", terminal.code(terminal.about("000002", "0220", "25", "000004", 401)));
      assertEquals("00", terminal.code(terminal.about("000002", "0220", "25", "000005", 400)));
      assertEquals(0, charged());
      assertEquals(1000, booking("000002").get("refunded"));
      assertEquals("12", terminal.code(terminal.about("000002", "0200", "23", "000006", 1000)));
      assertEquals("12", terminal.code(terminal.reversal("25", "000005", 400)), "never reversed");
      Map<Integer, String> date = Map.of(61, "0000010000020001");
      assertEquals("25", terminal.code(terminal.about("000002", "0220", "25", "000007", 1, date)));
    }
  }

  @Test
  void a_refund_without_an_original_is_for_those_who_configured_it() throws Exception {
    Map<Integer, String> unlinked = Map.of(61, "0000000000000000", 37, "000000000000");
    try (TestTerminal terminal = signedIn()) {
      assertEquals(
          "25", terminal.code(terminal.about("000000", "0220", "25", "000002", 500, unlinked)));
    }
    start("unlinkedRefunds: true\n");
    try (TestTerminal terminal = signedIn()) {
      assertEquals(
          "00", terminal.code(terminal.about("000000", "0220", "25", "000003", 500, unlinked)));
      assertEquals(-500, charged());
    }
  }

  @Test
  void a_pre_authorisation_charges_nothing_until_it_is_completed_once() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      Message preauth = terminal.ask(terminal.payment("0100", "10", "000002", 1000, Map.of()));
      assertEquals("0110", preauth.mti());
      assertEquals("00", field(preauth, 39));
      assertEquals(0, charged());
      Map<Integer, String> named =
          Map.of(38, field(preauth, 38), 61, "000001000002" + field(preauth, 13));
      assertEquals(
          "61", terminal.code(terminal.about("000002", "0200", "20", "000003", 1151, named)));
      assertEquals(
          "00", terminal.code(terminal.about("000002", "0200", "20", "000004", 1150, named)));
      assertEquals(1150, charged());
      assertEquals(
          "12", terminal.code(terminal.about("000002", "0200", "20", "000005", 10, named)));
      assertEquals(
          "12", terminal.code(terminal.about("000002", "0100", "11", "000006", 1000, named)));
      assertEquals("12", terminal.code(terminal.reversal("10", "000002", 1000)), "completed");
      assertEquals("00", terminal.code(terminal.reversal("20", "000004", 1150)));
      assertEquals(0, charged());
      assertEquals(
          "00", terminal.code(terminal.about("000002", "0220", "24", "000007", 900, named)));
      assertEquals(900, charged());
      assertEquals("completion-advice", booking("000007").get("type"));
    }
  }

  @Test
  void a_completion_is_voided_and_its_void_reversed() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      terminal.ask(terminal.payment("0100", "10", "000002", 1000, Map.of()));
      assertEquals("00", terminal.code(terminal.about("000002", "0200", "20", "000003", 1000)));
      assertEquals("12", terminal.code(terminal.about("000003", "0200", "23", "000004", 1000)));
      assertEquals("00", terminal.code(terminal.about("000003", "0200", "21", "000005", 1000)));
      assertEquals(0, charged());
      assertEquals("00", terminal.code(terminal.reversal("21", "000005", 1000)));
      assertEquals(1000, charged());
    }
  }

  @Test
  void a_voided_completion_gives_its_pre_authorisation_back() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      terminal.ask(terminal.payment("0100", "10", "000002", 1000, Map.of()));
      assertEquals("00", terminal.code(terminal.about("000002", "0200", "20", "000003", 1000)));
      assertEquals("00", terminal.code(terminal.about("000003", "0200", "21", "000004", 1000)));
      assertEquals("00", terminal.code(terminal.about("000002", "0200", "20", "000005", 800)));
      assertEquals(800, charged());
      assertEquals(
          "12", terminal.code(terminal.reversal("21", "000004", 1000)), "or it is completed twice");
      assertEquals("12", terminal.code(terminal.about("000002", "0100", "11", "000006", 1000)));
      assertEquals("00", terminal.code(terminal.about("000005", "0200", "21", "000007", 800)));
      assertEquals("00", terminal.code(terminal.about("000002", "0100", "11", "000008", 1000)));
      assertEquals("12", terminal.code(terminal.about("000002", "0200", "20", "000009", 100)));
      assertEquals("12", terminal.code(terminal.reversal("21", "000007", 800)), "it is voided");
      assertEquals(0, charged());
    }
  }

  @Test
  void a_voided_pre_authorisation_cannot_be_completed_unless_the_void_is_reversed()
      throws Exception {
    try (TestTerminal terminal = signedIn()) {
      terminal.ask(terminal.payment("0100", "10", "000002", 1000, Map.of()));
      assertEquals("64", terminal.code(terminal.about("000002", "0100", "11", "000003", 999)));
      assertEquals("00", terminal.code(terminal.about("000002", "0100", "11", "000004", 1000)));
      assertEquals("12", terminal.code(terminal.about("000002", "0200", "20", "000005", 1000)));
      assertEquals("00", terminal.code(terminal.reversal("11", "000004", 1000)));
      assertEquals("00", terminal.code(terminal.about("000002", "0200", "20", "000006", 1000)));
    }
  }

  @Test
  void a_completion_finds_its_pre_authorisation_by_code_and_card() throws Exception {
    start("completionLimit: 100\n");
    try (TestTerminal terminal = signedIn()) {
      Message preauth = terminal.ask(terminal.payment("0100", "10", "000002", 1000, Map.of()));
      Map<Integer, String> named = Map.of(38, field(preauth, 38), 61, "0000000000000000");
      assertEquals(
          "61", terminal.code(terminal.about("000002", "0200", "20", "000003", 1001, named)));
      assertEquals(
          "00", terminal.code(terminal.about("000002", "0200", "20", "000004", 1000, named)));
    }
  }

  @Test
  void a_balance_is_what_is_left_and_is_no_booking() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(terminal.sale("000002", 1234)));
      Map<Integer, String> balance = Map.of(3, "310000", 4, "");
      Message answer = terminal.ask(terminal.payment("0200", "01", "000003", 0, balance));
      assertEquals("00", field(answer, 39));
      assertEquals("1002156C000099998766", field(answer, 54));
      assertEquals("booked", states());
    }
  }

  @Test
  void a_qr_payment_is_voided_and_refunded_by_its_voucher() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      String voucher = field(terminal.ask(terminal.withStan(TestTerminal.QR_SALE, "000002")), 59);
      Map<Integer, String> qr = Map.of(22, "032", 35, "", 59, voucher);
      Map<Integer, String> wrong = Map.of(22, "032", 35, "", 59, "A4003123");
      assertEquals(
          "25", terminal.code(terminal.about("000002", "0200", "23", "000003", 1234, wrong)));
      Message answer = terminal.ask(terminal.about("000002", "0200", "23", "000004", 1234, qr));
      assertEquals("00", field(answer, 39));
      assertEquals(voucher, field(answer, 59));
      assertEquals("00", terminal.code(terminal.reversal("23", "000004", 1234)));
      Map<Integer, String> byVoucher =
          Map.of(22, "032", 35, "", 59, voucher, 61, "0000000000000000");
      assertEquals(
          "00", terminal.code(terminal.about("000002", "0220", "25", "000005", 1000, byVoucher)));
      assertEquals(234, charged());
      assertEquals(booking("000002").get("cardholder"), booking("000005").get("cardholder"));
    }
  }

  @Test
  void a_chip_is_told_what_the_configuration_says_and_no_other_card_is() throws Exception {
    start("chipAnswer: \"910A11223344556677883030\"\n");
    try (TestTerminal terminal = signedIn()) {
      Map<Integer, String> chip = Map.of(22, "052", 55, "9F36020007", 23, "001");
      Message told = terminal.ask(terminal.payment("0200", "22", "000002", 300, chip));
      assertEquals("910A11223344556677883030", field(told, 55));
      Message swiped = terminal.ask(terminal.payment("0200", "22", "000003", 300, Map.of()));
      assertEquals("00", field(swiped, 39));
      assertTrue(swiped.field(55).isEmpty());
      Message refused = terminal.ask(terminal.payment("0200", "22", "000004", 0, chip));
      assertEquals("13", field(refused, 39));
      assertTrue(refused.field(55).isEmpty());
    }
  }

  @Test
  void offline_sales_are_booked_exactly_once_however_often_they_come() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      byte[] offline = terminal.payment("0220", "30", "000002", 700, Map.of(38, "123456"));
      Message first = terminal.ask(offline);
      assertEquals("00", field(first, 39));
      assertEquals("123456", field(first, 38), "the code it was authorised with stays");
      Message again = terminal.ask(offline);
      assertEquals("00", field(again, 39));
      assertEquals(field(first, 37), field(again, 37));
      assertEquals("94", terminal.code(terminal.payment("0220", "30", "000002", 701, Map.of())));
      byte[] chip =
          terminal.payment(
              "0200", "36", "000003", 300, Map.of(22, "052", 55, "9F36020007", 23, "001"));
      assertEquals("00", terminal.code(chip));
      assertEquals("00", terminal.code(chip));
      assertEquals(1000, charged());
      assertEquals(3, booking("000002").get("requests"));
      assertEquals("12", terminal.code(terminal.reversal("30", "000002", 700)));
      control.post("/close-batch", "{}");
      assertEquals("00", terminal.code(offline), "a repeat is known although its batch has ended");
    }
    start("advices: {duplicate: \"94\"}\n");
    try (TestTerminal terminal = signedIn()) {
      terminal.inBatch("000002");
      byte[] offline = terminal.payment("0220", "30", "000008", 700, Map.of());
      assertEquals("00", terminal.code(offline));
      assertEquals("94", terminal.code(offline));
    }
  }

  @Test
  void an_advice_may_be_declined_and_its_repeat_gets_the_same() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      control.post("/faults", "{\"fault\":\"decline\",\"on\":\"offline-sale\",\"code\":\"51\"}");
      byte[] offline = terminal.payment("0220", "30", "000002", 700, Map.of());
      assertEquals("51", terminal.code(offline));
      assertEquals("51", terminal.code(offline));
      assertEquals(0, charged());
    }
  }

  @Test
  void tips_and_adjustments_give_the_sale_another_amount() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(terminal.sale("000002", 1000)));
      Map<Integer, String> tip = Map.of(48, "000000000150");
      assertEquals("64", terminal.code(terminal.about("000002", "0220", "34", "000003", 150, tip)));
      byte[] tipped = terminal.about("000002", "0220", "34", "000004", 1150, tip);
      assertEquals("00", terminal.code(tipped));
      assertEquals("00", terminal.code(tipped), "a repeat");
      assertEquals(1150, charged());
      assertEquals("00", terminal.code(terminal.about("000002", "0220", "32", "000005", 1100)));
      assertEquals(1100, charged());
      assertEquals("64", terminal.code(terminal.about("000002", "0200", "23", "000006", 1000)));
      assertEquals("00", terminal.code(terminal.about("000002", "0200", "23", "000007", 1100)));
      assertEquals(0, charged());
    }
  }

  @Test
  void a_second_tip_names_itself_or_all_tips() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(terminal.sale("000002", 1000)));
      Map<Integer, String> tip = Map.of(48, "000000000100");
      assertEquals(
          "00", terminal.code(terminal.about("000002", "0220", "34", "000003", 1100, tip)));
      assertEquals(
          "00", terminal.code(terminal.about("000002", "0220", "34", "000004", 1200, tip)));
      assertEquals(100, booking("000004").get("charged"));
      tip = Map.of(48, "000000000300");
      assertEquals(
          "00", terminal.code(terminal.about("000002", "0220", "34", "000005", 1300, tip)));
      assertEquals(1300, charged());
    }
  }

  @Test
  void a_qr_code_may_come_in_field_62() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      String code = "5F0112" + "36".repeat(18);
      Map<Integer, String> qr = Map.of(22, "030", 25, "99", 35, "", 62, code);
      Message answer = terminal.ask(terminal.payment("0200", "26", "000002", 500, qr));
      assertEquals("00", field(answer, 39));
      assertTrue(field(answer, 59).startsWith("A4020"));
      assertEquals("14", terminal.code(terminal.payment("0200", "26", "000003", 500, qr)));
    }
  }

  @Test
  void a_script_result_is_taken_as_often_as_it_comes() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(terminal.sale("000002", 1000)));
      Map<Integer, String> fields =
          Map.of(
              3,
              "000000",
              4,
              "000000001000",
              11,
              "000003",
              22,
              "052",
              49,
              "156",
              55,
              "9F36020007",
              60,
              "0000000195150",
              61,
              "0000010000020000");
      byte[] notice = terminal.message("0620", fields);
      terminal.send(notice);
      byte[] frame = terminal.receive();
      assertEquals("0630", TestTerminal.DIALECT.unpack(frame).mti());
      assertEquals("00", field(TestTerminal.DIALECT.unpack(frame), 39));
      assertEquals(MacVerdict.RIGHT, terminal.mac(frame));
      assertEquals("00", terminal.code(notice));
    }
  }

  @Test
  void reversals_of_the_day_before_are_refused_where_that_is_configured() throws Exception {
    for (String code : List.of("12", "25")) {
      start("oldReversals: \"" + code + "\"\n");
      try (TestTerminal terminal = signedIn()) {
        String stan = "0000" + code;
        assertEquals("00", terminal.code(terminal.sale(stan, 1000)));
        control.post("/day", "{\"days\":1}");
        assertEquals(code, terminal.code(terminal.reversal("22", stan, 1000)));
      }
    }
    start("");
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(terminal.reversal("22", "000012", 1000)));
    }
  }

  @Test
  void a_message_whose_codes_contradict_each_other_is_refused() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      Map<Integer, String> wrong = Map.of(3, "200000");
      assertEquals("12", terminal.code(terminal.payment("0200", "22", "000002", 1, wrong)));
      wrong = Map.of(25, "06");
      assertEquals("12", terminal.code(terminal.payment("0200", "22", "000003", 1, wrong)));
      assertEquals("", states());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "void, 0200, 23",
    "refund, 0220, 25",
    "preauth, 0100, 10",
    "preauth-void, 0100, 11",
    "completion, 0200, 20",
    "completion-advice, 0220, 24",
    "completion-void, 0200, 21",
    "balance, 0200, 01",
    "offline-sale, 0220, 30",
    "offline-chip-sale, 0200, 36",
    "adjustment, 0220, 32",
    "tip, 0220, 34",
    "script-result, 0620, 00"
  })
  void faults_strike_each_kind(String kind, String mti, String code) throws Exception {
    try (TestTerminal terminal = signedIn()) {
      control.post("/faults", "{\"fault\":\"decline\",\"on\":\"" + kind + "\",\"code\":\"05\"}");
      Map<Integer, String> more = code.equals("01") ? Map.of(3, "310000") : Map.of();
      assertEquals("05", terminal.code(terminal.payment(mti, code, "000002", 1000, more)));
      assertTrue(control.get("/faults").text().contains("\"decline\" : 1"));
    }
  }
}
