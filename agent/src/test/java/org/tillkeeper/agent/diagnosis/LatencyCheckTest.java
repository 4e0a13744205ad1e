package org.tillkeeper.agent.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.host.Traffic;

/** What the counts of hours say of loss, delay and congestion. */
class LatencyCheckTest {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final Instant NOW = Instant.parse("2026-06-12T04:30:00Z");
  private static final long HOUR = NOW.getEpochSecond() / 3600;

  private final List<Traffic.Hour> hours = new ArrayList<>();

  private void hour(long ago, int answered, int unanswered, int connected, long average) {
    hours.add(
        0,
        new Traffic.Hour(
            HOUR - ago,
            answered + unanswered,
            answered,
            unanswered,
            connected,
            0,
            answered * average,
            average));
  }

  private Observation seen() {
    return LatencyCheck.of(
        new Traffic.View(hours, new ArrayList<>(), new ArrayList<>(), Optional.empty()),
        NOW,
        SHANGHAI);
  }

  @Test
  void without_messages_nothing_is_known() {
    assertEquals(Condition.LATENCY_UNKNOWN, seen().condition());
  }

  @Test
  void one_lost_of_twenty_is_fine_and_two_are_not() {
    hour(0, 19, 1, 1, 90);
    assertEquals(Condition.LATENCY_FINE, seen().condition());
    hours.clear();
    hour(0, 18, 2, 1, 90);
    assertEquals(Condition.LOSS_HIGH, seen().condition());
    assertEquals(10L, seen().evidence().get("lossPercent"));
  }

  @Test
  void a_line_that_is_slower_than_it_used_to_be() {
    hour(30, 50, 0, 1, 200);
    hour(0, 10, 0, 1, 1200);
    assertEquals(Condition.LATENCY_HIGH, seen().condition());
    assertEquals(200L, seen().evidence().get("usualMillis"));
  }

  @Test
  void a_line_that_is_connected_again_and_again() {
    hour(0, 8, 0, 7, 90);
    assertEquals(Condition.LINE_UNSTABLE, seen().condition());
  }

  @Test
  void the_same_hours_of_several_days_are_congested() {
    for (int day = 1; day <= 3; day++) {
      hour(24 * day + 1, 30, 8, 1, 2500); // 11 to 12 in Shanghai
      for (int other = 4; other < 10; other++) {
        hour(24 * day + other, 30, 0, 1, 150);
      }
    }
    hour(0, 10, 0, 1, 150);
    assertEquals(Condition.CONGESTED_HOURS, seen().condition());
    assertEquals("11:00-12:00", seen().evidence().get("hours"));
  }
}
