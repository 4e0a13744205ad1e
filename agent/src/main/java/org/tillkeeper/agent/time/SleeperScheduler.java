package org.tillkeeper.agent.time;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Real time and one real thread, on a device that is suspended now and then, such as one with
 * Android. Its clock goes on while the device sleeps. What became due meanwhile runs as soon as the
 * device is awake and {@link #awake} was called, in the order in which it was due.
 *
 * <p>Nothing here keeps the device awake or wakes it. Who wants a task in time sees to both. The
 * thread is named {@code tillkeeper-agent} and keeps the process alive until {@link #close}.
 */
public final class SleeperScheduler implements OwnThread {
  private static final Duration LONGEST = Duration.ofDays(10_000);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final LongSupplier nanos;
  private final Consumer<Throwable> onFailure;
  private final Thread thread = new Thread(this::run, "tillkeeper-agent");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock:
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long asked;
  private boolean closed;

  /**
   * @param nanos monotonic nanoseconds that count sleep, such as {@code
   *     SystemClock.elapsedRealtimeNanos}
   * @param onFailure is given whatever a task throws, on the agent's thread, which goes on
   */
  public SleeperScheduler(LongSupplier nanos, Consumer<Throwable> onFailure) {
    this.nanos = nanos;
    this.onFailure = onFailure;
    thread.start();
  }

  @Override
  public Instant wallClock() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return nanos.getAsLong();
  }

  @Override
  public void execute(Runnable task) {
    add(Duration.ZERO, task);
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    Task added = add(delay, task);
    return () -> remove(added);
  }

  /**
   * The device was asleep: what became due runs now, and does not wait for what was left of its
   * time when the device fell asleep. Safe for any thread, and at any time.
   */
  public void awake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Task add(Duration delay, Runnable work) {
    Duration bounded = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    lock.lock();
    try {
      Task task = new Task(nanos.getAsLong() + Math.max(0, bounded.toNanos()), asked++, work);
      if (!closed) {
        tasks.add(task);
        changed.signalAll();
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  private void remove(Task task) {
    lock.lock();
    try {
      tasks.remove(task);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (Runnable next = next(); next != null; next = next()) {
        run(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that; without the thread nothing goes on
      onFailure.accept(e);
    }
  }

  /** Waits for the next task that is due; null once this is closed. */
  private Runnable next() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Task first = tasks.peek();
        if (first == null) {
          changed.await();
          continue;
        }
        long left = first.atNanos() - nanos.getAsLong();
        if (left <= 0) {
          tasks.remove();
          return first.work();
        }
        changed.awaitNanos(left);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      Failures.told(onFailure, thrown);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      tasks.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, CLOSE_WAIT.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A task that waits.
   *
   * @param atNanos when it is due
   * @param number those that are due at the same time run in the order in which they were asked for
   */
  private record Task(long atNanos, long number, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      long earlier = atNanos - other.atNanos;
      return earlier == 0 ? Long.compare(number, other.number) : Long.signum(earlier);
    }
  }
}
