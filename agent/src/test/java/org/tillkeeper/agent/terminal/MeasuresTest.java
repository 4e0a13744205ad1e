package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.metrics.Figures;
import org.tillkeeper.agent.metrics.Metrics;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.upkeep.Measures;

/** The figures of an agent, in virtual time. */
class MeasuresTest extends AgentLoopBench {
  private Metrics metrics;

  @BeforeEach
  void measure() {
    metrics = new Metrics(bench.time::nanoTime, "test", "unionpay-pos");
    bench.ledger().measureBy(metrics);
    bench.agent().traffic().measureBy(metrics);
  }

  private Measures measures() {
    return bench.now(bench.agent().measures());
  }

  private double figure(String series) {
    return Figures.parse(metrics.text(measures())).of(series);
  }

  @Test
  void a_sale_that_is_answered_counts_as_payment_attempt_and_round_trip() {
    double before = figure("tillkeeper_commit_seconds_count");
    bench.swipe(1234);
    pass(seconds(5));
    assertEquals(1, figure("tillkeeper_payments{display=\"confirmed\"}"));
    assertEquals(0, figure("tillkeeper_payments{display=\"pending\"}"));
    assertEquals(1, figure("tillkeeper_attempts_total{outcome=\"confirmed\"}"));
    assertEquals(1, figure("tillkeeper_round_trip_seconds_count"));
    assertEquals(0.02, figure("tillkeeper_round_trip_seconds_sum"), 0.02);
    assertEquals(1, figure("tillkeeper_line_online"));
    assertEquals(true, figure("tillkeeper_commit_seconds_count") > before);
    assertEquals(0, figure("tillkeeper_reconnects_total"));
  }

  @Test
  void a_line_that_was_lost_and_is_there_again_counts_once() {
    bench.network.cut();
    pass(seconds(5));
    assertEquals(1, figure("tillkeeper_reconnects_total"));
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(seconds(60));
    assertEquals(1, figure("tillkeeper_reconnects_total"));
    assertEquals(0, figure("tillkeeper_line_online"));
    bench.acquirer.reachable = true;
    pass(seconds(60));
    assertEquals(2, figure("tillkeeper_reconnects_total"));
  }

  @Test
  void the_age_of_what_waits_is_by_the_wall_clock_and_never_negative() {
    assertEquals(0, figure("tillkeeper_pending_age_seconds_max"));
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(seconds(1));
    bench.swipe(1234);
    pass(seconds(20));
    bench.swipe(5678);
    pass(seconds(10));
    assertEquals(2, measures().payments().get(Display.PENDING));
    assertEquals(30, figure("tillkeeper_pending_age_seconds_max"));
    bench.time.jump(Duration.ofHours(-1));
    assertEquals(0, figure("tillkeeper_pending_age_seconds_max"));
  }

  @Test
  void what_is_reversed_shows_as_cancelling_and_its_reversal_as_open_across_a_restart()
      throws Exception {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(1234);
    pass(Duration.ofMillis(15));
    bench.killAndRestart();
    measure();
    assertEquals(Display.CANCELLING, Display.of(bench.payment(sale)));
    assertEquals(1, figure("tillkeeper_payments{display=\"cancelling\"}"));
    assertEquals(1, figure("tillkeeper_open_reversals"));
    pass(seconds(5));
    assertEquals(0, figure("tillkeeper_payments{display=\"cancelling\"}"));
    assertEquals(1, figure("tillkeeper_payments{display=\"cancelled\"}"));
    assertEquals(0, figure("tillkeeper_open_reversals"));
    assertEquals(1, figure("tillkeeper_attempts_total{outcome=\"reversed\"}"));
    bench.killAndRestart();
    measure();
    assertEquals(1, figure("tillkeeper_payments{display=\"cancelled\"}"));
    assertEquals(0, figure("tillkeeper_attempts_total{outcome=\"reversed\"}"));
  }
}
