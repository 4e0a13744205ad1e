package org.tillkeeper.tools.simulate;

import java.time.Instant;
import java.util.PriorityQueue;

/** Virtual time, and a wall clock that drifts and jumps. */
final class Timeline {
  private static final long START_NANOS = 1_000_000_000L;
  private static final Instant START = Instant.parse("2026-03-04T10:15:30Z");

  /** What waits for its time. */
  static final class Task {
    private final long nanos;
    private final long order;
    private final Runnable work;
    private boolean cancelled;

    private Task(long nanos, long order, Runnable work) {
      this.nanos = nanos;
      this.order = order;
      this.work = work;
    }

    void cancel() {
      cancelled = true;
    }
  }

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          (a, b) ->
              a.nanos != b.nanos ? Long.compare(a.nanos, b.nanos) : Long.compare(a.order, b.order));
  private long nanos = START_NANOS;
  private long order;
  private long jumpedMillis;
  private long longestJump;
  private final long driftPpm;

  /**
   * @param driftPpm how much faster the terminal's wall clock goes than time, in millionths
   */
  Timeline(long driftPpm) {
    this.driftPpm = driftPpm;
  }

  long nanos() {
    return nanos;
  }

  long millis() {
    return (nanos - START_NANOS) / 1_000_000;
  }

  /** The terminal's wall clock. */
  Instant wallClock() {
    long passed = nanos - START_NANOS;
    return START.plusMillis(jumpedMillis).plusNanos(passed + passed / 1_000_000 * driftPpm);
  }

  /** Time as the acquirer has it. */
  Instant truth() {
    return START.plusNanos(nanos - START_NANOS);
  }

  void jump(long millis) {
    jumpedMillis += millis;
    longestJump = Math.max(longestJump, Math.abs(millis));
  }

  boolean hasJumped(long millis) {
    return longestJump >= millis;
  }

  Task after(long delayNanos, Runnable work) {
    Task task = new Task(nanos + Math.max(0, delayNanos), order++, work);
    tasks.add(task);
    return task;
  }

  Task afterMillis(long millis, Runnable work) {
    return after(millis * 1_000_000, work);
  }

  /** Lets time pass to the next thing that happens, and does that alone. */
  void step() {
    Task task = tasks.remove();
    nanos = task.nanos;
    if (!task.cancelled) {
      task.work.run();
    }
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }
}
