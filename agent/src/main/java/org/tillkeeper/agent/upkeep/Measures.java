package org.tillkeeper.agent.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.tillkeeper.agent.payment.Display;

/**
 * How the terminal stands, in figures that are taken in one moment.
 *
 * @param status as a till sees it
 * @param payments how many the ledger holds, erased ones too, by what the cashier sees of them
 * @param oldestPending how long the oldest payment without an end has been there, by the wall
 *     clock; zero where there is none
 * @param signatures how many signatures the acquirer has not got
 * @param ledgerBytes bytes of the ledger that hold something
 * @param exposure the money of which nobody knows yet what became of it
 * @param at when they were taken, by the wall clock
 */
public record Measures(
    Status status,
    Map<Display, Long> payments,
    Duration oldestPending,
    int signatures,
    long ledgerBytes,
    Exposure exposure,
    Instant at) {
  /**
   * How long the oldest payment began ago of which a reversal is open; zero where there is none.
   */
  public Duration oldestReversal() {
    return exposure
        .oldestReversal()
        .map(since -> Duration.between(since, at))
        .filter(age -> !age.isNegative())
        .orElse(Duration.ZERO);
  }
}
