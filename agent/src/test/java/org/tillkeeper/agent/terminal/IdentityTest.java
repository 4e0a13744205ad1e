package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.Batches;
import org.tillkeeper.agent.messages.Identity;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Counting;
import org.tillkeeper.agent.settlement.CountingRules;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.TipCounting;

/** A ledger knows whose it is, and nothing of one terminal is settled as another's. */
class IdentityTest {
  private static final Limits OFFLINE =
      new Limits(
          Duration.ZERO,
          115,
          Duration.ofSeconds(60),
          new Limits.Offline(true, 50000, 500000, 75, Duration.ofHours(24)));

  @TempDir private File folder;
  private TerminalOnBench bench;

  @BeforeEach
  void signedInAndOnline() throws Exception {
    bench = new TerminalOnBench(folder, OFFLINE).online();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void pass(long seconds) {
    bench.time.advance(Duration.ofSeconds(seconds));
  }

  private static Identity identity(String terminal, String currency, String zone, String dialect) {
    return Identity.of(
        new Station(terminal, "952718182217875", currency, ZoneId.of(zone), "", ""), dialect);
  }

  private Optional<String> refusal(Identity identity) {
    return identity.refusal(bench.ledger());
  }

  private static Identity another() {
    return identity("00000002", "156", "Asia/Shanghai", "unionpay-pos");
  }

  @Test
  void each_part_of_another_identity_is_refused_while_a_batch_is_open_and_named() {
    bench.swipe(1234);
    pass(1);
    assertEquals(
        Optional.empty(), refusal(identity("00000001", "156", "PRC", "unionpay-pos")), "same zone");
    assertTrue(refusal(another()).get().startsWith("terminal.id was 00000001 in this ledger, of"));
    for (Identity other :
        List.of(
            identity("00000001", "840", "Asia/Shanghai", "unionpay-pos"),
            identity("00000001", "156", "Europe/Berlin", "unionpay-pos"),
            identity("00000001", "156", "Asia/Shanghai", "iso1987-ascii"))) {
      assertTrue(
          refusal(other).get().contains("1 payment in batch 000001, which is not settled"),
          refusal(other).get());
    }
    assertTrue(refusal(another()).get().contains("--accept-identity"));
  }

  @Test
  void a_notice_and_a_reversal_are_named_too_and_an_empty_ledger_takes_any_identity() {
    assertEquals(Optional.empty(), refusal(another()));
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(10);
    bench.start(TerminalOnBench.chipApprovedOrder(1000), "stored");
    assertTrue(refusal(another()).get().contains("1 payment without an end, or not delivered"));
    bench.acquirer.reachable = true;
    pass(60);
    bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
    bench.acquirer.reversalFaults.add(Fault.LOST);
    bench.swipe(100);
    pass(3);
    assertTrue(refusal(another()).get().contains("1 payment with an open reversal"));
  }

  @Test
  void once_accepted_the_batch_is_closed_by_change_and_its_payments_are_refunded_by_slip()
      throws Exception {
    Payment sale = bench.swipe(1234);
    pass(1);
    bench.terminal = "00000002";
    bench.killAndRestart();
    assertFalse(bench.ledger().keys().workingKeys().isPresent(), "they were another terminal's");
    bench.online();
    Batches.Batch closed = bench.ledger().batches().batch(1).get();
    assertEquals("closed-by-change", closed.state());
    assertEquals(Optional.empty(), refusal(another()));
    assertTrue(bench.payment(sale).batchClosed());
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    assertFalse(bench.agent().next(bench.payment(sale)).contains(NextCall.REFUND));
    PaymentOrder refund =
        PaymentOrder.referring(
            PaymentType.REFUND, sale.id(), 0, "CNY", Optional.empty(), PaymentOrder.Manner.PLAIN);
    CompletionException refused =
        assertThrows(CompletionException.class, () -> bench.start(refund, "refund"));
    assertEquals(Ground.OTHER_TERMINAL, ((Refused) refused.getCause()).refusal().ground());
    assertEquals(0, counted(2, payment -> true));
    Payment next = bench.swipe(200);
    pass(1);
    assertEquals("00000002", bench.payment(next).attempt(1).request().terminal());
  }

  private Payment acceptedOfflineByTheTerminalBefore() throws Exception {
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(10);
    Payment stored = bench.start(TerminalOnBench.chipApprovedOrder(1000), "stored").payment();
    bench.terminal = "00000002";
    bench.killAndRestart();
    return stored;
  }

  @Test
  void what_was_accepted_offline_goes_out_under_the_terminal_that_accepted_it() throws Exception {
    Payment stored = acceptedOfflineByTheTerminalBefore();
    bench.acquirer.reachable = true;
    pass(60);
    assertEquals("00000001", bench.payment(stored).attempt(1).request().terminal());
    assertEquals(State.CONFIRMED, bench.payment(stored).state());
    long open = bench.ledger().batches().open().seq();
    assertEquals(1, counted(open, payment -> true));
    assertEquals(0, counted(open, Identity.settledBy(bench.ledger())), "another terminal's");
    List<Message> signIns =
        bench.acquirer.received.stream().filter(sent -> sent.mti().equals("0800")).toList();
    assertEquals(Optional.of("00000002"), signIns.get(signIns.size() - 1).field(41));
  }

  @Test
  void a_settlement_proves_nothing_of_what_another_terminal_sent() throws Exception {
    Payment stored = acceptedOfflineByTheTerminalBefore();
    // Its first answer is lost, and its repeat is known: only a settlement that names it is proof.
    bench.acquirer.saleFaults.add(ModelAcquirer.Fault.SILENT);
    bench.acquirer.reachable = true;
    pass(120);
    assertTrue(bench.payment(stored).delivered());
    bench.now(bench.agent().settle("settle", new byte[] {1}));
    pass(60);
    assertTrue(bench.payment(stored).batchClosed());
    assertEquals(State.ATTENTION, bench.payment(stored).state());
  }

  /** A sale that was cut off, of which the acquirer says at once that it is reversed. */
  private Payment reversedEarly() {
    bench.acquirer.saleFaults.add(Fault.CUT_AFTER_BOOKING);
    Payment sale = bench.start(TerminalOnBench.swipeOrder(500), "early").payment();
    bench.now(bench.agent().cancel(sale.id()));
    pass(5);
    assertEquals(Reversal.Stage.REVERSED_EARLY, stage(sale));
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    return sale;
  }

  private Reversal.Stage stage(Payment payment) {
    return bench.payment(payment).attempt(1).reversal().get().stage();
  }

  @Test
  void a_reversal_that_was_answered_early_is_not_sent_once_more_in_another_dialect()
      throws Exception {
    Payment sale = reversedEarly();
    bench.otherDialect = Optional.of(Dialect.named("iso1987-ascii"));
    bench.killAndRestart();
    // It cannot be asked again, so whether a lost request came after the answer stays unknown.
    assertEquals(Reversal.Stage.ENDED_WITHOUT_PROOF, stage(sale));
    assertEquals(State.ATTENTION, bench.payment(sale).state());
  }

  @Test
  void a_reversal_that_was_answered_early_is_sent_once_more_as_the_terminal_it_was_made_as()
      throws Exception {
    Payment sale = reversedEarly();
    bench.terminal = "00000002";
    bench.killAndRestart();
    bench.online();
    pass(30);
    assertEquals(Reversal.Stage.REVERSED, stage(sale));
    List<Message> reversals =
        bench.acquirer.received.stream().filter(sent -> sent.mti().equals("0400")).toList();
    assertEquals(
        Optional.of("00000001"), reversals.get(reversals.size() - 1).field(41), "whose it is");
  }

  @Test
  void a_late_answer_to_the_terminal_before_is_kept_with_its_payment() throws Exception {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(1234);
    pass(1);
    Message request = bench.acquirer.received.get(bench.acquirer.received.size() - 1);
    byte[] late = bench.acquirer.saleAnswer(request, "51");
    bench.terminal = "00000002";
    bench.killAndRestart();
    bench.online();
    bench.network.deliver(late);
    pass(1);
    assertTrue(
        bench.ledger().history(sale.id()).stream()
            .anyMatch(line -> line.kind().equals("late-answer")));
  }

  private int counted(long batch, Predicate<Payment> counts) {
    Counting counting =
        new Counting(
            new CountingRules(TipCounting.REPLACES, Set.of("CUP")), bench.ledger()::payment);
    return bench.ledger().batches().totals(batch, counts, counting).all().debitCount();
  }
}
