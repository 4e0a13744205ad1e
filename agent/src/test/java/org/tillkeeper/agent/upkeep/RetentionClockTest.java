package org.tillkeeper.agent.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerOnBench;
import org.tillkeeper.agent.ledger.Retention;

/** What is kept for 180 days is, whatever happens to the clock. */
class RetentionClockTest {
  private static final Duration AGE = Duration.ofDays(180);
  private static final Duration YEARS = Duration.ofDays(14 * 365);

  @TempDir File folder;
  private final VirtualTime time = new VirtualTime();
  private Ledger ledger;
  private RetentionClock clock;

  @BeforeEach
  void open() throws Exception {
    ledger = Ledger.open(folder, time.wallClock());
    LedgerOnBench.withoutSync(ledger);
    clock = new RetentionClock(ledger);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private Instant olderThan() {
    return ledger.transaction(() -> clock.olderThan(time.wallClock(), time.nanoTime(), AGE));
  }

  /** The terminal runs, and looks once an hour, or where it runs for days a few times a day. */
  private Instant runs(Duration duration) {
    Duration between = Duration.ofHours(duration.toHours() < 48 ? 1 : 8);
    Instant before = olderThan();
    for (long looks = duration.toHours() / between.toHours(); looks > 0; looks--) {
      time.advance(between);
      before = olderThan();
    }
    return before;
  }

  private void restarts() {
    clock = new RetentionClock(ledger);
  }

  @Test
  void what_is_kept_goes_when_it_is_old_enough() {
    Instant ended = time.wallClock();
    assertTrue(!runs(AGE).isAfter(ended));
    assertTrue(runs(Duration.ofHours(1)).isAfter(ended));
  }

  @Test
  void a_clock_that_leaps_ahead_erases_nothing_early_and_everything_in_the_end() {
    Instant ended = time.wallClock();
    runs(Duration.ofDays(10));
    time.setWallClock(time.wallClock().plus(YEARS));
    assertTrue(olderThan().isBefore(ended), "at the leap");
    restarts();
    assertTrue(runs(AGE.minusDays(11)).isBefore(ended), "not old enough, leap and restart or not");
    assertTrue(runs(Duration.ofDays(12)).isAfter(ended));
  }

  @Test
  void a_leap_counts_for_preauthorisations_longer_than_for_what_is_kept_for_a_day() {
    Instant made = time.wallClock();
    Duration day = Duration.ofDays(1);
    ledger.transaction(() -> clock.olderThan(time.wallClock(), time.nanoTime(), day));
    time.setWallClock(made.plus(YEARS));
    for (int hour = 0; hour < 29 * 24; hour++) {
      time.advance(Duration.ofHours(1));
      ledger.transaction(() -> clock.olderThan(time.wallClock(), time.nanoTime(), day));
    }
    Instant held =
        ledger.transaction(
            () -> clock.olderThan(time.wallClock(), time.nanoTime(), Retention.HELD));
    assertTrue(held.isBefore(made));
  }

  @Test
  void a_clock_put_right_after_a_leap_goes_on_as_if_nothing_had_been() {
    Instant ended = time.wallClock();
    runs(Duration.ofDays(10));
    Instant right = time.wallClock();
    time.setWallClock(right.plus(YEARS));
    runs(Duration.ofHours(2));
    time.setWallClock(right.plus(Duration.ofHours(2)));
    restarts();
    assertTrue(runs(Duration.ofHours(5)).isBefore(ended), "at once nothing is believed");
    assertTrue(runs(AGE.minusDays(11)).isBefore(ended));
    assertTrue(runs(Duration.ofDays(3)).isAfter(ended));
  }

  @Test
  void a_terminal_without_a_battery_that_starts_in_1970_each_morning_erases_in_time() {
    Instant ended = time.wallClock();
    for (int day = 0; day < 178; day++) {
      Instant right = time.wallClock();
      time.setWallClock(Instant.EPOCH);
      restarts();
      assertTrue(olderThan().isBefore(ended));
      time.setWallClock(right);
      assertTrue(runs(Duration.ofHours(24)).isBefore(ended));
    }
    assertTrue(runs(Duration.ofDays(4)).isAfter(ended));
  }

  @Test
  void weekends_off_change_nothing_and_a_month_off_only_delays() {
    Instant ended = time.wallClock();
    for (int week = 0; week < 25; week++) {
      assertTrue(runs(Duration.ofDays(5)).isBefore(ended));
      time.advance(Duration.ofDays(2));
      restarts();
    }
    assertEquals(time.wallClock().minus(AGE), olderThan());
    time.advance(Duration.ofDays(30));
    restarts();
    assertEquals(time.wallClock().minus(AGE).minus(Duration.ofDays(30)), olderThan());
    assertTrue(runs(Duration.ofDays(4)).isBefore(ended), "it may have been a leap");
    assertTrue(runs(Duration.ofDays(3)).isAfter(ended));
  }
}
