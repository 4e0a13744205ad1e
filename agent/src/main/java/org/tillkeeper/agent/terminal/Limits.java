package org.tillkeeper.agent.terminal;

import java.time.Duration;

/**
 * What the merchant allows.
 *
 * @param duplicateWithin the same card and amount again within this time is asked about first;
 *     zero: never
 * @param completionPercent a completion may be this many per cent of what was pre-authorised, 100
 *     to 200
 * @param qrValidity how long a payment code is good after it was read
 * @param offline what may be accepted while the acquirer cannot be reached
 */
public record Limits(
    Duration duplicateWithin, int completionPercent, Duration qrValidity, Offline offline) {

  /**
   * @param enabled whether anything may be accepted offline
   * @param perPayment largest amount of one, in the minor unit
   * @param total largest sum of those undelivered, in the minor unit
   * @param count most that may be undelivered
   * @param maxAge nothing new once the oldest undelivered is older
   */
  public record Offline(boolean enabled, long perPayment, long total, int count, Duration maxAge) {
    /** Nothing is accepted offline. */
    public static final Offline OFF = new Offline(false, 50000, 500000, 75, Duration.ofHours(24));
  }

  /** No guards, nothing offline. */
  public static final Limits NONE =
      new Limits(Duration.ZERO, 115, Duration.ofSeconds(60), Offline.OFF);
}
