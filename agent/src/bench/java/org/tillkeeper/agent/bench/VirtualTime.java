package org.tillkeeper.agent.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Time that passes only when told to, and a wall clock beside it that may drift and jump. What is
 * due at the same time runs in the order in which it was asked for. Single-threaded.
 */
public final class VirtualTime implements Scheduler {
  private static final long START_NANOS = 1_000_000_000L;
  private static final Instant START = Instant.parse("2026-03-04T10:15:30Z");

  /** What a stored instant may have lost: ledgers keep milliseconds. */
  private static final long STORED_NANOS = 1_000_000;

  /** From a moment on the wall clock is so far from where it began. */
  private record Shift(long fromNanos, Duration jumped) {}

  /** What waits for its time. */
  private static final class Task implements Timer {
    private final long nanos;
    private final long order;
    private final Runnable work;
    private boolean cancelled;

    Task(long nanos, long order, Runnable work) {
      this.nanos = nanos;
      this.order = order;
      this.work = work;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          (a, b) ->
              a.nanos != b.nanos ? Long.compare(a.nanos, b.nanos) : Long.compare(a.order, b.order));
  private final long driftPpm;
  private long nanos = START_NANOS;
  private long order;
  private final List<Shift> shifts = new ArrayList<>(List.of(new Shift(0, Duration.ZERO)));
  private Duration longestJump = Duration.ZERO;

  /** With a wall clock that goes as time goes. */
  public VirtualTime() {
    this(0);
  }

  /**
   * @param driftPpm how much faster the terminal's wall clock goes than time, in millionths
   */
  public VirtualTime(long driftPpm) {
    this.driftPpm = driftPpm;
  }

  /** The terminal's wall clock. */
  @Override
  public Instant wallClock() {
    long passed = nanos - START_NANOS;
    return START.plus(shifted().jumped).plusNanos(passed + passed / 1_000_000 * driftPpm);
  }

  private Shift shifted() {
    return shifts.get(shifts.size() - 1);
  }

  /**
   * The last {@link #millis} at which the wall clock showed an instant: it shows some twice when it
   * is set back, and some never.
   */
  public OptionalLong millisOf(Instant shown) {
    long end = nanos;
    for (int i = shifts.size() - 1; i >= 0; i--) {
      Shift shift = shifts.get(i);
      long sinceStart = Duration.between(START.plus(shift.jumped), shown).toNanos();
      long at = START_NANOS + Math.round(sinceStart / (1 + driftPpm / 1e6));
      if (at >= shift.fromNanos - STORED_NANOS && at <= end + STORED_NANOS) {
        return OptionalLong.of((at - START_NANOS) / 1_000_000);
      }
      end = shift.fromNanos;
    }
    return OptionalLong.empty();
  }

  /** The time it really is, as an acquirer has it. */
  public Instant truth() {
    return START.plusNanos(nanos - START_NANOS);
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  /** Milliseconds since the start. */
  public long millis() {
    return (nanos - START_NANOS) / 1_000_000;
  }

  @Override
  public void execute(Runnable task) {
    after(Duration.ZERO, task);
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    Task waiting = new Task(nanos + Math.max(0, delay.toNanos()), order++, task);
    tasks.add(waiting);
    return waiting;
  }

  /** Runs a task once that many milliseconds have passed. */
  public void afterMillis(long millis, Runnable task) {
    after(Duration.ofMillis(millis), task);
  }

  /** The wall clock jumps, forward or back; monotonic time goes on. */
  public void jump(Duration by) {
    shifts.add(new Shift(nanos, shifted().jumped.plus(by)));
    longestJump = by.abs().compareTo(longestJump) > 0 ? by.abs() : longestJump;
  }

  /** The wall clock is set, as by a person or the network; monotonic time goes on. */
  public void setWallClock(Instant instant) {
    jump(Duration.between(wallClock(), instant));
  }

  /** Whether the wall clock has ever jumped by that much at once. */
  public boolean hasJumped(Duration by) {
    return longestJump.compareTo(by) >= 0;
  }

  /** How many tasks still wait for a time that is at least so far away. */
  public long waitingBeyond(Duration time) {
    long from = nanos + time.toNanos();
    return tasks.stream().filter(task -> !task.cancelled && task.nanos >= from).count();
  }

  /** Runs everything that is due now. */
  public void settle() {
    advance(Duration.ZERO);
  }

  /** Lets time pass, running what becomes due on the way. */
  public void advance(Duration by) {
    long until = nanos + by.toNanos();
    while (!tasks.isEmpty() && tasks.peek().nanos <= until) {
      step();
    }
    nanos = until;
  }

  /** Lets time pass to the next thing that is to happen, and runs that alone. */
  public void step() {
    Task task = tasks.remove();
    nanos = task.nanos;
    if (!task.cancelled) {
      task.work.run();
    }
  }
}
