package org.tillkeeper.agent.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.bench.VirtualTime;

class VirtualTimeTest {
  @Test
  void a_moment_is_found_by_what_a_drifting_clock_showed_then() {
    VirtualTime time = new VirtualTime(200);
    time.advance(Duration.ofHours(30));
    Instant shown = time.wallClock();
    time.advance(Duration.ofHours(2));

    assertEquals(OptionalLong.of(Duration.ofHours(30).toMillis()), time.millisOf(shown));
  }

  @Test
  void what_the_clock_showed_before_it_was_set_back_is_not_later_than_what_it_showed_after() {
    VirtualTime time = new VirtualTime();
    time.advance(Duration.ofMinutes(1));
    Instant before = time.wallClock();
    time.jump(Duration.ofDays(-1));
    time.advance(Duration.ofMinutes(1));
    Instant after = time.wallClock();

    assertEquals(OptionalLong.of(60_000), time.millisOf(before));
    assertEquals(OptionalLong.of(120_000), time.millisOf(after));
  }

  @Test
  void what_the_clock_never_showed_was_at_no_moment() {
    VirtualTime time = new VirtualTime();
    time.advance(Duration.ofMinutes(1));
    Instant jumpedOver = time.wallClock().plusSeconds(600);
    time.jump(Duration.ofHours(1));
    time.advance(Duration.ofMinutes(1));

    assertEquals(OptionalLong.empty(), time.millisOf(jumpedOver));
  }
}
