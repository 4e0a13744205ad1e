package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.ArrayDeque;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.time.Scheduler;

/**
 * What the line brought must not be lost to a full disk: a task whose commit fails is kept and
 * tried again, and everything that comes after it waits behind it. A task changes nothing in memory
 * before its commit, so it may run again.
 *
 * <p>A task may run another from within, after its commit. That one is kept and tried by itself,
 * ahead of what waits, and the commit is not made a second time. For example a sign-in is kept, and
 * the payments it makes due cannot be read for a moment.
 */
final class RetriedWrites {
  private static final Log LOG = Log.of(RetriedWrites.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Scheduler scheduler;
  private final Runnable afterwards;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  /** What was run from within the task under way, and failed. */
  private final ArrayDeque<Runnable> left = new ArrayDeque<>();

  private boolean underWay;

  /**
   * @param afterwards runs once nothing waits any more
   */
  RetriedWrites(Scheduler scheduler, Runnable afterwards) {
    this.scheduler = scheduler;
    this.afterwards = afterwards;
  }

  /** Whether something waits for the ledger; nothing is sent meanwhile. */
  boolean isStalled() {
    return !waiting.isEmpty() || !left.isEmpty();
  }

  void run(Runnable task) {
    if (underWay) {
      runWithin(task);
    } else if (isStalled()) {
      waiting.addLast(task);
    } else {
      if (!succeeds(task)) {
        waiting.addLast(task);
      }
      waiting.addAll(left);
      left.clear();
      if (isStalled()) {
        scheduler.after(PAUSE, this::again);
      }
    }
  }

  private void runWithin(Runnable task) {
    try {
      task.run();
    } catch (LedgerUnavailable e) {
      LOG.error("waiting for the ledger", Fact.text("why", e.getMessage()));
      left.addLast(task);
    }
  }

  /** Runs a task. What it left behind is forgotten where it fails: it will run that again too. */
  private boolean succeeds(Runnable task) {
    underWay = true;
    try {
      task.run();
      return true;
    } catch (LedgerUnavailable e) {
      LOG.error("waiting for the ledger", Fact.text("why", e.getMessage()));
      left.clear();
      return false;
    } finally {
      underWay = false;
    }
  }

  private void again() {
    while (!waiting.isEmpty()) {
      if (!succeeds(waiting.getFirst())) {
        scheduler.after(PAUSE, this::again);
        return;
      }
      waiting.removeFirst();
      if (!left.isEmpty()) {
        while (!left.isEmpty()) {
          waiting.addFirst(left.removeLast());
        }
        scheduler.after(PAUSE, this::again);
        return;
      }
    }
    LOG.info("the ledger can be written again");
    afterwards.run();
  }
}
