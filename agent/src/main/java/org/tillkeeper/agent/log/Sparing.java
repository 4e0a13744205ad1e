package org.tillkeeper.agent.log;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Lets the same thing be logged once in a time, and counts what is left out meanwhile. Another
 * thing is logged at once, but no more than ten in that time: what is said may be a stranger's
 * choice. For example, a host that refuses each connection for a day is told of every ten minutes.
 * For one thread.
 */
public final class Sparing {
  private static final int TOLD_MOST = 10;

  private final long everyNanos;

  /** What was told, and when. */
  private final Map<String, Long> told = new LinkedHashMap<>();

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
    told.values().removeIf(at -> nowNanos - at >= everyNanos);
    if (told.containsKey(what) || told.size() >= TOLD_MOST) {
      leftOut++;
      return OptionalLong.empty();
    }
    long before = leftOut;
    told.put(what, nowNanos);
    leftOut = 0;
    return OptionalLong.of(before);
  }
}
