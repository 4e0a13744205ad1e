package org.tillkeeper.tools.simulate;

import java.util.Locale;

/**
 * How an acquirer keeps its line, where that is not as the dialect has it. Each habit is a setting
 * of the schedule.
 *
 * @param signIn what it answers to sign-ins for a while: a code, or nothing
 * @param signInUntilMillis until when
 * @param echo what it answers to every echo: a code, or nothing; empty where it answers as it ought
 * @param single whether it closes a connection after each answer
 * @param secondClockSeconds how far the second host's clock is ahead of the first one's
 * @param references whether approvals carry a reference number
 * @param batch that is open at first, 6 digits
 */
record LineHabits(
    String signIn,
    long signInUntilMillis,
    String echo,
    boolean single,
    long secondClockSeconds,
    boolean references,
    String batch) {
  static final String SILENT = "silent";

  static LineHabits of(Schedule schedule) {
    return new LineHabits(
        schedule.setting("sign-in", ""),
        schedule.number("sign-in-until", 0),
        schedule.setting("echo", ""),
        schedule.number("single", 0) == 1,
        schedule.number("second-clock", 0),
        schedule.number("references", 1) == 1,
        String.format(Locale.ROOT, "%06d", schedule.number("batch", 1)));
  }

  /** Whether it refuses a sign-in that comes so long after the start. */
  boolean refusesSignIn(long sinceMillis) {
    return !signIn.isEmpty() && sinceMillis < signInUntilMillis;
  }
}
