package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.LedgerOnBench;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;

/** A ledger that cannot be written for a while: a full disk, a disk that fails. */
class LedgerFailsTest {
  @TempDir File folder;
  private TerminalOnBench bench;

  @BeforeEach
  void online() throws Exception {
    bench = new TerminalOnBench(folder).online();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void pass(long millis) {
    bench.time.advance(Duration.ofMillis(millis));
  }

  private Refused refusal(CompletableFuture<?> future) {
    bench.time.settle();
    return (Refused) assertThrows(CompletionException.class, future::join).getCause();
  }

  private Ground.Why refusedSale() {
    return refusal(bench.agent().start(TerminalOnBench.swipeOrder(77), "refused", new byte[] {1}))
        .why();
  }

  @Test
  void a_sale_that_cannot_be_recorded_is_refused_and_its_key_is_free() {
    LedgerOnBench.failWrites(bench.ledger());
    assertEquals(Ground.Why.LEDGER_UNAVAILABLE, refusedSale());
    pass(2000);
    assertEquals(0, bench.acquirer.charged());
    LedgerOnBench.allowWrites(bench.ledger());
    Terminal.Started started = bench.start(TerminalOnBench.swipeOrder(77), "refused");
    assertTrue(started.created());
    pass(1000);
    assertEquals(State.CONFIRMED, bench.payment(started.payment()).state());
  }

  @Test
  void a_loss_is_accepted_once_and_only_where_there_was_one() {
    assertEquals(
        Ground.Why.NO_LEDGER_LOSS, refusal(bench.agent().acceptLedgerLoss("Li", "seen")).why());
    bench.ledger().transaction(() -> bench.ledger().facts().set("ledger-loss", "yes"));
    assertEquals(Ground.Why.LEDGER_LOSS, refusedSale());
    assertFalse(bench.now(bench.agent().acceptLedgerLoss("Li", "seen")).ledgerLoss());
    assertEquals(
        Ground.Why.NO_LEDGER_LOSS, refusal(bench.agent().acceptLedgerLoss("Li", "seen")).why());
  }

  @Test
  void an_answer_that_comes_meanwhile_is_kept_and_counts_once_it_can_be_written() {
    Payment sale = bench.swipe(1234);
    LedgerOnBench.failWrites(bench.ledger());
    pass(5000);
    assertEquals(State.SENT, bench.payment(sale).state());
    assertEquals(Ground.Why.LEDGER_UNAVAILABLE, refusedSale());
    assertFalse(ok("ledger"));
    long sent = bench.acquirer.received.size();
    LedgerOnBench.allowWrites(bench.ledger());
    pass(1000);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    assertTrue(ok("ledger"));
    assertEquals(1, bench.payment(sale).attempts().size());
    assertEquals(sent, bench.acquirer.received.size());
    assertEquals(1, bench.acquirer.charged());
  }

  private boolean ok(String check) {
    return bench.now(bench.agent().diagnosis()).stream()
        .filter(finding -> finding.check().equals(check))
        .findFirst()
        .get()
        .ok();
  }

  @Test
  void an_answer_kept_in_memory_outlives_its_line() {
    Payment sale = bench.swipe(1234);
    LedgerOnBench.failWrites(bench.ledger());
    pass(100);
    bench.network.cut();
    pass(60_000);
    LedgerOnBench.allowWrites(bench.ledger());
    pass(5000);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    assertTrue(bench.now(bench.agent().status()).online());
    assertEquals(1, bench.acquirer.charged());
  }

  @Test
  void nothing_is_sent_while_it_cannot_be_recorded_and_a_time_out_is_not_lost() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(1234);
    pass(100);
    LedgerOnBench.failWrites(bench.ledger());
    long before = bench.acquirer.received.size();
    pass(40_000);
    assertEquals(before, bench.acquirer.received.size());
    LedgerOnBench.allowWrites(bench.ledger());
    pass(40_000);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    assertEquals(1, bench.acquirer.charged());
  }

  @Test
  void a_cut_that_cannot_be_recorded_is_reversed_later() {
    bench.acquirer.saleFaults.add(Fault.CUT_AFTER_BOOKING);
    Payment sale = bench.chip(1234);
    LedgerOnBench.failWrites(bench.ledger());
    pass(20_000);
    assertEquals(State.SENT, bench.payment(sale).state());
    LedgerOnBench.allowWrites(bench.ledger());
    pass(20_000);
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertEquals(0, bench.acquirer.charged());
  }

  @Test
  void a_sign_in_that_cannot_be_recorded_is_made_as_soon_as_it_can_be() throws Exception {
    bench.acquirer.saleCodes.add("97");
    Payment sale = bench.swipe(1);
    pass(21);
    LedgerOnBench.failWrites(bench.ledger());
    pass(2000);
    LedgerOnBench.allowWrites(bench.ledger());
    pass(2000);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
  }

  @Test
  void a_greeting_that_failed_is_not_forgotten_over_a_call_of_the_till() throws Exception {
    bench.close();
    File fresh = new File(folder, "fresh");
    assertTrue(fresh.mkdir());
    bench = new TerminalOnBench(fresh);
    Payment waits = bench.swipe(5);
    LedgerOnBench.failWrites(bench.ledger());
    pass(100);
    LedgerOnBench.allowWrites(bench.ledger());
    bench.now(bench.agent().cancel(waits.id()));
    pass(10_000);
    assertTrue(bench.now(bench.agent().status()).online());
  }

  @Test
  void the_agent_starts_on_a_full_disk_and_settles_what_it_found_once_there_is_room()
      throws Exception {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(1234);
    pass(15);
    bench.eachLife = process -> LedgerOnBench.failWrites(bench.ledger());
    bench.killAndRestart();
    pass(5000);
    assertEquals(State.SENT, bench.payment(sale).state());
    assertEquals(Ground.Why.LEDGER_UNAVAILABLE, refusedSale());
    LedgerOnBench.allowWrites(bench.ledger());
    pass(5000);
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertEquals(0, bench.acquirer.charged());
  }

  @Test
  void a_cancel_while_it_cannot_be_written_is_refused_and_changes_nothing() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(1234);
    LedgerOnBench.failWrites(bench.ledger());
    assertEquals(Ground.Why.LEDGER_UNAVAILABLE, refusal(bench.agent().cancel(sale.id())).why());
    LedgerOnBench.allowWrites(bench.ledger());
    assertFalse(bench.payment(sale).cancelRequested());
  }
}
