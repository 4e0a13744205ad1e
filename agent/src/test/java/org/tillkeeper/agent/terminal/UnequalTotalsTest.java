package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.terminal.SettlingBench.assertEnded;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.LedgerOnBench;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.agent.words.FindingText;

/** A difference in totals shows until a person has looked at it. */
class UnequalTotalsTest {
  @TempDir File folder;
  private SettlingBench settling;
  private TerminalOnBench bench;

  @BeforeEach
  void a_terminal_that_is_online() throws Exception {
    settling = new SettlingBench(folder);
    bench = settling.bench;
  }

  /** The acquirer says that it has reversed it, and has not. */
  private Payment cancelledHereAndBookedThere(long amount) {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.addAll(List.of("00", "00"));
    Payment sale = bench.swipe(amount);
    settling.pass(1);
    bench.now(bench.agent().cancel(sale.id()));
    settling.pass(40);
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    return sale;
  }

  private SettlementView view(Settlement settlement) {
    return bench.now(bench.agent().settlement(settlement.id())).get();
  }

  private Optional<SettlementView> acknowledge(String id, String by) {
    return bench.now(bench.agent().acknowledge(id, by, "statement of the day"));
  }

  private Ground refused(String id, String by) {
    CompletableFuture<?> call = bench.agent().acknowledge(id, by, "statement of the day");
    bench.time.settle();
    CompletionException thrown = assertThrows(CompletionException.class, call::join);
    return ((Refused) thrown.getCause()).refusal().ground();
  }

  private static List<String> ids(List<Payment> payments) {
    return payments.stream().map(Payment::id).toList();
  }

  @Test
  void a_payment_of_which_nobody_knows_is_looked_at_first() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.add("12");
    Payment unknown = bench.swipe(1234);
    settling.pass(60);
    assertEquals(State.ATTENTION, bench.payment(unknown).state());
    bench.acquirer.saleCodes.add("51");
    settling.sale(70);
    settling.settled();
    String said = FindingText.of(settling.diagnosed()).en();
    assertTrue(
        said.endsWith(
            "Look first at the payment that needs a person, then at the payment that was declined or"
                + " cancelled."),
        said);
  }

  @Test
  void what_the_acquirer_has_more_is_named_with_the_payments_that_may_explain_it() {
    settling.sale(1000);
    bench.acquirer.saleCodes.add("51");
    Payment declined = settling.sale(70);
    Payment cancelled = cancelledHereAndBookedThere(1234);
    Settlement settlement = settling.settled();
    assertEnded(Result.UPLOADED, settlement);
    assertEquals(List.of(cancelled.id(), declined.id()), ids(view(settlement).suspects()));
    assertFalse(settling.diagnosed().ok());
    assertEquals(
        "Batch 000001: The totals differed; every payment was uploaded. The batch is settled. Compare"
            + " with the acquirer and acknowledge. Difference: debits +1 of +12.34, credits 0 of 0.00;"
            + " acquirer: debits 2 of 22.34, credits 0 of 0.00; terminal: debits 1 of 10.00,"
            + " credits 0 of 0.00. Look first at the 2 payments that were declined or cancelled.",
        FindingText.of(settling.diagnosed()).en());
    DayReport report = bench.now(bench.agent().report(Optional.empty()));
    assertEquals(settlement.id(), report.disputed().get(0).settlement().id());
    assertEquals(1, bench.now(bench.agent().status()).attention());
  }

  @Test
  void a_payment_that_was_sent_anew_is_a_suspect_for_its_earlier_request() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.addAll(List.of("00", "00"));
    Payment sale = bench.swipe(500);
    settling.pass(40);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    assertEquals(List.of(sale.id()), ids(view(settling.settled()).suspects()));
  }

  @Test
  void where_the_acquirer_has_less_nothing_that_was_cancelled_explains_it() {
    bench.acquirer.saleCodes.add("51");
    settling.sale(70);
    Payment sale = settling.sale(1000);
    bench.acquirer.settlement.hidden.add(sale.lastSent().get().request().stan());
    Settlement settlement = settling.settled();
    assertEnded(Result.UPLOADED, settlement);
    assertEquals(List.of(), view(settlement).suspects());
    assertFalse(settling.diagnosed().ok());
  }

  @Test
  void it_stays_until_a_person_acknowledges_it_whatever_follows() throws Exception {
    settling.sale(1000);
    cancelledHereAndBookedThere(1234);
    Settlement disputed = settling.settled();
    settling.sale(200);
    assertEnded(Result.BALANCED, settling.settled());
    bench.killAndRestart();
    bench.online();
    assertFalse(settling.diagnosed().ok());
    Settlement now = acknowledge(disputed.id(), "Li").get().settlement();
    assertEquals("Li", now.acknowledged().get().by());
    assertTrue(settling.diagnosed().ok());
    assertEquals(0, bench.now(bench.agent().status()).attention());
    assertTrue(
        LedgerOnBench.texts(bench.ledger(), "SELECT message FROM history WHERE payment IS NULL")
            .contains("Settlement of batch 000001 acknowledged by Li: statement of the day"));
    bench.killAndRestart();
    bench.online();
    assertTrue(settling.diagnosed().ok());
    assertEquals(0, bench.ledger().firstBrokenLink());
  }

  @Test
  void every_page_and_till_hears_at_once_that_it_was_acknowledged() {
    settling.sale(1000);
    cancelledHereAndBookedThere(1234);
    Settlement disputed = settling.settled();
    List<Long> told = new ArrayList<>();
    bench
        .agent()
        .subscribe(
            Optional.empty(),
            new Terminal.Subscriber() {
              @Override
              public void payment(long id, Payment payment) {}

              @Override
              public void status(long id, Status status) {
                told.add(status.attention());
              }
            });
    bench.time.settle();
    acknowledge(disputed.id(), "Li");
    bench.time.settle();
    assertEquals(List.of(1L, 0L), told);
  }

  @Test
  void the_same_word_is_taken_once_and_another_is_refused() {
    settling.sale(1000);
    cancelledHereAndBookedThere(1234);
    String id = settling.settled().id();
    acknowledge(id, "Li");
    settling.pass(Duration.ofMinutes(1));
    assertEquals("Li", acknowledge(id, "Li").get().settlement().acknowledged().get().by());
    assertEquals(Ground.SETTLEMENT_ACKNOWLEDGED, refused(id, "Wang"));
  }

  @Test
  void what_is_balanced_open_or_unknown_is_not_acknowledged() {
    settling.sale(1000);
    String balanced = settling.settled().id();
    assertEquals(Ground.NOTHING_TO_ACKNOWLEDGE, refused(balanced, "Li"));
    bench.acquirer.settlement.faults.add(Fault.LOST);
    settling.sale(500);
    Settlement open = settling.begun();
    settling.pass(1);
    assertEquals(Ground.SETTLEMENT_NOT_ENDED, refused(open.id(), "Li"));
    assertEquals(Optional.empty(), acknowledge("none", "Li"));
  }
}
