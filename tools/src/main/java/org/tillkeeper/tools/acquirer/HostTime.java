package org.tillkeeper.tools.acquirer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * The time at the host, whose date may have been moved ahead.
 *
 * @param local in the host's own zone
 * @param instant the same
 */
record HostTime(LocalDateTime local, Instant instant) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");
  private static final DateTimeFormatter MONTH_AND_DAY = DateTimeFormatter.ofPattern("MMdd");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd");

  static HostTime now(Clock clock, int daysAhead) {
    Clock ahead = Clock.offset(clock, Duration.ofDays(daysAhead));
    return new HostTime(LocalDateTime.now(ahead), Instant.now(ahead));
  }

  /** HHmmss. */
  String time() {
    return TIME.format(local);
  }

  /** MMdd. */
  String monthAndDay() {
    return MONTH_AND_DAY.format(local);
  }

  /** yyyyMMdd. */
  String date() {
    return DATE.format(local);
  }

  /** RFC 3339, UTC, with milliseconds. */
  String rfc3339() {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
