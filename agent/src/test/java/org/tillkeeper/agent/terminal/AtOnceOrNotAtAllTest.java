package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;

/** {@code retry.within: 0s}. */
class AtOnceOrNotAtAllTest {
  @TempDir File folder;

  @Test
  void a_sale_is_sent_at_once_and_confirmed() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder, Duration.ZERO).online()) {
      Payment sale = bench.swipe(100);
      assertEquals(State.SENT, sale.state());
      bench.time.advance(Duration.ofSeconds(1));
      assertEquals(State.CONFIRMED, bench.payment(sale).state());
    }
  }

  @Test
  void a_sale_while_offline_is_not_sent() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder, Duration.ZERO)) {
      assertEquals(State.NOT_SENT, bench.swipe(100).state());
      bench.online();
      assertEquals(0, bench.acquirer.charged());
    }
  }

  @Test
  void a_sale_without_an_answer_is_cancelled_and_not_tried_again() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder, Duration.ZERO).online()) {
      bench.acquirer.saleFaults.add(Fault.SILENT);
      Payment sale = bench.swipe(100);
      bench.time.advance(Duration.ofSeconds(50));
      assertEquals(State.CANCELLED, bench.payment(sale).state());
      assertEquals(0, bench.acquirer.charged());
    }
  }

  /** The line has been idle for 60 s, and its echo is under way. */
  private static void echoUnderWay(TerminalOnBench bench) {
    int heard = bench.acquirer.received.size();
    while (bench.acquirer.received.size() == heard) {
      bench.time.step();
    }
    assertEquals("0820", bench.acquirer.received.get(heard).mti());
  }

  @Test
  void a_sale_waits_for_the_answer_to_an_echo_and_is_sent_then() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder, Duration.ZERO).online()) {
      echoUnderWay(bench);
      Payment sale = bench.swipe(100);
      assertEquals(State.RECORDED, sale.state());
      bench.time.advance(Duration.ofMillis(100));
      assertEquals(State.CONFIRMED, bench.payment(sale).state());
      assertEquals(1, bench.acquirer.charged());
    }
  }

  @Test
  void a_sale_waits_for_the_answer_to_what_is_under_way_and_is_sent_then() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder, Duration.ZERO).online()) {
      Payment first = bench.start(TerminalOnBench.swipeOrder(100), "one till").payment();
      Payment second = bench.start(TerminalOnBench.swipeOrder(200), "another").payment();
      Payment third = bench.start(TerminalOnBench.swipeOrder(300), "a third").payment();
      assertEquals(State.SENT, first.state());
      assertEquals(State.RECORDED, second.state());
      bench.time.advance(Duration.ofMillis(200));
      for (Payment each : List.of(first, second, third)) {
        assertEquals(State.CONFIRMED, bench.payment(each).state());
      }
      assertEquals(3, bench.acquirer.charged());
    }
  }

  @Test
  void a_sale_does_not_wait_long_for_what_is_not_answered() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder, Duration.ZERO).online()) {
      bench.acquirer.saleFaults.add(Fault.SILENT);
      bench.start(TerminalOnBench.swipeOrder(100), "one till");
      Payment second = bench.start(TerminalOnBench.swipeOrder(200), "another").payment();
      bench.time.advance(Duration.ofSeconds(2));
      assertEquals(State.NOT_SENT, bench.payment(second).state());
    }
  }

  @Test
  void a_sale_behind_an_echo_has_one_attempt_like_any_other() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder, Duration.ZERO).online()) {
      echoUnderWay(bench);
      bench.acquirer.saleFaults.add(Fault.CUT_AFTER_BOOKING);
      Payment sale = bench.swipe(100);
      bench.time.advance(Duration.ofSeconds(60));
      assertEquals(State.CANCELLED, bench.payment(sale).state());
      assertEquals(1, bench.payment(sale).attempts().size());
      assertEquals(0, bench.acquirer.charged());
    }
  }

  @Test
  void a_sale_does_not_wait_long_for_an_echo_that_is_not_answered() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder, Duration.ZERO).online()) {
      bench.acquirer.reachable = false;
      bench.time.advance(Duration.ofSeconds(61));
      Payment sale = bench.swipe(100);
      assertEquals(State.RECORDED, sale.state());
      bench.time.advance(Duration.ofSeconds(2));
      assertEquals(State.NOT_SENT, bench.payment(sale).state());
    }
  }
}
