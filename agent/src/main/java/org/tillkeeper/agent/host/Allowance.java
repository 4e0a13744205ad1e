package org.tillkeeper.agent.host;

import java.time.Duration;

/**
 * How much of something that serves no purpose is put up with: a store that each takes one from,
 * and that fills again with time. For example of 100 and one a second: 100 at once, and then one a
 * second for as long as that lasts.
 *
 * <p>Belongs to the agent's thread.
 */
public final class Allowance {
  private final int most;
  private final long everyNanos;
  private double left;
  private long sinceNanos;

  /**
   * A full one.
   *
   * @param most so many at once, at least 1
   * @param every one more after each such time
   * @param nowNanos on the monotonic clock
   */
  public Allowance(int most, Duration every, long nowNanos) {
    this.most = most;
    everyNanos = every.toNanos();
    left = most;
    sinceNanos = nowNanos;
  }

  /** Takes one; whether there was one. */
  public boolean take(long nowNanos) {
    fill(nowNanos);
    if (left < 1) {
      return false;
    }
    left -= 1;
    return true;
  }

  /** Whether nothing is missing: what was taken is long ago. */
  public boolean isFull(long nowNanos) {
    fill(nowNanos);
    return left == most;
  }

  private void fill(long nowNanos) {
    left = Math.min(most, left + (double) (nowNanos - sinceNanos) / everyNanos);
    sinceNanos = nowNanos;
  }
}
