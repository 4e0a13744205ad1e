package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.time.Scheduler;

/**
 * What the line brought must not be lost to a full disk: a task whose commit fails is kept and
 * tried again, and everything that comes after it waits behind it. A task changes nothing in memory
 * before its commit, so it may run again.
 */
final class RetriedWrites {
  private static final Logger LOG = LoggerFactory.getLogger(RetriedWrites.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Scheduler scheduler;
  private final Runnable afterwards;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  /**
   * @param afterwards runs once nothing waits any more
   */
  RetriedWrites(Scheduler scheduler, Runnable afterwards) {
    this.scheduler = scheduler;
    this.afterwards = afterwards;
  }

  boolean isStalled() {
    return !waiting.isEmpty();
  }

  void run(Runnable task) {
    if (isStalled()) {
      waiting.addLast(task);
      return;
    }
    try {
      task.run();
    } catch (LedgerUnavailable e) {
      LOG.error("waiting for the ledger: {}", e.getMessage());
      waiting.addLast(task);
      scheduler.after(PAUSE, this::again);
    }
  }

  private void again() {
    while (isStalled()) {
      try {
        waiting.getFirst().run();
        waiting.removeFirst();
      } catch (LedgerUnavailable e) {
        scheduler.after(PAUSE, this::again);
        return;
      }
    }
    LOG.info("the ledger can be written again");
    afterwards.run();
  }
}
