package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.iso8583.Element;

/** The cases where money hides behind an outage or a restart. */
class LoopRestartsTest extends AgentLoopBench {
  @Test
  void a_sale_taken_during_a_short_outage_is_confirmed_without_the_cashier() {
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(seconds(1));
    Payment sale = bench.swipe(1234);
    assertEquals(State.RECORDED, sale.state());
    assertFalse(sale.lastSent().isPresent());
    pass(seconds(20));
    bench.acquirer.reachable = true;
    pass(seconds(15));
    assertEnds(State.CONFIRMED, sale, 1);
  }

  @Test
  void a_sale_taken_during_a_long_outage_ends_not_sent_and_is_never_sent_later() {
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(seconds(1));
    Payment sale = bench.swipe(1234);
    pass(seconds(61));
    assertEquals(State.NOT_SENT, bench.payment(sale).state());
    bench.acquirer.reachable = true;
    pass(seconds(60));
    assertEnds(State.NOT_SENT, sale, 0);
    assertEquals(0, count("0200"));
  }

  @Test
  void a_window_is_over_when_the_wall_clock_says_so_as_after_a_sleep() {
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(seconds(1));
    Payment sale = bench.swipe(1234);
    pass(seconds(5));
    bench.time.jump(Duration.ofMinutes(2));
    bench.acquirer.reachable = true;
    pass(seconds(20));
    assertEquals(State.NOT_SENT, bench.payment(sale).state());
    assertEquals(0, count("0200"));
  }

  @Test
  void a_request_that_never_left_is_recorded_again_and_sent_with_a_new_stan() {
    bench.network.closedBeforeNextSend = true;
    Payment sale = bench.swipe(1234);
    pass(seconds(10));
    Payment confirmed = bench.payment(sale);
    assertEquals(State.CONFIRMED, confirmed.state());
    assertEquals(Attempt.Outcome.NOT_SENT, confirmed.attempt(1).outcome());
    assertEquals(0, confirmed.attempt(1).sends());
    assertEquals(0, count("0400"));
    assertEquals(1, bench.acquirer.charged());
  }

  @Test
  void a_restart_while_sent_reverses_and_never_sends_again() throws Exception {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(1234);
    pass(Duration.ofMillis(15));
    assertEquals(1, bench.acquirer.charged());
    bench.killAndRestart();
    assertEquals(State.REVERSING, bench.payment(sale).state());
    assertEquals(Display.CANCELLING, Display.of(bench.payment(sale)));
    pass(seconds(5));
    assertEnds(State.CANCELLED, sale, 0);
    assertEquals(1, count("0200"));
  }

  @Test
  void a_restart_with_a_request_that_was_lost_cancels_once_it_can_no_longer_arrive()
      throws Exception {
    bench.acquirer.saleFaults.add(Fault.LOST);
    Payment sale = bench.swipe(1234);
    bench.killAndRestart();
    pass(seconds(10));
    assertEquals(State.REVERSING, bench.payment(sale).state());
    pass(seconds(10));
    assertEnds(State.CANCELLED, sale, 0);
  }

  @Test
  void a_restart_ends_what_was_never_sent_as_not_sent() throws Exception {
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(seconds(1));
    Payment sale = bench.swipe(1234);
    bench.killAndRestart();
    assertEquals(State.NOT_SENT, bench.payment(sale).state());
    bench.acquirer.reachable = true;
    pass(seconds(30));
    assertEnds(State.NOT_SENT, sale, 0);
  }

  @Test
  void one_key_is_one_payment_before_and_after_a_restart() throws Exception {
    PaymentOrder order =
        TerminalOnBench.order(
            Entry.SWIPE, 500, java.util.Map.of(Element.TRACK2, TerminalOnBench.TRACK));
    Terminal.Started first = bench.start(order, "till-1");
    assertTrue(first.created());
    pass(seconds(1));
    bench.killAndRestart();
    bench.online();
    Terminal.Started again = bench.start(order, "till-1");
    assertFalse(again.created());
    assertEquals(first.payment().id(), again.payment().id());
    assertEquals(State.CONFIRMED, again.payment().state());
    PaymentOrder other =
        TerminalOnBench.order(
            Entry.SWIPE, 501, java.util.Map.of(Element.TRACK2, TerminalOnBench.TRACK));
    CompletableFuture<Terminal.Started> conflict =
        bench.agent().start(other, "till-1", new byte[] {1});
    bench.time.settle();
    assertEquals(Ground.Why.IDEMPOTENCY_CONFLICT, refusal(conflict).why());
    assertEquals(1, bench.acquirer.charged());
  }

  @Test
  void an_idle_line_is_tested_with_an_echo_and_a_dead_one_is_found() {
    pass(seconds(61));
    assertEquals(1, count("0820"));
    bench.acquirer.reachable = false;
    pass(seconds(95));
    assertFalse(bench.now(bench.agent().status()).online());
    bench.acquirer.reachable = true;
    pass(seconds(20));
    assertTrue(bench.now(bench.agent().status()).online());
  }

  @Test
  void a_refused_sign_in_keeps_the_terminal_offline_until_it_succeeds() throws Exception {
    bench.close();
    File fresh = new File(folder, "fresh");
    assertTrue(fresh.mkdir());
    bench = new TerminalOnBench(fresh);
    bench.acquirer.signInCodes.addAll(List.of("97", "97"));
    pass(Duration.ofMillis(60));
    assertFalse(bench.now(bench.agent().status()).online());
    pass(seconds(20));
    assertTrue(bench.now(bench.agent().status()).online());
    assertEquals(3, count("0800"));
  }

  @Test
  void card_data_is_erased_once_no_attempt_can_follow() {
    Payment sale = bench.swipe(1234);
    assertTrue(bench.ledger().sealed().card(sale.id()).isPresent());
    pass(seconds(1));
    assertFalse(bench.ledger().sealed().card(sale.id()).isPresent());
  }
}
