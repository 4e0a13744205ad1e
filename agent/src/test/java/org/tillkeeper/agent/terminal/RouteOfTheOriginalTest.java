package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.words.FindingText;

/** Two hosts with books of their own: only the original's host can say what became of it. */
class RouteOfTheOriginalTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir File folder;

  private TerminalOnBench bench() throws Exception {
    return new TerminalOnBench(folder, Duration.ofSeconds(60), "first", "second").online();
  }

  private static Payment lostOnFirst(TerminalOnBench bench, Fault fault) {
    bench.acquirer.saleFaults.add(fault);
    Payment sale = bench.chip(100);
    bench.network.deadRoutes.add("first");
    pass(bench, 3);
    assertEquals("second", route(bench));
    assertEquals(State.REVERSING, bench.payment(sale).state());
    return sale;
  }

  private static void pass(TerminalOnBench bench, int seconds) {
    bench.time.advance(SECOND.multipliedBy(seconds));
  }

  private static String route(TerminalOnBench bench) {
    return bench.now(bench.agent().status()).route().get();
  }

  private static Finding routeFinding(TerminalOnBench bench) {
    for (Finding finding : bench.now(bench.agent().diagnosis())) {
      if (finding.check().equals("route")) {
        return finding;
      }
    }
    throw new AssertionError("no finding about routes");
  }

  @Test
  void a_reversal_goes_back_to_the_original_host_as_soon_as_that_can_be_reached() throws Exception {
    try (TerminalOnBench bench = bench()) {
      Payment sale = lostOnFirst(bench, Fault.CUT_AFTER_BOOKING);
      pass(bench, 60);
      assertEquals(State.REVERSING, bench.payment(sale).state());
      Finding waiting = routeFinding(bench);
      assertFalse(waiting.ok());
      assertTrue(
          FindingText.of(waiting)
              .en()
              .startsWith("1 reversal can be answered only by the host of route first"));
      assertTrue(FindingText.of(waiting).zh().contains("first"), FindingText.of(waiting).zh());

      bench.network.deadRoutes.clear();
      pass(bench, 240);
      assertEquals(State.CANCELLED, bench.payment(sale).state());
      assertEquals(0, bench.acquirer.charged());
      assertEquals("first", route(bench));
      assertTrue(routeFinding(bench).ok());
    }
  }

  @Test
  void sales_go_on_while_the_route_of_a_reversal_cannot_be_reached() throws Exception {
    try (TerminalOnBench bench = bench()) {
      Payment lost = lostOnFirst(bench, Fault.CUT_AFTER_BOOKING);
      for (int i = 0; i < 20; i++) {
        Payment sale = bench.swipe(200 + i);
        pass(bench, 60);
        assertEquals(State.CONFIRMED, bench.payment(sale).state());
      }
      assertEquals(State.REVERSING, bench.payment(lost).state());
      assertEquals(21, bench.acquirer.charged());
    }
  }

  @Test
  void what_never_reached_the_first_host_is_proven_uncharged_there_and_tried_again()
      throws Exception {
    try (TerminalOnBench bench = bench()) {
      bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
      Payment sale = bench.swipe(100);
      bench.network.deadRoutes.add("first");
      pass(bench, 16);
      bench.network.deadRoutes.clear();
      pass(bench, 40);
      Payment end = bench.payment(sale);
      assertEquals(State.CONFIRMED, end.state());
      assertEquals(2, end.attempts().size());
      assertEquals(1, bench.acquirer.charged());
    }
  }

  @Test
  void two_reversals_of_two_hosts_both_end_and_the_line_is_no_pendulum() throws Exception {
    try (TerminalOnBench bench = bench()) {
      Payment one = lostOnFirst(bench, Fault.CUT_AFTER_BOOKING);
      bench.acquirer.saleFaults.add(Fault.CUT_AFTER_BOOKING);
      Payment other = bench.chip(300);
      pass(bench, 60);
      assertEquals(State.CANCELLED, bench.payment(other).state());
      bench.network.deadRoutes.add("second");
      bench.network.deadRoutes.remove("first");
      bench.acquirer.saleFaults.add(Fault.CUT_AFTER_BOOKING);
      Payment third = bench.chip(400);
      bench.network.cut();
      pass(bench, 60);
      assertEquals(State.CANCELLED, bench.payment(one).state());
      assertEquals(State.REVERSING, bench.payment(third).state());
      bench.network.deadRoutes.clear();
      bench.network.connectedBy.clear();
      pass(bench, 600);
      assertEquals(State.CANCELLED, bench.payment(third).state());
      assertEquals(0, bench.acquirer.charged());
      assertTrue(bench.network.connectedBy.size() <= 2, bench.network.connectedBy.toString());
    }
  }

  @Test
  void after_a_restart_the_reversal_finds_its_host_again() throws Exception {
    try (TerminalOnBench bench = bench()) {
      Payment sale = lostOnFirst(bench, Fault.CUT_AFTER_BOOKING);
      bench.killAndRestart();
      pass(bench, 30);
      assertEquals("second", route(bench));
      bench.network.deadRoutes.clear();
      pass(bench, 240);
      assertEquals(State.CANCELLED, bench.payment(sale).state());
      assertEquals(0, bench.acquirer.charged());
    }
  }

  private static void restartWith(TerminalOnBench bench, String name, int port) throws Exception {
    bench.routes.clear();
    bench.routes.add(new Route(name, "127.0.0.1", port, Optional.empty()));
    bench.killAndRestart();
    pass(bench, 60);
  }

  @Test
  void a_route_that_leads_to_another_host_since_a_restart_is_not_the_originals() throws Exception {
    try (TerminalOnBench bench = bench()) {
      bench.acquirer.saleFaults.add(Fault.CUT_AFTER_BOOKING);
      Payment sale = bench.chip(100);
      restartWith(bench, "first", 9999);
      assertEquals(1, bench.acquirer.charged());
      assertEquals(State.ATTENTION, bench.payment(sale).state());
      Payment next = bench.swipe(200);
      pass(bench, 3);
      assertEquals(State.CONFIRMED, bench.payment(next).state());
      String waiting = FindingText.of(routeFinding(bench)).en();
      assertTrue(waiting.contains("first@127.0.0.1:8600"), waiting);
      assertTrue(waiting.contains("no longer in the configuration"), waiting);
      assertEquals(List.of(), bench.ledger().damageScan().damagedAmongNext(100));

      restartWith(bench, "first", 9998);
      assertEquals(State.ATTENTION, bench.payment(sale).state());
      restartWith(bench, "first", 8600);
      bench.now(bench.agent().retry(sale.id()));
      pass(bench, 3);
      assertEquals(State.CANCELLED, bench.payment(sale).state());
      assertEquals(1, bench.acquirer.charged());
    }
  }

  @Test
  void a_person_ends_a_reversal_whose_host_was_taken_out_by_the_acquirers_word() throws Exception {
    try (TerminalOnBench bench = bench()) {
      bench.acquirer.saleFaults.add(Fault.CUT_AFTER_BOOKING);
      Payment sale = bench.chip(100);
      restartWith(bench, "first", 9999);
      Resolution uncharged = new Resolution(Resolution.Outcome.CANCELLED, "Li", "statement");
      bench.now(bench.agent().resolve(sale.id(), uncharged));
      assertEquals(State.CANCELLED, bench.payment(sale).state());
      pass(bench, 3_600);
      assertEquals(State.CANCELLED, bench.payment(sale).state());
    }
  }

  @Test
  void a_route_that_has_another_name_since_a_restart_leads_to_the_same_host() throws Exception {
    try (TerminalOnBench bench = bench()) {
      bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
      Payment sale = bench.chip(100);
      restartWith(bench, "renamed", 8600);
      assertEquals(State.CANCELLED, bench.payment(sale).state());
      assertTrue(routeFinding(bench).ok());
    }
  }

  @Test
  void the_line_returns_to_its_first_route_by_itself_and_keeps_taking_sales() throws Exception {
    try (TerminalOnBench bench = bench()) {
      bench.network.deadRoutes.add("first");
      bench.network.cut();
      pass(bench, 3);
      assertEquals("second", route(bench));
      bench.network.deadRoutes.clear();
      bench.network.connectedBy.clear();
      pass(bench, 16 * 60);
      assertEquals("first", route(bench));
      assertEquals(List.of("first"), bench.network.connectedBy);
    }
  }
}
