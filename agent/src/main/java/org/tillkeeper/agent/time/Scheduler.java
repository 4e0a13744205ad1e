package org.tillkeeper.agent.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The agent's clock and its one thread. On the terminal it is real time; in simulation it is
 * virtual. Everything the agent decides runs on this thread, so nothing that it decides with needs
 * a lock.
 */
public interface Scheduler {
  /**
   * Wall clock, for display and records. It may jump or go back. Of a payment it decides one thing:
   * a time that a person was promised is over when either clock says so. What is asked from afar is
   * over by it.
   */
  Instant wallClock();

  /**
   * Monotonic nanoseconds from an arbitrary origin. It may stand still while a device sleeps. No
   * other time decides anything else.
   */
  long nanoTime();

  /**
   * Runs a task on the agent's thread, after those that are queued already. Safe from any thread.
   */
  void execute(Runnable task);

  /** Runs a task on the agent's thread once a delay has passed. Safe from any thread. */
  Timer after(Duration delay, Runnable task);

  /** A task that waits for its time. */
  interface Timer {
    /** The task will not run any more, unless it is running already. Safe to call twice. */
    void cancel();
  }
}
