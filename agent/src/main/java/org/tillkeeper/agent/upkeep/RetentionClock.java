package org.tillkeeper.agent.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.Retention;

/**
 * Tells how old things in the ledger are, by a wall clock that may be set. Nothing is erased early
 * because the clock was put ahead at once. For example a battery is missing and the network tells
 * the time. The newest time that was ever read is durable, and so is the leap by which the clock
 * went ahead of it. What is older than the leap is taken to be younger by as much, until it is over
 * in any case.
 *
 * <p>A terminal that is off for long cannot tell that from a leap; it erases later by as much. A
 * clock that is put back erases nothing until it has been behind for some hours; then that time is
 * the right one.
 */
final class RetentionClock {
  private static final String NEWEST = "retention-newest";
  private static final String LEAPT = "retention-leapt";
  private static final String LEAPT_UNTIL = "retention-leapt-until";

  /** A night, or a weekend where years are kept: nobody calls that a leap. */
  private static final Duration AT_MOST = Duration.ofDays(3);

  private static final int PART_OF_AGE = 10;
  private static final Duration BACK_FOR_GOOD = Duration.ofHours(6);

  private final Ledger ledger;
  private Optional<Long> backSinceNanos = Optional.empty();

  RetentionClock(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * What ended before this is older than an age. Part of a transaction, at least once a day while
   * the terminal runs.
   *
   * @param now by the wall clock
   * @param nanos monotonic
   * @param age longer than zero
   */
  Instant olderThan(Instant now, long nanos, Duration age) {
    long at = now.toEpochMilli();
    long newest = fact(NEWEST, at);
    long leapt = fact(LEAPT, 0);
    if (at >= newest) {
      backSinceNanos = Optional.empty();
      leapt = ahead(at, at - newest, leapt, age);
      set(NEWEST, at);
    } else if (!backSinceNanos.isPresent()) {
      backSinceNanos = Optional.of(nanos);
    } else if (nanos - backSinceNanos.get() >= BACK_FOR_GOOD.toNanos()) {
      backSinceNanos = Optional.empty();
      leapt = Math.max(0, leapt - (newest - at));
      set(LEAPT, leapt);
      set(NEWEST, at);
    }
    return now.minus(age).minusMillis(leapt);
  }

  private long ahead(long at, long by, long leapt, Duration age) {
    Duration usual = age.dividedBy(PART_OF_AGE);
    long usualMillis = (usual.compareTo(AT_MOST) < 0 ? usual : AT_MOST).toMillis();
    if (by > usualMillis) {
      set(LEAPT, leapt + by);
      Duration longest = age.compareTo(Retention.HELD) < 0 ? Retention.HELD : age;
      set(LEAPT_UNTIL, at + longest.toMillis());
      return leapt + by;
    }
    if (leapt > 0 && at >= fact(LEAPT_UNTIL, 0)) {
      // Whatever is of before the leap has reached its age since, too.
      set(LEAPT, 0);
      return 0;
    }
    return leapt;
  }

  private long fact(String name, long otherwise) {
    return ledger.facts().get(name).map(Long::parseLong).orElse(otherwise);
  }

  private void set(String name, long value) {
    ledger.facts().set(name, Long.toString(value));
  }
}
