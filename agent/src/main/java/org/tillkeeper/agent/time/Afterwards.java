package org.tillkeeper.agent.time;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Work that nobody waits for, such as a line of the log. It is done on the agent's thread, in the
 * order in which it came, after the task that asked for it and those that are queued already. So a
 * request is sent before the log says so, and the line is written while the answer is on its way.
 * Safe for any thread.
 *
 * <p>What a process that is killed leaves undone is lost. So nothing may depend on this work.
 */
public final class Afterwards implements Executor, AutoCloseable {
  /** So much may wait. Whoever brings more does it all. */
  static final int MOST = 64;

  private final Scheduler scheduler;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean asked;

  public Afterwards(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public synchronized void execute(Runnable work) {
    waiting.add(work);
    if (waiting.size() >= MOST) {
      finish();
    } else if (!asked) {
      asked = true;
      scheduler.execute(this::finish);
    }
  }

  /** Does all that waits, now and on this thread. */
  public synchronized void finish() {
    asked = false;
    for (Runnable work = waiting.poll(); work != null; work = waiting.poll()) {
      work.run();
    }
  }

  /** As {@link #finish}. For when the scheduler has ended. */
  @Override
  public void close() {
    finish();
  }
}
