package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted of a line, how long it is kept, and that it is bounded. */
class TrafficTest {
  private Instant now = Instant.parse("2026-06-12T04:30:00Z");
  private final Traffic traffic = new Traffic(now, () -> now.getEpochSecond() * 1_000_000_000L);

  @Test
  void an_hour_has_its_counts() {
    traffic.connected("primary");
    traffic.sent();
    traffic.sent();
    traffic.answered(Duration.ofMillis(120).toNanos());
    traffic.unanswered(1);
    traffic.notConnected("second", "no answer");
    Traffic.Hour hour = traffic.view(now).hours().get(0);
    assertEquals(new Traffic.Hour(hour.hour(), 2, 1, 1, 1, 1, 120, 120), hour);
    assertEquals(Instant.parse("2026-06-12T04:00:00Z"), hour.at());
    assertEquals("no answer", traffic.view(now).connects().get(1).failure().get());
  }

  @Test
  void what_is_kept_is_read_back_as_it_was() {
    traffic.sent();
    traffic.answered(7_000_000);
    traffic.code("sign-in", "97", false);
    traffic.code("payment", "\u001b[31m", true);
    traffic.hostClock("0612", "123000");
    traffic.hostClock("1", "x");
    Traffic later = new Traffic(now, () -> now.getEpochSecond() * 1_000_000_000L);
    later.take(traffic.kept(now));
    later.take(List.of("", "hour", "hour x 1 2 3 4 5 6 7", "code 1 payment", "nonsense 1"));
    assertEquals(traffic.view(now).hours(), later.view(now).hours());
    assertEquals(traffic.view(now).codes(), later.view(now).codes());
    assertEquals(traffic.view(now).hostClock(), later.view(now).hostClock());
    assertEquals("-", later.view(now).codes().get(1).code());
  }

  @Test
  void it_never_grows_beyond_a_week_and_a_few_codes() {
    for (int i = 0; i < 400; i++) {
      now = now.plus(Duration.ofHours(1));
      traffic.sent();
      traffic.code("payment", "00", false);
    }
    assertEquals(Traffic.HOURS, traffic.view(now).hours().size());
    assertEquals(Traffic.CODES, traffic.view(now).codes().size());
    assertTrue(String.join("\n", traffic.kept(now)).length() < 16_000);
  }

  @Test
  void what_was_heard_before_the_clock_was_set_moves_with_it() {
    long[] nanos = {0};
    Traffic set = new Traffic(now, () -> nanos[0]);
    set.code("payment", "00", false);
    set.hostClock("0612", "123000");
    nanos[0] += Duration.ofMinutes(10).toNanos();
    Instant later = now.plus(Duration.ofHours(3)); // it was ten minutes by the monotonic clock
    assertEquals(later.minus(Duration.ofMinutes(10)), set.view(later).codes().get(0).at());
    assertEquals(later.minus(Duration.ofMinutes(10)), set.view(later).hostClock().get().at());
  }
}
