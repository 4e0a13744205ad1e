package org.tillkeeper.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.AttemptKey;

/** Whether the acquirer's date has moved on; in doubt it has. */
class HostDayTest {
  private static final AttemptKey ATTEMPT = new AttemptKey("p", 1);
  private static final Duration LONG_AGO = Duration.ofDays(3);

  private final HostDay day = new HostDay();

  private static long hours(double hours) {
    return (long) (hours * 3600 * 1e9);
  }

  private void assertMovedOn(boolean expected, String before, String date, String time, long now) {
    assertEquals(
        expected,
        day.movedOn(
            ATTEMPT, before, Optional.of(date), Optional.of(time), now, Duration.ofNanos(now)));
  }

  @Test
  void the_same_date_has_not_moved_on() {
    day.heard(0);
    day.sending(ATTEMPT, hours(1));
    assertMovedOn(false, "0304", "0304", "101530", hours(1.1));
  }

  @Test
  void a_date_last_heard_yesterday_does_not_move_the_day_of_an_original_sent_today() {
    day.heard(0); // at 23:00 of the 4th
    day.sending(ATTEMPT, hours(10)); // at 09:00 of the 5th
    assertMovedOn(false, "0304", "0305", "090030", hours(10.01));
  }

  @Test
  void an_original_sent_before_midnight_is_of_another_day_after_it() {
    day.heard(hours(0)); // at 22:00 of the 4th
    day.sending(ATTEMPT, hours(1)); // at 23:00
    assertMovedOn(true, "0304", "0305", "003000", hours(2.5));
  }

  @Test
  void a_date_that_moves_without_a_midnight_has_moved_on() {
    day.heard(hours(0)); // at 15:00
    day.sending(ATTEMPT, hours(1)); // at 16:00
    assertMovedOn(true, "0304", "0305", "160100", hours(1.02));
  }

  @Test
  void a_date_that_moves_by_more_than_the_midnight_between_has_moved_on() {
    day.heard(hours(0)); // at 23:59 of the 4th
    day.sending(ATTEMPT, hours(0.1)); // at 00:05 of the 5th
    assertMovedOn(false, "0304", "0305", "001000", hours(0.2));
    assertMovedOn(true, "0304", "0306", "001000", hours(0.2));
    assertMovedOn(true, "0304", "0303", "001000", hours(0.2));
    assertMovedOn(true, "0304", "0305", "001000", hours(24.2));
  }

  @Test
  void the_day_after_is_known_at_the_end_of_a_month_and_a_year_and_in_doubt_it_has_moved_on() {
    day.heard(hours(0)); // at 23:59
    day.sending(ATTEMPT, hours(0.1)); // at 00:05
    assertMovedOn(false, "1231", "0101", "001000", hours(0.2));
    assertMovedOn(false, "0430", "0501", "001000", hours(0.2));
    assertMovedOn(false, "0228", "0229", "001000", hours(0.2));
    assertMovedOn(false, "0229", "0301", "001000", hours(0.2));
    assertMovedOn(true, "0228", "0301", "001000", hours(0.2));
    assertMovedOn(true, "9999", "0101", "001000", hours(0.2));
  }

  @Test
  void a_date_that_a_life_before_heard_explains_no_other_one() {
    day.sending(ATTEMPT, hours(0));
    assertMovedOn(true, "0304", "0305", "101530", hours(0.1));
    assertMovedOn(false, "0304", "0304", "101530", hours(0.1));
  }

  @Test
  void without_a_date_nothing_has_moved_and_without_a_time_a_new_date_has() {
    day.heard(0);
    day.sending(ATTEMPT, 0);
    assertEquals(
        false, day.movedOn(ATTEMPT, "0304", Optional.empty(), Optional.of("101530"), 0, LONG_AGO));
    assertEquals(
        true, day.movedOn(ATTEMPT, "0304", Optional.of("0305"), Optional.empty(), 0, LONG_AGO));
  }

  @Test
  void across_a_restart_any_other_date_has_moved_on() {
    Optional<String> date = Optional.of("0305");
    Optional<String> time = Optional.of("184500");
    assertEquals(true, day.movedOn(ATTEMPT, "0304", date, time, 0, Duration.ofSeconds(30)));
    assertEquals(false, day.movedOn(ATTEMPT, "0305", date, time, 0, Duration.ofSeconds(30)));
  }

  @Test
  void across_a_restart_without_a_date_before_the_wall_clock_decides() {
    Optional<String> date = Optional.of("0305");
    Optional<String> time = Optional.of("003000");
    assertEquals(false, day.movedOn(ATTEMPT, "", date, time, 0, Duration.ofMinutes(20)));
    assertEquals(true, day.movedOn(ATTEMPT, "", date, time, 0, Duration.ofMinutes(40)));
    assertEquals(true, day.movedOn(ATTEMPT, "", date, time, 0, Duration.ofMinutes(-5)));
  }

  @Test
  void what_is_forgotten_is_judged_as_across_a_restart() {
    day.heard(0);
    day.sending(ATTEMPT, 0);
    day.forget(ATTEMPT);
    assertEquals(
        true,
        day.movedOn(
            ATTEMPT, "0304", Optional.of("0305"), Optional.of("003000"), hours(0.1), LONG_AGO));
  }
}
