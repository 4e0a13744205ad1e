package org.tillkeeper.agent.session;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.tillkeeper.agent.time.Scheduler;

/**
 * How long each customer still waits. A window is over when either clock says so: the monotonic one
 * stands still while a device sleeps, and the wall clock may be put back. It is kept in memory on
 * purpose: after a restart nobody waits any more.
 */
final class RetryWindows {
  private record Window(long untilNanos, Instant until, Scheduler.Timer timer) {}

  private final Scheduler scheduler;
  private final Consumer<String> over;
  private final Map<String, Window> windows = new HashMap<>();

  /**
   * @param over is told the id of a payment whose window has ended
   */
  RetryWindows(Scheduler scheduler, Consumer<String> over) {
    this.scheduler = scheduler;
    this.over = over;
  }

  void open(String payment, Duration within) {
    Scheduler.Timer timer = scheduler.after(within, () -> over.accept(payment));
    windows.put(
        payment,
        new Window(
            scheduler.nanoTime() + within.toNanos(), scheduler.wallClock().plus(within), timer));
  }

  /** Asked right before each send. One that is over by the wall clock alone is ended at once. */
  boolean isOpen(String payment) {
    Window window = windows.get(payment);
    if (window == null || window.untilNanos() - scheduler.nanoTime() <= 0) {
      return false;
    }
    if (scheduler.wallClock().isBefore(window.until())) {
      return true;
    }
    close(payment);
    scheduler.execute(() -> over.accept(payment));
    return false;
  }

  /** Whether a payment had a window, and it is over. */
  boolean isOver(String payment) {
    return windows.containsKey(payment) && !isOpen(payment);
  }

  boolean has(String payment) {
    return windows.containsKey(payment);
  }

  /** Whether any customer still waits. What a payment leaves open beyond its window nobody does. */
  boolean isAnyOpen() {
    long now = scheduler.nanoTime();
    for (Window window : windows.values()) {
      if (window.untilNanos() - now > 0) {
        return true;
      }
    }
    return false;
  }

  void close(String payment) {
    Window window = windows.remove(payment);
    if (window != null) {
      window.timer().cancel();
    }
  }
}
