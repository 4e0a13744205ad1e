package org.tillkeeper.agent.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.payment.Display;

/**
 * How the terminal stands, in figures that are taken in one moment.
 *
 * @param status as a till sees it
 * @param payments how many the ledger holds, erased ones too, by what the cashier sees of them
 * @param signatures how many signatures the acquirer has not got
 * @param ledgerBytes bytes of the ledger that hold something
 * @param exposure the money of which nobody knows yet what became of it
 * @param at when they were taken, by the wall clock
 */
public record Measures(
    Status status,
    Map<Display, Long> payments,
    int signatures,
    long ledgerBytes,
    Exposure exposure,
    Instant at) {
  /** How long ago the oldest payment without an end began; zero where there is none. */
  public Duration oldestPending() {
    return age(exposure.pending().oldest());
  }

  /**
   * How long ago the oldest payment began of which a reversal is open; zero where there is none.
   */
  public Duration oldestReversal() {
    return age(exposure.oldestReversal());
  }

  /** By the wall clock, which may have been set back since. */
  private Duration age(Optional<Instant> since) {
    return since
        .map(it -> Duration.between(it, at))
        .filter(age -> !age.isNegative())
        .orElse(Duration.ZERO);
  }
}
