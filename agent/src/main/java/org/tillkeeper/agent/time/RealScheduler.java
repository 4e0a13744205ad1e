package org.tillkeeper.agent.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Real time and one real thread. The thread is named {@code tillkeeper-agent} and keeps the process
 * alive until {@link #close}.
 *
 * <p>{@link #nanoTime} may stand still while the device is suspended. A time-out then comes late by
 * that time, and never early.
 */
public final class RealScheduler implements OwnThread {
  private static final Duration LONGEST = Duration.ofDays(10_000);
  private static final int CLOSE_WAIT_SECONDS = 10;

  private final Consumer<Throwable> onFailure;
  private final ScheduledThreadPoolExecutor executor;
  private volatile Thread agentThread;
  private volatile boolean closed;

  /**
   * @param onFailure is given whatever a task throws, on the agent's thread, which goes on
   */
  public RealScheduler(Consumer<Throwable> onFailure) {
    this.onFailure = onFailure;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "tillkeeper-agent");
              agentThread = thread;
              return thread;
            },
            // A task is discarded only after close, when there is nobody left to run it.
            new ThreadPoolExecutor.DiscardPolicy());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Instant wallClock() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(() -> run(task));
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    Duration bounded = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    ScheduledFuture<?> future =
        executor.schedule(() -> run(task), bounded.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void close() {
    closed = true;
    executor.shutdown();
    if (Thread.currentThread() == agentThread) {
      return;
    }
    try {
      executor.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Runnable task) {
    if (closed) {
      return; // the executor itself would still run what is due
    }
    try {
      task.run();
    } catch (Throwable thrown) {
      Failures.told(onFailure, thrown);
    }
  }
}
