package org.tillkeeper.agent.session;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Writes the ledger's journal. The same entry is written again only after an hour, so that an
 * outage of days does not fill it. Nor does a host that sends nonsense: of one kind twenty entries
 * are written in an hour. What was left out since is counted in the next entry of its kind.
 */
final class Journal {
  private static final Log LOG = Log.of(Journal.class);

  private static final int MOST_AN_HOUR = 20;

  /**
   * @param written entries of this kind in the hour that began then
   * @param leftOut since the last one that was written
   */
  private record Last(String message, long nanos, int written, long hourNanos, long leftOut) {
    Last andOneMore() {
      return new Last(message, nanos, written, hourNanos, leftOut + 1);
    }
  }

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
      long leftOut = leftOut(kind);
      if (isNew(kind, message)) {
        String counted = leftOut == 0 ? message : message + " " + leftOut + " before it left out.";
        ledger.transaction(() -> ledger.journal(scheduler.wallClock(), kind, counted));
      }
    } catch (LedgerUnavailable e) {
      LOG.warn("not journalled", Fact.event(kind), Fact.text("what", message));
    }
  }

  private long leftOut(String kind) {
    return last.containsKey(kind) ? last.get(kind).leftOut() : 0;
  }

  private boolean isNew(String kind, String message) {
    long now = scheduler.nanoTime();
    Last before = last.get(kind);
    if (before == null) {
      last.put(kind, new Last(message, now, 1, now, 0));
      return true;
    }
    boolean hourOver = isHourSince(before.hourNanos(), now);
    int written = hourOver ? 0 : before.written();
    boolean same = before.message().equals(message) && !isHourSince(before.nanos(), now);
    if (same || written >= MOST_AN_HOUR) {
      last.put(kind, before.andOneMore());
      return false;
    }
    last.put(kind, new Last(message, now, written + 1, hourOver ? now : before.hourNanos(), 0));
    return true;
  }

  private static boolean isHourSince(long then, long now) {
    return now - then >= TimeUnit.HOURS.toNanos(1);
  }
}
