package org.tillkeeper.agent.log;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Lets the same thing be logged once in a time, and counts what is left out meanwhile. Another
 * thing is logged at once. For example, a host that refuses each connection for a day is told of
 * every ten minutes. For one thread.
 */
public final class Sparing {
  private final long everyNanos;
  private String last = "";
  private long lastNanos;
  private long leftOut;

  /**
   * @param every the same is logged no more often
   */
  public Sparing(Duration every) {
    everyNanos = every.toNanos();
  }

  /**
   * Whether to log this now.
   *
   * @param nowNanos on the monotonic clock
   * @return how many were left out before it; empty where it is left out itself
   */
  public OptionalLong take(String what, long nowNanos) {
    if (what.equals(last) && nowNanos - lastNanos < everyNanos) {
      leftOut++;
      return OptionalLong.empty();
    }
    long before = leftOut;
    last = what;
    lastNanos = nowNanos;
    leftOut = 0;
    return OptionalLong.of(before);
  }
}
