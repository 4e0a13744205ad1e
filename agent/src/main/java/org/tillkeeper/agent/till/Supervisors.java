package org.tillkeeper.agent.till;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * In which sessions of the page a supervisor has entered the PIN. Each lasts for {@link #LASTS}
 * after its last call that needs a supervisor, by the wall clock or by the one that nobody sets,
 * whichever is over first: one of them stands still while a device sleeps. A restart ends them all.
 * Safe for any thread.
 */
final class Supervisors {
  static final Duration LASTS = Duration.ofMinutes(5);

  private final Clock clock;
  private final LongSupplier nanos;
  private final Map<String, End> ends = new HashMap<>();

  private record End(Instant at, long nanos) {}

  /**
   * @param nanos a clock that nobody sets, as {@code System.nanoTime}
   */
  Supervisors(Clock clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  /** A session becomes a supervisor's, or stays one. */
  synchronized void begin(String cookie) {
    dropOld();
    ends.put(
        Secret.digest(cookie),
        new End(clock.instant().plus(LASTS), nanos.getAsLong() + LASTS.toNanos()));
  }

  /** Until when a session is a supervisor's; empty where it is not. */
  synchronized Optional<Instant> until(String cookie) {
    dropOld();
    return Optional.ofNullable(ends.get(Secret.digest(cookie))).map(End::at);
  }

  /** A session is a cashier's again. */
  synchronized void end(String cookie) {
    ends.remove(Secret.digest(cookie));
  }

  /** All are: the PIN is another one. */
  synchronized void endAll() {
    ends.clear();
  }

  private void dropOld() {
    Instant now = clock.instant();
    long nanosNow = nanos.getAsLong();
    ends.values()
        .removeIf(
            end ->
                !now.isBefore(end.at())
                    || end.nanos() - nanosNow <= 0
                    // Who has set the clock back gains nothing.
                    || now.plus(LASTS).isBefore(end.at()));
  }
}
