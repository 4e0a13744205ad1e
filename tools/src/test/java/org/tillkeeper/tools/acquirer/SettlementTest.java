package org.tillkeeper.tools.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.iso8583.Message;

/** Totals, upload and the end of a batch, as a terminal sees them and as the books have them. */
class SettlementTest extends AcquirerFixture {
  private static final Map<Integer, String> NONE = Map.of();

  private Map<String, Object> batch(String number) {
    return control.get("/batches").list().stream()
        .filter(one -> one.get("batch").equals(number))
        .findFirst()
        .orElseThrow();
  }

  /** Two digits: what is said of domestic and of foreign totals. */
  private static String verdicts(Message answer) {
    String totals = answer.field(48).orElseThrow();
    return totals.substring(30, 31) + totals.substring(61);
  }

  /** Sales of 1000 and 200, of which the second is voided. */
  private TestTerminal withThreePayments() throws Exception {
    TestTerminal terminal = signedIn();
    assertEquals("00", terminal.code(terminal.sale("000002", 1000)));
    assertEquals("00", terminal.code(terminal.sale("000003", 200)));
    assertEquals("00", terminal.code(terminal.about("000003", "0200", "23", "000004", 200)));
    return terminal;
  }

  @Test
  void totals_that_are_the_same_balance_and_the_end_begins_the_next_batch() throws Exception {
    try (TestTerminal terminal = withThreePayments()) {
      byte[] totals =
          terminal.settling("0500", "201", "000010", TestTerminal.totals(1200, 2, 200, 1));
      Message answer = terminal.ask(totals);
      assertEquals("0510", answer.mti());
      assertEquals("11", verdicts(answer));
      assertEquals(
          List.of(11, 12, 13, 41, 42, 48, 49, 60),
          List.copyOf(answer.fields().keySet()),
          "no response code, as in the golden answer");
      assertEquals(answer.field(48), terminal.ask(totals).field(48));
      byte[] end = terminal.settling("0320", "207", "000011", "0000");
      assertEquals("00", terminal.code(end));
      assertEquals("00", terminal.code(end), "a repeat");
      assertEquals(answer.field(48), terminal.ask(totals).field(48), "a late repeat");
      assertEquals("equal", batch("000001").get("verdict"));
      assertEquals("open", batch("000002").get("state"));
      assertEquals("77", terminal.code(terminal.sale("000012", 1)));
      assertEquals("00000002003", terminal.signIn().field(60).orElseThrow());
    }
  }

  @Test
  void what_counts_is_what_stands_and_a_voided_sale_counts_on_both_sides() throws Exception {
    try (TestTerminal terminal = withThreePayments()) {
      assertEquals("00", terminal.code(terminal.sale("000005", 5000)));
      assertEquals("00", terminal.code(terminal.reversal("22", "000005", 5000)));
      assertEquals("00", terminal.code(terminal.payment("0100", "10", "000006", 700, NONE)));
      assertEquals("00", terminal.code(terminal.about("000006", "0200", "20", "000007", 700)));
      assertEquals("00", terminal.code(terminal.payment("0220", "30", "000008", 60, NONE)));
      Map<Integer, String> tip = Map.of(48, "000000000040");
      assertEquals("00", terminal.code(terminal.about("000008", "0220", "34", "000009", 100, tip)));
      assertEquals("00", terminal.code(terminal.about("000002", "0220", "25", "000010", 300)));
      Map<Integer, String> balance = Map.of(3, "310000", 4, "");
      assertEquals("00", terminal.code(terminal.payment("0200", "01", "000011", 0, balance)));
      String totals = TestTerminal.totals(2000, 4, 500, 2);
      assertEquals(
          "11", verdicts(terminal.ask(terminal.settling("0500", "201", "000012", totals))));
    }
  }

  @Test
  void a_hidden_booking_unbalances_and_its_upload_makes_both_equal() throws Exception {
    try (TestTerminal terminal = withThreePayments()) {
      assertEquals("000003", control.post("/hide", "{\"number\":2}").get("stan"));
      String totals = TestTerminal.totals(1200, 2, 200, 1);
      Message answer = terminal.ask(terminal.settling("0500", "201", "000010", totals));
      assertEquals("21", verdicts(answer));
      assertEquals("000000001000001", answer.field(48).orElseThrow().substring(0, 15));
      assertEquals(List.of("000002", "000003", "000004"), batch("000001").get("notUploaded"));
      String rows =
          "03"
              + TestTerminal.row("000002", 1000)
              + TestTerminal.row("000003", 200)
              + TestTerminal.row("000004", 200);
      byte[] upload = terminal.settling("0320", "201", "000011", rows);
      assertEquals("00", terminal.code(upload));
      assertEquals("00", terminal.code(upload), "a repeat is not counted twice");
      assertEquals("00", terminal.code(terminal.settling("0320", "202", "000012", "0003")));
      Map<String, Object> batch = batch("000001");
      assertEquals("equal", batch.get("verdict"));
      assertEquals(batch.get("theirs"), batch.get("totalsNow"));
      assertFalse(control.get("/messages").text().contains(TestTerminal.PAN), "rows are masked");
      assertTrue(!batch.get("ours").equals(batch.get("theirs")), "they were different before");
      assertEquals(List.of(), batch.get("notUploaded"));
      assertEquals("00", terminal.code(upload), "a repeat after the end");
      assertEquals("77", terminal.code(terminal.settling("0320", "201", "000013", rows)));
    }
  }

  @Test
  void a_batch_stays_unequal_if_the_count_is_wrong_or_a_row_was_never_approved() throws Exception {
    try (TestTerminal terminal = withThreePayments()) {
      control.post("/hide", "{\"stan\":\"000002\"}");
      String totals = TestTerminal.totals(1200, 2, 200, 1);
      terminal.ask(terminal.settling("0500", "201", "000010", totals));
      String row = "01" + TestTerminal.row("000002", 1000);
      assertEquals("00", terminal.code(terminal.settling("0320", "201", "000011", row)));
      assertEquals("00", terminal.code(terminal.settling("0320", "202", "000012", "0009")));
      assertEquals("unequal", batch("000001").get("verdict"));
    }
    start("");
    try (TestTerminal terminal = signedIn()) {
      terminal.inBatch("000002");
      assertEquals("00", terminal.code(terminal.sale("000020", 1000)));
      String totals = TestTerminal.totals(1700, 2, 0, 0);
      terminal.ask(terminal.settling("0500", "201", "000022", totals));
      String rows = "02" + TestTerminal.row("000020", 1001) + TestTerminal.row("000021", 700);
      assertEquals("00", terminal.code(terminal.settling("0320", "201", "000023", rows)));
      assertEquals("00", terminal.code(terminal.settling("0320", "202", "000024", "0002")));
      Map<String, Object> batch = batch("000002");
      assertEquals("unequal", batch.get("verdict"));
      assertTrue(
          batch.get("uploaded").toString().contains("outcome=another amount")
              && batch.get("uploaded").toString().contains("outcome=not in the books"));
      assertEquals(2000, control.get("/totals").map().get("charged"));
    }
  }

  @Test
  void advices_and_chip_certificates_are_uploaded_too() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      Map<Integer, String> chip = Map.of(22, "052", 55, "9F36020007", 23, "001");
      assertEquals("00", terminal.code(terminal.payment("0200", "22", "000002", 1000, chip)));
      assertEquals("00", terminal.code(terminal.about("000002", "0220", "25", "000003", 300)));
      assertEquals("00", terminal.code(terminal.payment("0220", "30", "000004", 50, NONE)));
      for (int number = 1; number <= 3; number++) {
        control.post("/hide", "{\"terminal\":\"00000001\",\"number\":" + number + "}");
      }
      String totals = TestTerminal.totals(1050, 2, 300, 1);
      assertEquals(
          "21", verdicts(terminal.ask(terminal.settling("0500", "201", "000010", totals))));
      Map<Integer, String> certificate =
          Map.of(4, "000000001000", 11, "000011", 22, "052", 55, "9F36020007", 60, "00000001205");
      assertEquals("00", terminal.code(terminal.message("0320", certificate)));
      Map<Integer, String> failed =
          Map.of(4, "000000000900", 11, "000012", 22, "052", 55, "9F36020008", 60, "00000001206");
      assertEquals("00", terminal.code(terminal.message("0320", failed)));
      Map<Integer, String> refund =
          Map.of(
              3,
              "200000",
              4,
              "000000000300",
              11,
              "000013",
              22,
              "022",
              25,
              "00",
              49,
              "156",
              60,
              "25000001000",
              61,
              "0000010000020000");
      assertEquals("00", terminal.code(terminal.message("0320", refund)));
      Map<Integer, String> offline =
          Map.of(
              3,
              "000000",
              4,
              "000000000050",
              11,
              "000004",
              22,
              "022",
              25,
              "00",
              49,
              "156",
              60,
              "30000001000");
      assertEquals("00", terminal.code(terminal.message("0320", offline)));
      assertEquals("00", terminal.code(terminal.settling("0320", "202", "000015", "0004")));
      assertEquals("equal", batch("000001").get("verdict"), batch("000001").toString());
    }
  }

  @Test
  void the_acquirer_can_be_told_what_to_answer() throws Exception {
    try (TestTerminal terminal = withThreePayments()) {
      String totals = TestTerminal.totals(1200, 2, 200, 1);
      control.post("/settlement", "{\"answer\":\"unbalanced\"}");
      assertEquals(
          "22", verdicts(terminal.ask(terminal.settling("0500", "201", "000010", totals))));
      control.post("/settlement", "{\"answer\":\"error\"}");
      assertEquals(
          "33", verdicts(terminal.ask(terminal.settling("0500", "201", "000011", totals))));
      control.post("/settlement", "{\"answer\":\"malformed\"}");
      byte[] asked = terminal.settling("0500", "201", "000012", totals);
      assertEquals(31, terminal.ask(asked).field(48).orElseThrow().length());
      assertEquals("11", verdicts(terminal.ask(asked)));
    }
  }

  @Test
  void foreign_cards_have_totals_of_their_own() throws Exception {
    start("foreignCards: [\"4\"]\nsettlementResponseCode: true\n");
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(terminal.sale("000002", 1000)));
      Map<Integer, String> foreign = Map.of(35, "4111111111111111=30121010000000000000");
      assertEquals("00", terminal.code(terminal.payment("0200", "22", "000003", 77, foreign)));
      Message answer =
          terminal.ask(
              terminal.settling("0500", "201", "000010", TestTerminal.totals(1077, 2, 0, 0)));
      assertEquals("22", verdicts(answer));
      assertEquals("00", answer.field(39).orElseThrow());
      String totals = TestTerminal.totals(1000, 1, 0, 0).substring(0, 31);
      String foreignTotals = TestTerminal.totals(77, 1, 0, 0).substring(0, 31);
      assertEquals(
          "11",
          verdicts(
              terminal.ask(terminal.settling("0500", "201", "000011", totals + foreignTotals))));
    }
  }

  @Test
  void a_foreign_card_is_named_in_the_approval() throws Exception {
    start("foreignCards: [\"4\"]\n");
    try (TestTerminal terminal = signedIn()) {
      Map<Integer, String> foreign = Map.of(35, "4111111111111111=30121010000000000000");
      assertEquals(
          Optional.of("VIS"),
          terminal.ask(terminal.payment("0200", "22", "000002", 77, foreign)).field(63));
      assertEquals(Optional.of("CUP"), terminal.ask(terminal.sale("000003", 1)).field(63));
    }
  }

  @Test
  void a_tip_counts_with_its_sale_or_by_itself_as_the_acquirer_is_set() throws Exception {
    for (String tips : List.of("replace", "add")) {
      String batch = tips.equals("replace") ? "000001" : "000002";
      start("tips: " + tips + "\n");
      try (TestTerminal terminal = signedIn()) {
        terminal.inBatch(batch);
        assertEquals("00", terminal.code(terminal.sale("000002", 1000)));
        Map<Integer, String> tip = Map.of(48, "000000000080");
        assertEquals(
            "00", terminal.code(terminal.about("000002", "0220", "34", "000003", 1080, tip)));
        String totals = TestTerminal.totals(1080, tips.equals("replace") ? 1 : 2, 0, 0);
        assertEquals(
            "11", verdicts(terminal.ask(terminal.settling("0500", "201", "000010", totals))));
        assertEquals("00", terminal.code(terminal.settling("0320", "207", "000011", "0000")));
        assertEquals("equal", batch(batch).get("verdict"));
      }
    }
  }

  @Test
  void settlement_survives_a_restart_in_the_middle() throws Exception {
    String totals = TestTerminal.totals(1200, 2, 200, 1);
    try (TestTerminal terminal = withThreePayments()) {
      control.post("/hide", "{\"stan\":\"000004\"}");
      assertEquals(
          "21", verdicts(terminal.ask(terminal.settling("0500", "201", "000010", totals))));
    }
    start("");
    try (TestTerminal terminal = connected()) {
      assertEquals(
          "21", verdicts(terminal.ask(terminal.settling("0500", "201", "000010", totals))));
      String row = "01" + TestTerminal.row("000004", 200);
      assertEquals("00", terminal.code(terminal.settling("0320", "201", "000011", row)));
      assertEquals("00", terminal.code(terminal.settling("0320", "202", "000012", "0001")));
      assertEquals("equal", batch("000001").get("verdict"));
    }
  }

  @Test
  void a_batch_the_acquirer_closed_is_shown_as_such_and_not_settled() throws Exception {
    try (TestTerminal terminal = withThreePayments()) {
      assertEquals("000002", control.post("/close-batch", "{}").get("batch"));
      assertEquals("closed-by-acquirer", batch("000001").get("state"));
      String totals = TestTerminal.totals(1200, 2, 200, 1);
      assertEquals("77", terminal.code(terminal.settling("0500", "201", "000010", totals)));
      assertEquals("12", terminal.code(terminal.settling("0320", "207", "000011", "0000")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0500, 201, 123, 30",
    "0320, 201, 01123, 30",
    "0320, 201, 00, 30",
    "0320, 202, 12, 30",
  })
  void what_cannot_be_read_is_refused(String mti, String code, String field, String answer)
      throws Exception {
    try (TestTerminal terminal = withThreePayments()) {
      String totals = TestTerminal.totals(1200, 2, 200, 1);
      assertEquals(
          "11", verdicts(terminal.ask(terminal.settling("0500", "201", "000010", totals))));
      assertEquals(answer, terminal.code(terminal.settling(mti, code, "000011", field)));
      assertEquals("settling", batch("000001").get("state"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "settlement, 0500, 201",
    "batch-rows, 0320, 201",
    "batch-end, 0320, 202",
    "batch-chip, 0320, 205",
    "batch-advice, 0320, 000"
  })
  void faults_strike_each_step(String kind, String mti, String code) throws Exception {
    try (TestTerminal terminal = signedIn()) {
      control.post("/faults", "{\"fault\":\"drop-before-read\",\"on\":\"" + kind + "\"}");
      terminal.send(terminal.settling(mti, code, "000010", "0000"));
      assertEquals(0, terminal.receiveRest().length);
    }
  }

  @Test
  void hiding_what_is_not_there_is_told() {
    assertEquals(400, control.call("POST", "/hide", "{\"stan\":\"000099\"}").status());
    assertEquals(400, control.call("POST", "/hide", "{\"number\":1}").status());
    assertEquals(400, control.call("POST", "/hide", "{}").status());
    assertEquals(400, control.call("POST", "/settlement", "{\"answer\":\"maybe\"}").status());
  }
}
