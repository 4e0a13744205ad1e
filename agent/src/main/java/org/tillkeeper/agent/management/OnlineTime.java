package org.tillkeeper.agent.management;

import java.time.Duration;

/** How long the acquirer could be reached since something began. Outages do not count. */
final class OnlineTime {
  private boolean online;
  private long countedNanos;
  private long sinceNanos;

  void lineIs(boolean isOnline, long nowNanos) {
    countedNanos = elapsed(nowNanos).toNanos();
    sinceNanos = nowNanos;
    online = isOnline;
  }

  /** Begins anew. */
  void restart(long nowNanos) {
    countedNanos = 0;
    sinceNanos = nowNanos;
  }

  Duration elapsed(long nowNanos) {
    return Duration.ofNanos(countedNanos + (online ? nowNanos - sinceNanos : 0));
  }
}
