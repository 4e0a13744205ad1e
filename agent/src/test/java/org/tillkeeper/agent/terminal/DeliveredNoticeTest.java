package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;

/**
 * A notice whose repeat is answered 94, from the till's call to the settlement: the acquirer has
 * it, and as what only settlement can tell.
 */
class DeliveredNoticeTest {
  @TempDir File folder;
  private TerminalOnBench bench;
  private Payment delivered;

  @BeforeEach
  void a_chips_approval_that_the_acquirer_has_and_does_not_confirm() throws Exception {
    Limits limits =
        new Limits(
            Duration.ZERO,
            115,
            Duration.ofSeconds(60),
            new Limits.Offline(true, 50000, 500000, 75, Duration.ofHours(24)));
    bench = new TerminalOnBench(folder, limits).online();
    bench.acquirer.saleFaults.add(Fault.CUT_AFTER_BOOKING);
    Payment started = bench.start(TerminalOnBench.chipApprovedOrder(1000), "chip").payment();
    pass(Duration.ofSeconds(40));
    delivered = bench.payment(started);
    assertEquals(Optional.of("94"), delivered.decision().responseCode());
    assertTrue(delivered.delivered(), delivered.toString());
    assertFalse(delivered.state().isFinal());
  }

  private void pass(Duration time) {
    bench.time.advance(time);
  }

  private Settlement settled() {
    Settlement started =
        bench.now(bench.agent().settle("settle", new byte[1])).settlement().settlement();
    pass(Duration.ofSeconds(40));
    return bench.now(bench.agent().settlement(started.id())).get().settlement();
  }

  private void assertNeedsPerson() {
    Payment now = bench.payment(delivered);
    assertEquals(State.ATTENTION, now.state());
    assertEquals(Optional.of(Attention.OUTCOME_UNKNOWN), now.attention());
    assertEquals(Attempt.Outcome.OPEN, now.attempt(1).outcome());
    assertTrue(now.batchClosed());
  }

  @Test
  void it_is_confirmed_once_both_have_the_same_totals() {
    Settlement settlement = settled();
    assertEquals(Optional.of(Result.BALANCED), settlement.result());
    assertEquals(new Totals(1, 1000, 0, 0), settlement.request().get().totals());
    Payment now = bench.payment(delivered);
    assertEquals(State.CONFIRMED, now.state());
    assertEquals(Attempt.Outcome.CONFIRMED, now.attempt(1).outcome());
  }

  @Test
  void it_is_confirmed_once_the_acquirer_has_taken_the_upload() {
    bench.acquirer.settlement.hidden.add(delivered.attempt(1).request().stan());
    assertEquals(Optional.of(Result.UPLOADED), settled().result());
    assertEquals(State.CONFIRMED, bench.payment(delivered).state());
  }

  @Test
  void it_needs_a_person_where_the_acquirer_refuses_the_upload() {
    bench.acquirer.settlement.hidden.add(delivered.attempt(1).request().stan());
    bench.acquirer.settlement.codes.add("30");
    assertEquals(Optional.of(Result.INCOMPLETE), settled().result());
    assertNeedsPerson();
  }

  @Test
  void it_needs_a_person_where_the_acquirer_closes_the_batch_by_itself() {
    bench.acquirer.batch = "000007";
    bench.acquirer.settlement.totalsCodes.add("77");
    assertEquals(Optional.of(Result.CLOSED_BY_ACQUIRER), settled().result());
    assertNeedsPerson();
  }
}
