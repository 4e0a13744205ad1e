package org.tillkeeper.agent.time;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/** A scheduler whose time passes only when a test says so. Single-threaded. */
public final class VirtualTime implements Scheduler {
  private record Task(long nanos, long order, Runnable work, boolean[] cancelled) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          (a, b) ->
              a.nanos != b.nanos ? Long.compare(a.nanos, b.nanos) : Long.compare(a.order, b.order));
  private long nanos = 1_000_000_000L;
  private long order;
  private Instant wall = Instant.parse("2026-03-04T10:15:30Z");

  @Override
  public Instant wallClock() {
    return wall;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void execute(Runnable task) {
    after(Duration.ZERO, task);
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    boolean[] cancelled = {false};
    tasks.add(new Task(nanos + Math.max(0, delay.toNanos()), order++, task, cancelled));
    return () -> cancelled[0] = true;
  }

  /** Runs everything that is due now. */
  public void settle() {
    advance(Duration.ZERO);
  }

  /** Lets time pass, running what becomes due on the way. */
  public void advance(Duration by) {
    long until = nanos + by.toNanos();
    while (!tasks.isEmpty() && tasks.peek().nanos() <= until) {
      Task task = tasks.poll();
      to(task.nanos());
      if (!task.cancelled()[0]) {
        task.work().run();
      }
    }
    to(until);
  }

  /** Lets time pass to the next thing that is to happen, and runs that alone. */
  public void step() {
    Task task = tasks.remove();
    to(task.nanos());
    if (!task.cancelled()[0]) {
      task.work().run();
    }
  }

  private void to(long newNanos) {
    wall = wall.plusNanos(newNanos - nanos);
    nanos = newNanos;
  }

  /** The wall clock is set, as by a person or the network; monotonic time goes on. */
  public void setWallClock(Instant instant) {
    wall = instant;
  }
}
