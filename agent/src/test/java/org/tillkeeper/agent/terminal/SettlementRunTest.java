package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.management.SettlementPatience;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.agent.settlement.Trigger;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.terminal.Terminal.SettlementStarted;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.upkeep.Upkeep;
import org.tillkeeper.agent.words.FindingText;
import org.tillkeeper.iso8583.Message;

/** A batch from its last sale to the next batch, and everything that goes wrong on the way. */
class SettlementRunTest {
  @TempDir File folder;
  private TerminalOnBench bench;
  private int keys;

  @BeforeEach
  void a_terminal_that_is_online() throws Exception {
    bench = new TerminalOnBench(folder).online();
  }

  private Payment sale(long amount) {
    Payment payment = bench.swipe(amount);
    pass(Duration.ofSeconds(1));
    return bench.payment(payment);
  }

  private Finding diagnosed() {
    return bench.now(bench.agent().diagnosis()).stream()
        .filter(finding -> finding.check().equals("settlement"))
        .findFirst()
        .orElseThrow();
  }

  private Payment voidOf(Payment sale) {
    PaymentOrder order =
        PaymentOrder.referring(
            PaymentType.VOID, sale.id(), 0, "CNY", Optional.empty(), PaymentOrder.Manner.PLAIN);
    Payment started =
        bench
            .now(bench.agent().start(order, "void-" + keys++, bytes("void " + sale.id())))
            .payment();
    pass(Duration.ofSeconds(1));
    return bench.payment(started);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void pass(Duration time) {
    bench.time.advance(time);
  }

  private SettlementStarted settle(String key) {
    return bench.now(bench.agent().settle(key, bytes("settle")));
  }

  private Settlement settled() {
    Settlement started = settle("settle-" + keys++).settlement().settlement();
    pass(Duration.ofSeconds(30));
    return now(started);
  }

  private Settlement now(Settlement earlier) {
    return bench.now(bench.agent().settlement(earlier.id())).get().settlement();
  }

  private static void assertEnded(Result result, Settlement settlement) {
    assertEquals(Stage.ENDED, settlement.stage(), settlement.toString());
    assertEquals(Optional.of(result), settlement.result(), settlement.toString());
  }

  private List<String> settlementMessages() {
    List<String> texts = new ArrayList<>();
    for (Message message : bench.acquirer.settlement.received) {
      texts.add(message.mti() + " " + message.field(60).get().substring(8, 11));
    }
    return texts;
  }

  @Test
  void equal_totals_end_the_batch_and_begin_the_next() {
    Payment first = sale(1000);
    Payment second = sale(200);
    Payment taken = voidOf(second);
    assertEquals(State.CONFIRMED, taken.state());
    Settlement settlement = settled();
    assertEnded(Result.BALANCED, settlement);
    assertEquals(new Totals(2, 1200, 1, 200), settlement.request().get().totals());
    assertEquals(Optional.of(new Totals(2, 1200, 1, 200)), settlement.verdict().get().totals());
    assertEquals(List.of("0500 201", "0320 207"), settlementMessages());
    assertEquals(List.of("207"), bench.acquirer.settlement.endCodes);
    assertTrue(bench.payment(first).batchClosed());
    assertTrue(bench.payment(taken).batchClosed());
    assertEquals("000002", bench.ledger().batches().open().number());
    Payment next = sale(300);
    assertEquals("000002", next.lastSent().get().request().batch());
    assertFalse(next.batchClosed());
    assertEquals(0, bench.ledger().firstBrokenLink());
  }

  @Test
  void a_hidden_payment_makes_the_whole_batch_go_up_and_then_both_are_equal() {
    List<String> stans = new ArrayList<>();
    for (int i = 1; i <= 19; i++) {
      stans.add(sale(i * 100L).lastSent().get().request().stan());
    }
    bench.acquirer.settlement.hidden.add(stans.get(7));
    Settlement settlement = settled();
    assertEnded(Result.UPLOADED, settlement);
    assertEquals(
        List.of("0500 201", "0320 201", "0320 201", "0320 201", "0320 202"), settlementMessages());
    assertEquals(stans, bench.acquirer.settlement.uploaded);
    assertEquals(19, bench.acquirer.settlement.endCounts.get("000001"));
    assertEquals(true, bench.acquirer.settlement.ended.get("000001"));
    assertEquals(19, settlement.progress().payments());
  }

  @Test
  void a_card_number_goes_up_in_the_row_and_nowhere_else() {
    sale(100);
    bench.acquirer.settlement.hidden.add("000002");
    settled();
    Message rows = bench.acquirer.settlement.received.get(1);
    assertEquals(
        "01" + "00" + "000002" + "00006225000000000006" + "000000000100", rows.field(48).get());
  }

  @Test
  void totals_without_an_answer_are_sent_again_with_the_same_number_and_the_same_totals() {
    sale(1000);
    bench.acquirer.settlement.faults.add(Fault.SILENT);
    bench.acquirer.settlement.faults.add(Fault.CUT_AFTER_BOOKING);
    bench.acquirer.settlement.faults.add(Fault.LOST);
    Settlement settlement = settle("one").settlement().settlement();
    pass(Duration.ofMinutes(3));
    assertEnded(Result.BALANCED, now(settlement));
    List<Message> received = bench.acquirer.settlement.received;
    assertEquals(4, now(settlement).request().get().sends());
    assertEquals("0500", received.get(2).mti());
    for (int i = 1; i < 3; i++) {
      assertEquals(received.get(0).fields(), received.get(i).fields());
    }
  }

  @Test
  void a_sale_during_the_settlement_waits_and_belongs_to_the_next_batch() {
    sale(1000);
    bench.acquirer.settlement.faults.add(Fault.LOST);
    Settlement settlement = settle("one").settlement().settlement();
    pass(Duration.ofSeconds(1));
    assertEquals(Stage.TOTALS, now(settlement).stage());
    Payment meanwhile = bench.swipe(500);
    pass(Duration.ofSeconds(5));
    assertEquals(State.RECORDED, bench.payment(meanwhile).state());
    pass(Duration.ofSeconds(50));
    assertEnded(Result.BALANCED, now(settlement));
    assertEquals(State.CONFIRMED, bench.payment(meanwhile).state());
    assertEquals("000002", bench.payment(meanwhile).lastSent().get().request().batch());
    assertEquals(new Totals(1, 1000, 0, 0), now(settlement).request().get().totals());
  }

  @Test
  void what_is_unanswered_goes_first_and_sales_go_on_meanwhile() {
    sale(1000);
    bench.acquirer.saleFaults.add(Fault.SILENT);
    for (int i = 0; i < 3; i++) {
      bench.acquirer.reversalFaults.add(Fault.LOST);
    }
    Payment lost = bench.swipe(700);
    pass(Duration.ofSeconds(31));
    assertEquals(State.REVERSING, bench.payment(lost).state());
    Settlement settlement = settle("one").settlement().settlement();
    pass(Duration.ofSeconds(1));
    assertEquals(Stage.WAITING, now(settlement).stage());
    pass(Duration.ofMinutes(4));
    assertEnded(Result.BALANCED, now(settlement));
    List<String> mtis = bench.acquirer.receivedMtis();
    assertTrue(mtis.contains("0400"), mtis.toString());
  }

  @Test
  void a_payment_that_needs_a_person_does_not_hold_it_and_is_listed_apart() {
    sale(1000);
    bench.acquirer.saleCodes.add("94");
    Payment known = sale(500);
    assertEquals(State.ATTENTION, known.state());
    bench.now(bench.agent().acceptLedgerLoss("Li", "compared with the acquirer"));
    Settlement settlement = settled();
    assertEnded(Result.BALANCED, settlement);
    assertEquals(1, settlement.request().get().totals().debitCount());
    assertEquals(
        List.of(known.id()),
        bench.now(bench.agent().settlement(settlement.id())).get().attention().stream()
            .map(Payment::id)
            .toList());
  }

  @Test
  void one_key_is_one_settlement_and_another_key_finds_the_open_one() {
    sale(1000);
    bench.acquirer.reachable = false;
    bench.network.cut();
    SettlementStarted first = settle("one");
    assertEquals(SettlementStarted.How.CREATED, first.how());
    assertEquals(SettlementStarted.How.KNOWN, settle("one").how());
    SettlementStarted second = settle("two");
    assertEquals(SettlementStarted.How.ANOTHER_IS_OPEN, second.how());
    assertEquals(first.settlement().settlement().id(), second.settlement().settlement().id());
    CompletableFuture<SettlementStarted> other = bench.agent().settle("one", bytes("else"));
    bench.time.settle();
    CompletionException refused = assertThrows(CompletionException.class, other::join);
    assertEquals(Ground.Why.IDEMPOTENCY_CONFLICT, ((Refused) refused.getCause()).why());
    bench.acquirer.reachable = true;
    pass(Duration.ofMinutes(1));
    assertEquals(SettlementStarted.How.KNOWN, settle("one").how());
    assertEquals(1, bench.acquirer.settlement.ended.size());
  }

  @Test
  void an_answer_that_says_nothing_of_the_totals_makes_everything_go_up() {
    for (String answer :
        new String[] {
          "0000", "000000000000000000000000000000300000000000000000000000000000000".substring(0, 62)
        }) {
      sale(1000);
      bench.acquirer.settlement.totalsAnswers.add(answer);
      assertEnded(Result.UPLOADED, settled());
    }
    assertEquals(List.of("202", "202"), bench.acquirer.settlement.endCodes);
    assertEquals(2, bench.acquirer.settlement.uploaded.size());
  }

  @Test
  void an_acquirer_that_does_not_know_the_batch_ends_it_as_refused_and_sales_go_on() {
    sale(1000);
    for (int i = 0; i < 3; i++) {
      bench.acquirer.settlement.totalsCodes.add("77");
    }
    Settlement settlement = settle("one").settlement().settlement();
    pass(Duration.ofMinutes(2));
    assertEnded(Result.REFUSED, now(settlement));
    assertFalse(diagnosed().ok());
    assertTrue(
        FindingText.of(diagnosed())
            .en()
            .startsWith("The acquirer did not take the last settlement"));
    assertEquals("77", now(settlement).responseCode());
    assertEquals("000001", bench.ledger().batches().open().number());
    assertEquals(State.CONFIRMED, sale(500).state());
    Settlement again = settled();
    assertEnded(Result.BALANCED, again);
    assertEquals(2, again.request().get().totals().debitCount());
  }

  @Test
  void totals_refused_for_want_of_a_sign_in_are_sent_again_after_one() {
    sale(1000);
    bench.acquirer.settlement.totalsCodes.add("97");
    assertEnded(Result.BALANCED, settled());
    assertEquals(2, bench.acquirer.receivedMtis().stream().filter("0800"::equals).count());
  }

  @Test
  void a_passing_trouble_of_the_acquirer_only_delays() {
    sale(1000);
    bench.acquirer.settlement.totalsCodes.add("96");
    bench.acquirer.settlement.codes.add("91");
    assertEnded(Result.BALANCED, settled());
  }

  @Test
  void an_upload_that_the_acquirer_has_already_is_taken_and_one_it_refuses_is_shown() {
    for (int i = 1; i <= 17; i++) {
      sale(i * 100L);
    }
    bench.acquirer.settlement.hidden.add("000002");
    bench.acquirer.settlement.codes.add("94");
    bench.acquirer.settlement.codes.add("30");
    Settlement settlement = settled();
    assertEnded(Result.INCOMPLETE, settlement);
    assertTrue(FindingText.of(diagnosed()).en().contains("the acquirer refused part"));
    assertEquals(1, settlement.progress().refused());
    assertEquals(9, settlement.progress().payments());
    assertEquals(9, bench.acquirer.settlement.endCounts.get("000001"));
    assertEquals("000002", bench.ledger().batches().open().number());
  }

  @Test
  void a_batch_that_the_acquirer_closes_meanwhile_ends_the_settlement_so() {
    Payment sale = sale(1000);
    bench.acquirer.settlement.totalsCodes.add("77");
    bench.acquirer.batch = "000007";
    Settlement settlement = settled();
    assertEnded(Result.CLOSED_BY_ACQUIRER, settlement);
    assertTrue(FindingText.of(diagnosed()).en().startsWith("The last batch was closed"));
    assertEquals("000007", bench.ledger().batches().open().number());
    DayReport report = bench.now(bench.agent().report(Optional.of(1L)));
    assertEquals("closed-by-acquirer", report.batch().state());
    assertEquals(1, report.closedByAcquirer().size());
    assertTrue(bench.payment(sale).batchClosed());
  }

  @Test
  void an_end_whose_answer_is_lost_is_known_by_the_batch_of_the_next_sign_in() {
    sale(1000);
    bench.acquirer.settlement.faults.add(Fault.NONE);
    bench.acquirer.settlement.faults.add(Fault.CUT_AFTER_BOOKING);
    bench.acquirer.settlement.codes.add("");
    bench.acquirer.settlement.codes.add("97");
    Settlement settlement = settle("one").settlement().settlement();
    pass(Duration.ofMinutes(1));
    assertEnded(Result.BALANCED, now(settlement));
    assertEquals("000002", bench.ledger().batches().open().number());
    assertEquals("settled", bench.now(bench.agent().report(Optional.of(1L))).batch().state());
  }

  @Test
  void no_original_after_the_end_of_the_batch_was_told_proves_nothing() throws Exception {
    bench.upkeep =
        new Upkeep(
            Optional.empty(),
            0,
            new SettlementPatience(Duration.ofHours(1), Duration.ZERO),
            Duration.ZERO,
            0);
    bench.killAndRestart();
    bench.online();
    sale(1000);
    bench.acquirer.saleFaults.add(Fault.CUT_AFTER_BOOKING);
    for (int i = 0; i < 20; i++) {
      bench.acquirer.reversalCodes.add("25"); // too early at first, and of a closed batch later
    }
    Payment booked = sale(700);
    assertEquals(State.REVERSING, bench.payment(booked).state());
    bench.acquirer.settlement.faults.add(Fault.NONE);
    bench.acquirer.settlement.faults.add(Fault.NONE);
    for (int i = 0; i < 20; i++) {
      bench.acquirer.settlement.faults.add(Fault.CUT_AFTER_BOOKING);
    }
    Settlement settlement = settle("one").settlement().settlement();
    pass(Duration.ofMinutes(1));
    assertEquals(Stage.UPLOADING, now(settlement).stage());
    assertEquals(State.ATTENTION, bench.payment(booked).state());
    pass(Duration.ofMinutes(30));
    assertEnded(Result.UPLOADED, now(settlement));
    assertEquals(State.ATTENTION, bench.payment(booked).state());
  }

  @Test
  void an_end_that_was_refused_before_the_acquirers_next_batch_settled_nothing() {
    Payment sale = sale(1000);
    bench.acquirer.settlement.codes.add("77");
    bench.acquirer.batch = "000007";
    Settlement settlement = settled();
    assertEnded(Result.CLOSED_BY_ACQUIRER, settlement);
    assertEquals("000007", bench.ledger().batches().open().number());
    assertEquals(
        "closed-by-acquirer", bench.now(bench.agent().report(Optional.of(1L))).batch().state());
    assertTrue(bench.payment(sale).batchClosed());
  }

  @Test
  void a_chip_payment_goes_up_with_what_the_chip_said() {
    Payment payment = bench.chip(1000);
    pass(Duration.ofSeconds(1));
    bench.now(bench.agent().cardResult(payment.id(), true, "9F2608AABBCCDDEEFF00119F270180"));
    Settlement settlement = settled();
    assertEnded(Result.BALANCED, settlement);
    assertEquals(List.of("0500 201", "0320 203", "0320 207"), settlementMessages());
    Message upload = bench.acquirer.settlement.received.get(1);
    assertEquals("9F2608AABBCCDDEEFF00119F270140", upload.field(55).get());
    assertEquals("051", upload.field(22).get().substring(0, 2) + "1");
    assertEquals(bench.payment(payment).lastSent().get().request().stan(), upload.field(11).get());
    assertFalse(
        bench.ledger().sealed().chipCertificate(payment.id()).isPresent(), "erased with its batch");
  }

  @Test
  void a_settlement_waits_a_little_for_a_chip_that_has_not_answered() {
    bench.chip(1000);
    pass(Duration.ofSeconds(1));
    Settlement settlement = settle("one").settlement().settlement();
    pass(Duration.ofSeconds(20));
    assertEquals(Stage.WAITING, now(settlement).stage());
    pass(Duration.ofSeconds(15));
    assertEnded(Result.BALANCED, now(settlement));
  }

  @Test
  void of_two_settlements_asked_for_at_once_one_is_made() {
    sale(1000);
    CompletableFuture<SettlementStarted> first = bench.agent().settle("one", bytes("settle"));
    CompletableFuture<SettlementStarted> second = bench.agent().settle("two", bytes("settle"));
    String made = bench.now(first).settlement().settlement().id();
    assertEquals(SettlementStarted.How.ANOTHER_IS_OPEN, bench.now(second).how());
    assertEquals(made, bench.now(second).settlement().settlement().id());
    pass(Duration.ofSeconds(30));
    assertEquals(List.of("0500 201", "0320 207"), settlementMessages());
    assertEquals(
        Optional.of(Result.BALANCED),
        bench.now(bench.agent().settlement(made)).get().settlement().result());
  }

  @Test
  void what_refers_to_a_payment_that_does_not_exist_is_refused_and_sends_nothing() {
    int sent = bench.acquirer.received.size();
    for (PaymentType type :
        List.of(PaymentType.VOID, PaymentType.REFUND, PaymentType.COMPLETION, PaymentType.TIP)) {
      PaymentOrder order =
          PaymentOrder.referring(
              type, "no-such-payment", 100, "CNY", Optional.empty(), PaymentOrder.Manner.PLAIN);
      CompletableFuture<Terminal.Started> answer =
          bench.agent().start(order, "key-" + type, bytes("x"));
      bench.time.settle();
      CompletionException thrown = assertThrows(CompletionException.class, answer::join);
      assertEquals(Ground.Why.NOT_FOUND, ((Refused) thrown.getCause()).why());
    }
    pass(Duration.ofSeconds(5));
    assertEquals(sent, bench.acquirer.received.size());
    assertEquals(State.CONFIRMED, sale(1000).state());
  }

  @Test
  void an_empty_batch_is_settled_too_when_a_person_asks() {
    assertEnded(Result.BALANCED, settled());
    assertEquals(List.of("0500 201", "0320 207"), settlementMessages());
  }

  @Test
  void a_day_is_settled_once_at_its_time_whatever_restarts_and_whatever_the_clock_does()
      throws Exception {
    // 18:15:30 in the terminal's time zone.
    bench.upkeep = new Upkeep(Optional.of(LocalTime.of(23, 30)), 0, Duration.ZERO, 0);
    bench.killAndRestart();
    bench.online();
    sale(1000);
    pass(Duration.ofHours(5));
    assertEquals(0, bench.acquirer.settlement.ended.size());
    pass(Duration.ofMinutes(20));
    assertEquals(1, bench.acquirer.settlement.ended.size());
    Settlement settlement = bench.now(bench.agent().settlements(10)).get(0).settlement();
    assertEquals(Trigger.TIME, settlement.trigger());
    sale(200);
    bench.time.setWallClock(bench.time.wallClock().minus(Duration.ofMinutes(10)));
    pass(Duration.ofMinutes(15));
    bench.killAndRestart();
    bench.online();
    pass(Duration.ofMinutes(15));
    assertEquals(1, bench.acquirer.settlement.ended.size(), "the clock went back");
    pass(Duration.ofHours(20));
    bench.killAndRestart();
    pass(Duration.ofHours(5));
    assertEquals(2, bench.acquirer.settlement.ended.size(), "the next day");
    sale(300);
    bench.time.setWallClock(bench.time.wallClock().plus(Duration.ofDays(400)));
    pass(Duration.ofMinutes(5));
    assertEquals(3, bench.acquirer.settlement.ended.size(), "the clock went ahead");
    sale(400);
    bench.time.setWallClock(bench.time.wallClock().minus(Duration.ofDays(400)));
    pass(Duration.ofHours(25));
    assertEquals(4, bench.acquirer.settlement.ended.size(), "and back again");
    pass(Duration.ofDays(2));
    assertEquals(4, bench.acquirer.settlement.ended.size(), "nothing to settle");
  }

  @Test
  void a_clock_that_is_behind_at_the_start_and_corrected_later_settles_nothing() throws Exception {
    bench.upkeep = new Upkeep(Optional.of(LocalTime.of(23, 30)), 0, Duration.ZERO, 0);
    bench.killAndRestart();
    bench.online();
    pass(Duration.ofHours(8));
    sale(1000);
    for (int start = 0; start < 3; start++) {
      Instant right = bench.time.wallClock();
      bench.time.setWallClock(Instant.parse("1970-01-01T08:00:00Z"));
      bench.killAndRestart();
      bench.online();
      pass(Duration.ofMinutes(2));
      bench.time.setWallClock(right.plus(Duration.ofMinutes(2)));
      pass(Duration.ofMinutes(2));
      assertEquals(0, bench.acquirer.settlement.ended.size(), "start " + start);
    }
    pass(Duration.ofHours(24));
    assertEquals(1, bench.acquirer.settlement.ended.size(), "at its time");
  }

  @Test
  void a_full_batch_is_settled_by_itself() throws Exception {
    bench.upkeep = new Upkeep(Optional.empty(), 3, Duration.ZERO, 0);
    bench.killAndRestart();
    bench.online();
    for (int i = 1; i <= 7; i++) {
      sale(i * 100L);
    }
    pass(Duration.ofSeconds(10));
    assertEquals(2, bench.acquirer.settlement.ended.size());
    assertEquals("000003", bench.ledger().batches().open().number());
  }

  @Test
  void nothing_is_settled_while_a_person_has_not_looked_at_what_the_ledger_lost() throws Exception {
    bench.upkeep = new Upkeep(Optional.of(LocalTime.of(23, 30)), 2, Duration.ZERO, 0);
    bench.killAndRestart();
    bench.online();
    sale(100);
    Payment second = bench.swipe(200);
    bench.ledger().transaction(() -> bench.ledger().facts().set("ledger-loss", "yes"));
    pass(Duration.ofHours(24));
    assertEquals(State.CONFIRMED, bench.payment(second).state());
    assertEquals(List.of(), settlementMessages());
    bench.now(bench.agent().acceptLedgerLoss("Li", "compared"));
    pass(Duration.ofMinutes(1));
    assertEquals(1, bench.acquirer.settlement.ended.size());
  }

  @Test
  void a_settlement_that_waits_goes_on_once_a_person_has_looked_at_what_the_ledger_lost() {
    sale(100);
    bench.network.deadRoutes.add("primary");
    bench.network.cut();
    Settlement waiting = settle("one").settlement().settlement();
    bench.ledger().transaction(() -> bench.ledger().facts().set("ledger-loss", "yes"));
    bench.network.deadRoutes.clear();
    pass(Duration.ofMinutes(10));
    assertEquals(Stage.WAITING, now(waiting).stage());
    bench.now(bench.agent().acceptLedgerLoss("Li", "compared"));
    pass(Duration.ofSeconds(10));
    assertEnded(Result.BALANCED, now(waiting));
  }

  @Test
  void the_report_counts_by_type_and_state_and_shows_both_totals() {
    Payment first = sale(1000);
    voidOf(first);
    bench.acquirer.saleCodes.add("51");
    sale(70);
    DayReport open = bench.now(bench.agent().report(Optional.empty()));
    assertEquals(
        "[Line[type=SALE, state=CONFIRMED, count=1, amount=1000],"
            + " Line[type=SALE, state=DECLINED, count=1, amount=70],"
            + " Line[type=VOID, state=CONFIRMED, count=1, amount=1000]]",
        open.lines().toString());
    assertEquals(Optional.of(new Totals(1, 1000, 1, 1000)), open.totals().map(BatchTotals::all));
    Settlement settlement = settled();
    DayReport closed = bench.now(bench.agent().report(Optional.of(settlement.batch())));
    assertEquals(open.lines(), closed.lines());
    assertEquals(open.totals(), closed.totals());
    assertTrue(closed.settlement().get().settlement().verdict().get().isBalanced());
    assertEquals("settled", closed.batch().state());
  }

  @Test
  void more_payments_than_the_totals_can_name_still_settle() {
    Totals many = new Totals(1234, 5_000_000_000_000L, 2, 3);
    assertEquals(new Totals(999, 999_999_999_999L, 2, 3), many.atMost(999, 999_999_999_999L));
  }

  @Test
  void a_batch_closed_without_any_settlement_is_in_the_diagnosis_until_the_next_is_settled() {
    assertTrue(diagnosed().ok());
    sale(1000);
    bench.acquirer.batch = "000007";
    bench.acquirer.saleCodes.addAll(List.of("77", "00"));
    bench.swipe(500);
    pass(Duration.ofSeconds(60));
    assertEquals("000007", bench.ledger().batches().open().number());
    assertFalse(diagnosed().ok());
    assertTrue(FindingText.of(diagnosed()).zh().startsWith("上一批次未经结算就被关闭"));
    assertEnded(Result.BALANCED, settled());
    assertTrue(diagnosed().ok());
  }
}
