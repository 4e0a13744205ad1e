package org.tillkeeper.agent.messages;

import java.time.Duration;
import java.time.Instant;

/**
 * A code that the terminal shows. Its text form says nothing.
 *
 * @param code what a customer scans
 * @param expiresAt until when it is shown, by the wall clock
 * @param within for how long it was to be shown when it came
 */
public record ShownCode(String code, Instant expiresAt, Duration within) {
  /** How long one is shown where nobody says. */
  public static final Duration USUAL = Duration.ofMinutes(2);

  /** How long it is still shown, at most as long as when it came: clocks are put back. */
  public Duration left(Instant now) {
    Duration left = Duration.between(now, expiresAt);
    Duration atMost = left.compareTo(within) < 0 ? left : within;
    return atMost.isNegative() ? Duration.ZERO : atMost;
  }

  @Override
  public String toString() {
    return "ShownCode[until " + expiresAt + "]";
  }
}
