package org.tillkeeper.agent.session;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Keeps an outage of days from filling the journal: the same note is written again only after an
 * hour.
 */
final class NotedOnce {
  private record Last(String message, long nanos) {}

  private final Map<String, Last> last = new HashMap<>();

  boolean isNew(String kind, String message, long nanos) {
    Last before = last.get(kind);
    boolean isNew =
        before == null
            || !before.message().equals(message)
            || nanos - before.nanos() >= TimeUnit.HOURS.toNanos(1);
    if (isNew) {
      last.put(kind, new Last(message, nanos));
    }
    return isNew;
  }
}
