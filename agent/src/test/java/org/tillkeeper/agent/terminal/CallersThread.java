package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tillkeeper.agent.time.Scheduler;

/**
 * The scheduler of the agent on the bench. What is asked of the agent runs in virtual time, on the
 * caller's thread, unless a test says that it runs at once on a thread of its own.
 */
final class CallersThread implements Scheduler {
  private final Scheduler process;
  private Optional<Thread> last = Optional.empty();
  private Optional<Thread> timerBy = Optional.empty();

  /** Whether a task runs at once, on a thread that is not the caller's. */
  boolean ownThread;

  CallersThread(Scheduler process) {
    this.process = process;
  }

  /** The thread that the last task ran on which had one of its own. */
  Thread lastThread() {
    return last.get();
  }

  /** The thread that set the last timer. */
  Thread lastTimerBy() {
    return timerBy.get();
  }

  @Override
  public Instant wallClock() {
    return process.wallClock();
  }

  @Override
  public long nanoTime() {
    return process.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    if (!ownThread) {
      process.execute(task);
      return;
    }
    Thread own = new Thread(task);
    last = Optional.of(own);
    own.start();
    try {
      own.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    timerBy = Optional.of(Thread.currentThread());
    return process.after(delay, task);
  }
}
