package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A day in the dialects of the standards, the agent's process against the acquirer's: every type of
 * payment they have, requests and answers that are lost, and settlement, which has no upload there.
 */
class GenericDayTest {
  /** What goes wrong with a request or its answer; the full run takes them all. */
  private static final List<String> FAULTS =
      Boolean.getBoolean("tillkeeper.full")
          ? List.of(
              "no-answer-before", "no-answer-after", "late-answer", "wrong-mac", "half-answer")
          : List.of("no-answer-before", "half-answer", "wrong-mac");

  /** Of {@link #everyType}. */
  private static final Map<String, Object> TOTALS =
      Map.of("debitCount", 12, "debitAmount", 11092, "creditCount", 3, "creditAmount", 3111);

  @TempDir private Path folder;

  private SmallLab lab;

  private static void ended(String state, Map<String, Object> payment) {
    assertEquals(state, payment.get("state"), payment.toString());
  }

  private Map<String, Object> confirmed(Map<String, Object> payment) {
    assertEquals("confirmed", payment.get("state"), payment.toString());
    return payment;
  }

  private void online() throws Exception {
    assertTrue(Deadline.in(Duration.ofSeconds(20)).await(() -> lab.till().isOnline()), "online");
  }

  private void fault(String fault, String on) throws Exception {
    lab.acquirer().post("/faults", Map.of("fault", fault, "on", on, "count", 1));
  }

  /** One of every type, all confirmed. */
  private Map<String, Object> everyType() throws Exception {
    Map<String, Object> kept = confirmed(lab.pay("sale", 1000, Instrument.swipe()));
    confirmed(lab.pay("sale", 1001, Instrument.manual()));
    confirmed(lab.pay("sale", 1002, Instrument.contactless(2)));
    Map<String, Object> chip = confirmed(lab.pay("sale", 1003, Instrument.chip(3)));
    lab.till()
        .json()
        .post(
            "/v1/payments/" + chip.get("id") + "/card-result",
            Map.of("accepted", true, "emv", "9F270140"));
    confirmed(lab.pay("sale", 1004, Instrument.qr(4)));
    confirmed(lab.about("void", confirmed(lab.pay("sale", 1005, Instrument.swipe())), Map.of()));
    confirmed(lab.about("void", confirmed(lab.pay("sale", 1006, Instrument.qr(6))), Map.of()));
    confirmed(
        lab.about(
            "preauth-void", confirmed(lab.pay("preauth", 1007, Instrument.swipe())), Map.of()));
    Map<String, Object> held = confirmed(lab.pay("preauth", 1008, Instrument.chip(8)));
    Map<String, Object> done = confirmed(lab.about("completion", held, Map.of("amount", 1100)));
    confirmed(lab.about("completion-void", done, Map.of()));
    held = confirmed(lab.pay("preauth", 1009, Instrument.manual()));
    confirmed(lab.about("completion", held, Map.of("amount", 900)));
    held = confirmed(lab.pay("preauth", 1010, Instrument.swipe()));
    confirmed(lab.about("completion", held, Map.of("amount", 1010, "advice", true)));
    confirmed(
        lab.about(
            "tip", confirmed(lab.pay("sale", 1011, Instrument.swipe())), Map.of("amount", 50)));
    confirmed(lab.pay("balance", 0, Instrument.swipe()));
    return kept;
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void every_type_is_booked_once_and_the_batch_balances(String dialect) throws Exception {
    try (SmallLab started = new SmallLab(folder, SmallLab.Setup.generic(dialect, "reverse"))) {
      lab = started;
      online();
      Map<String, Object> kept = everyType();
      lab.acquirer()
          .post(
              "/faults",
              Map.of(
                  "fault",
                  "decline",
                  "on",
                  "sale",
                  "count",
                  1,
                  "code",
                  dialect.equals("iso1993-binary") ? "116" : "51"));
      assertEquals("declined", lab.pay("sale", 1, Instrument.swipe()).get("state"));
      Comparison books = lab.compare();
      assertTrue(books.agrees(), books.differences().toString());

      Map<String, Object> settled = lab.settle("day-1");
      assertEquals("balanced", settled.get("result"), settled.toString());
      assertEquals("equal", lab.endedBatch().get("verdict"), lab.endedBatch().toString());
      Map<String, Object> report = lab.till().json().object("/v1/report?batch=000001");
      assertEquals(TOTALS, report.get("totals"));
      Instant opened = Instant.parse((String) ((Map<?, ?>) report.get("batch")).get("openedAt"));
      assertTrue(
          Duration.between(opened, Instant.now()).compareTo(Duration.ofHours(1)) < 0, opened + "");
      assertEquals("balanced", ((Map<?, ?>) report.get("settlement")).get("result"));
      assertEquals("000002", lab.till().status().get("batch"));

      confirmed(lab.about("refund", kept, Map.of("amount", 300)));
      confirmed(lab.pay("sale", 2000, Instrument.swipe()));
      settled = lab.settle("day-2");
      assertEquals("balanced", settled.get("result"), settled.toString());
      books = lab.compare();
      assertTrue(books.agrees(), books.differences().toString());
    }
  }

  /** What was sent, lost and found, for each policy after an unanswered request. */
  @ParameterizedTest
  @CsvSource({
    "iso1987-ascii, reverse",
    "iso1987-ascii, repeat",
    "iso1987-ascii, inquire",
    "iso1993-binary, reverse",
    "iso1993-binary, repeat",
    "iso1993-binary, inquire"
  })
  void what_is_lost_ends_as_the_books_have_it(String dialect, String recovery) throws Exception {
    try (SmallLab started = new SmallLab(folder, SmallLab.Setup.generic(dialect, recovery))) {
      lab = started;
      online();
      for (String fault : FAULTS) {
        // An approval with a wrong MAC is reversed and ends the window: the customer is asked anew.
        boolean endsWindow = fault.equals("wrong-mac") && recovery.equals("reverse");
        String end = endsWindow ? "cancelled" : "confirmed";
        fault(fault, "sale");
        ended(end, lab.pay("sale", 1234, Instrument.swipe()));
        fault(fault, "void");
        Map<String, Object> sale = confirmed(lab.pay("sale", 1300, Instrument.manual()));
        ended(end, lab.about("void", sale, Map.of()));
        fault(fault, "completion");
        Map<String, Object> held = confirmed(lab.pay("preauth", 1400, Instrument.swipe()));
        ended(end, lab.about("completion", held, Map.of("amount", 1400)));
      }
      fault("no-answer-after", "completion-advice");
      Map<String, Object> held = confirmed(lab.pay("preauth", 1500, Instrument.swipe()));
      confirmed(lab.about("completion", held, Map.of("amount", 1500, "advice", true)));
      assertTrue(Deadline.in(Duration.ofSeconds(20)).await(() -> lab.till().isDrained()));
      Comparison books = lab.compare();
      assertTrue(books.agrees(), books.differences().toString());
      fault("no-answer-after", "settlement");
      Map<String, Object> settled = lab.settle("day-1");
      assertEquals("balanced", settled.get("result"), settled.toString());
      assertEquals("equal", lab.endedBatch().get("verdict"), lab.endedBatch().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void a_batch_that_does_not_balance_is_closed_and_shown_to_a_person(String dialect)
      throws Exception {
    try (SmallLab started = new SmallLab(folder, SmallLab.Setup.generic(dialect, "reverse"))) {
      lab = started;
      online();
      confirmed(lab.pay("sale", 1000, Instrument.swipe()));
      Map<String, Object> hidden = confirmed(lab.pay("sale", 1100, Instrument.swipe()));
      lab.acquirer().post("/hide", Map.of("stan", hidden.get("stan")));
      fault("drop-after-booking", "settlement");
      Map<String, Object> settled = lab.settle("day-1");
      assertEquals("unbalanced", settled.get("result"), settled.toString());
      assertEquals("unequal", lab.endedBatch().get("verdict"), lab.endedBatch().toString());
      Map<String, Object> report = lab.till().json().object("/v1/report?batch=000001");
      assertEquals("unbalanced", ((Map<?, ?>) report.get("settlement")).get("result"));
      Map<?, ?> acquirer = (Map<?, ?>) settled.get("acquirer");
      assertEquals("unbalanced", acquirer.get("verdict"));
      assertTrue(
          String.valueOf(((Map<?, ?>) settled.get("message")).get("zh")).contains("联系收单机构核对"));
      confirmed(lab.pay("sale", 1200, Instrument.swipe()));
      assertEquals("balanced", lab.settle("day-2").get("result"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void a_kill_during_a_sale_and_during_settlement_loses_nothing(String dialect) throws Exception {
    try (SmallLab started = new SmallLab(folder, SmallLab.Setup.generic(dialect, "reverse"))) {
      lab = started;
      online();
      fault("no-answer-after", "sale");
      lab.till().start("killed", 1000, Instrument.swipe());
      lab.killAgent();
      lab.startAgent();
      assertTrue(Deadline.in(Duration.ofSeconds(20)).await(() -> lab.till().isDrained()));
      assertEquals("cancelled", lab.till().payments().get(0).state());
      confirmed(lab.pay("sale", 1100, Instrument.swipe()));
      fault("no-answer-after", "settlement");
      lab.till().json().post("/v1/settlements", Map.of(), Map.of("Idempotency-Key", "day-1"));
      lab.killAgent();
      lab.startAgent();
      assertEquals("balanced", lab.settle("day-1").get("result"));
      assertEquals("equal", lab.endedBatch().get("verdict"), lab.endedBatch().toString());
      Comparison books = lab.compare();
      assertTrue(books.agrees(), books.differences().toString());
    }
  }
}
