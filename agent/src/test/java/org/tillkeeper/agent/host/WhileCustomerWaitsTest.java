package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How long the pauses between two tries to connect are, by the trace of the line. */
class WhileCustomerWaitsTest extends LineBench {
  private static final int ROUNDS = 12;

  /** Both routes refuse, again and again. The pauses that followed, ms. */
  private long[] pauses() {
    long[] pauses = new long[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      newest().failed("refused");
      pass(0);
      long failed = time.nanoTime();
      int before = listeners.size();
      newest().failed("refused");
      while (listeners.size() == before) {
        time.step();
      }
      pauses[round] = (time.nanoTime() - failed) / 1_000_000;
    }
    return pauses;
  }

  @Test
  void no_pause_is_longer_than_a_second() {
    jitter = 0.999;
    customerWaits = true;
    line.start(owner);
    for (long pause : pauses()) {
      assertTrue(pause <= 1_000, pause + " ms");
    }
  }

  @Test
  void pauses_keep_their_full_jitter() {
    jitter = 0.1;
    customerWaits = true;
    line.start(owner);
    assertEquals(100, pauses()[ROUNDS - 1]);
  }

  @Test
  void where_nobody_waits_they_grow_as_ever() {
    jitter = 0.999;
    line.start(owner);
    long[] pauses = pauses();
    assertTrue(pauses[ROUNDS - 1] > 5_000, pauses[ROUNDS - 1] + " ms");
  }

  @Test
  void a_long_pause_is_cut_short_when_a_customer_comes() {
    jitter = 0.999;
    line.start(owner);
    pauses();
    newest().failed("refused");
    pass(0);
    newest().failed("refused");
    trace.clear();
    pass(300);
    customerWaits = true;
    line.customerCame();
    pass(1_000);
    assertEquals(List.of("connect first"), connects());
  }

  @Test
  void a_pause_that_is_nearly_over_is_not_made_longer_by_it() {
    jitter = 0.999;
    line.start(owner);
    newest().failed("refused");
    pass(0);
    newest().failed("refused");
    trace.clear();
    pass(200);
    customerWaits = true;
    line.customerCame();
    pass(50);
    assertEquals(List.of("connect first"), connects());
  }

  private List<String> connects() {
    return trace.stream()
        .filter(what -> what.contains("connect"))
        .map(what -> what.substring(what.indexOf(' ') + 1))
        .toList();
  }
}
