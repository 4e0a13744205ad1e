package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.tillkeeper.agent.time.Scheduler;

/**
 * How long each customer still waits, on the monotonic clock. It is kept in memory on purpose:
 * after a restart nobody waits any more.
 */
final class RetryWindows {
  private record Window(long untilNanos, Scheduler.Timer timer) {}

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
    windows.put(payment, new Window(scheduler.nanoTime() + within.toNanos(), timer));
  }

  boolean isOpen(String payment) {
    Window window = windows.get(payment);
    return window != null && window.untilNanos() - scheduler.nanoTime() > 0;
  }

  void close(String payment) {
    Window window = windows.remove(payment);
    if (window != null) {
      window.timer().cancel();
    }
  }
}
