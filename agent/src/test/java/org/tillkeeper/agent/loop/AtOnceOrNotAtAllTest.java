package org.tillkeeper.agent.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.loop.ModelAcquirer.Fault;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

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
}
