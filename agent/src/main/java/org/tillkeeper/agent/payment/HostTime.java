package org.tillkeeper.agent.payment;

import java.util.Optional;

/**
 * What the acquirer's own clock showed in an answer: month, day, hour, minute, second. Two of them
 * are compared with each other only, never with the terminal's clock.
 *
 * @param digits MMDDhhmmss; MMDD where the answer named no time; empty where it named no date
 */
public record HostTime(String digits) {
  private static final int DATE_DIGITS = 4;
  private static final int DIGITS = 10;
  private static final int HALF_A_YEAR = 6;

  /** What an answer's date (MMDD) and time (hhmmss) say. */
  static HostTime of(Optional<String> date, Optional<String> time) {
    String day = date.filter(it -> it.matches("[0-9]{4}")).orElse("");
    String second = time.filter(it -> it.matches("[0-9]{6}")).orElse("");
    return new HostTime(day.isEmpty() ? "" : day + second);
  }

  /** MMDD. */
  Optional<String> date() {
    return digits.length() < DATE_DIGITS
        ? Optional.empty()
        : Optional.of(digits.substring(0, DATE_DIGITS));
  }

  /**
   * Whether it is known to be no later than another. A time without a year is taken to lie within
   * half a year of the other: 1231 is before 0101.
   */
  boolean isNoLaterThan(HostTime other) {
    if (digits.length() != DIGITS || other.digits.length() != DIGITS) {
      return false;
    }
    boolean asWritten = digits.compareTo(other.digits) <= 0;
    boolean acrossNewYear = Math.abs(month() - other.month()) >= HALF_A_YEAR;
    return asWritten != acrossNewYear;
  }

  private int month() {
    return Integer.parseInt(digits.substring(0, 2));
  }
}
