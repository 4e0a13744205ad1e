package org.tillkeeper.agent.session;

import java.time.Duration;

/**
 * How long things are waited for.
 *
 * @param originalLifetime how long a lost request may still reach the acquirer
 * @param retryWithin how long a sale may be tried while the customer waits; zero: at once or not at
 *     all
 */
public record Patience(Duration originalLifetime, Duration retryWithin) {
  /** Whether a sale goes at once or not at all. */
  public boolean isOnceOnly() {
    return retryWithin.isZero();
  }
}
