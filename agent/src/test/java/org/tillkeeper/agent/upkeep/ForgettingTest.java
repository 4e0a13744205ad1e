package org.tillkeeper.agent.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.bench.VirtualTime;

class ForgettingTest {
  private final VirtualTime time = new VirtualTime();
  private final List<Long> collectedAtMillis = new ArrayList<>();
  private final long began = time.nanoTime();
  private final Forgetting forgetting =
      new Forgetting(time, () -> collectedAtMillis.add((time.nanoTime() - began) / 1_000_000));

  private void after(long millis) {
    time.advance(Duration.ofMillis(millis));
  }

  @Test
  void memory_is_collected_once_the_terminal_has_been_quiet_for_a_second() {
    forgetting.cardSeen();
    after(600);
    forgetting.cardSeen();
    after(10_000);
    assertEquals(List.of(1600L), collectedAtMillis);
    forgetting.cardSeen();
    after(10_000);
    assertEquals(List.of(1600L, 11_600L), collectedAtMillis);
  }

  @Test
  void payments_without_a_pause_put_it_off_for_a_minute_at_most() {
    for (int i = 0; i < 1500; i++) {
      forgetting.cardSeen();
      after(100);
    }
    assertEquals(2, collectedAtMillis.size(), collectedAtMillis.toString());
    assertEquals(60_000, collectedAtMillis.get(0), 1000);
  }

  @Test
  void a_terminal_that_takes_nothing_collects_nothing() {
    after(600_000);
    assertEquals(List.of(), collectedAtMillis);
  }
}
