package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.upkeep.Status;

/** What a merchant who accepts sales offline risks, and when. */
class OfflineAcceptanceTest {
  @TempDir File folder;
  private TerminalOnBench bench;

  @BeforeEach
  void a_merchant_who_accepts_two_sales_offline() throws Exception {
    Limits.Offline two = new Limits.Offline(true, 50000, 500000, 2, Duration.ofHours(24));
    bench =
        new TerminalOnBench(folder, new Limits(Duration.ZERO, 115, Duration.ofSeconds(60), two))
            .online();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void what_chips_approved_and_the_acquirer_does_not_answer_counts_towards_the_limits() {
    for (int i = 0; i < 60; i++) {
      bench.acquirer.saleFaults.add(Fault.LOST);
    }
    Payment first = bench.start(TerminalOnBench.chipApprovedOrder(100), "first").payment();
    assertEquals(State.SENT, first.state());
    bench.time.advance(Duration.ofSeconds(35));
    Payment second = bench.start(TerminalOnBench.chipApprovedOrder(200), "second").payment();
    bench.time.advance(Duration.ofSeconds(65));
    assertEquals(State.SENT, bench.payment(first).state());
    CompletionException refused =
        assertThrows(
            CompletionException.class,
            () -> bench.start(TerminalOnBench.chipApprovedOrder(300), "third"));
    assertEquals(Ground.Why.OFFLINE_REFUSED, ((Refused) refused.getCause()).why());
    bench.acquirer.saleFaults.clear();
    bench.time.advance(Duration.ofMinutes(3));
    assertEquals(State.CONFIRMED, bench.payment(first).state());
    assertEquals(State.CONFIRMED, bench.payment(second).state());
    bench.start(TerminalOnBench.chipApprovedOrder(300), "third");
  }

  @Test
  void right_after_a_start_a_sale_waits_for_the_line_rather_than_being_taken_at_the_merchants_risk()
      throws Exception {
    bench.killAndRestart();
    Payment sale = bench.swipe(100);
    assertEquals(State.RECORDED, sale.state());
    bench.time.advance(Duration.ofSeconds(1));
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
  }

  @Test
  void once_a_connect_has_failed_or_five_seconds_are_over_it_is_taken_offline() throws Exception {
    bench.acquirer.reachable = false;
    bench.killAndRestart();
    assertEquals(State.RECORDED, bench.swipe(100).state());
    bench.time.advance(Duration.ofMillis(5100));
    assertEquals(State.STORED, bench.swipe(200).state());
  }

  @Test
  void what_was_accepted_offline_grows_old_though_the_wall_clock_is_put_back() throws Exception {
    bench.acquirer.reachable = false;
    bench.network.cut();
    bench.time.advance(Duration.ofSeconds(10));
    assertEquals(State.STORED, bench.swipe(100).state());
    bench.time.advance(Duration.ofHours(13));
    bench.killAndRestart();
    bench.time.advance(Duration.ofHours(1));
    bench.time.jump(Duration.ofHours(-20));
    bench.time.advance(Duration.ofHours(11));
    assertEquals(State.RECORDED, bench.swipe(200).state(), "the first waits for 25 hours");
  }

  @Test
  void a_line_that_moves_to_another_route_is_not_offline() throws Exception {
    bench.routes.add(new Route("second", "127.0.0.1", 8601, Optional.empty()));
    bench.killAndRestart();
    bench.network.deadRoutes.add("primary");
    bench.network.cut();
    bench.time.advance(Duration.ofSeconds(10));
    assertEquals("second", bench.now(bench.agent().status()).route().get());
    bench.network.deadRoutes.clear();
    boolean moved = false;
    for (int i = 0; i < 200_000 && !moved; i++) {
      bench.time.advance(Duration.ofMillis(10));
      Status status = bench.now(bench.agent().status());
      assertTrue(status.online());
      moved = status.route().get().equals("primary");
    }
    assertTrue(moved, "it returns to its first route");
    Payment sale = bench.swipe(100);
    assertEquals(State.RECORDED, sale.state());
    bench.time.advance(Duration.ofSeconds(5));
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
  }
}
