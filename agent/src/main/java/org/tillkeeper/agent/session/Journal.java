package org.tillkeeper.agent.session;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Writes the ledger's journal. The same entry is written again only after an hour, so that an
 * outage of days does not fill it.
 */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private record Last(String message, long nanos) {}

  private final Ledger ledger;
  private final Scheduler scheduler;
  private final Map<String, Last> last = new HashMap<>();

  Journal(Ledger ledger, Scheduler scheduler) {
    this.ledger = ledger;
    this.scheduler = scheduler;
  }

  /** Notes a kind and a message. A ledger that cannot be written costs the entry, nothing else. */
  void noted(String kind, String message) {
    try {
      if (isNew(kind, message)) {
        ledger.transaction(() -> ledger.journal(scheduler.wallClock(), kind, message));
      }
    } catch (LedgerUnavailable e) {
      LOG.warn("not journalled: {} {}", kind, message);
    }
  }

  private boolean isNew(String kind, String message) {
    long now = scheduler.nanoTime();
    Last before = last.get(kind);
    boolean isNew =
        before == null
            || !before.message().equals(message)
            || now - before.nanos() >= TimeUnit.HOURS.toNanos(1);
    if (isNew) {
      last.put(kind, new Last(message, now));
    }
    return isNew;
  }
}
