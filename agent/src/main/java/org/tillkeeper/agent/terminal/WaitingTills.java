package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Keeps the tills that wait for a payment's end, each only for its time. It belongs to the agent's
 * thread.
 */
final class WaitingTills {
  /** One that waits; it is itself and no other, so it is not a record. */
  private static final class Till {
    private final CompletableFuture<Payment> end;
    private Scheduler.Timer timer = () -> {};

    Till(CompletableFuture<Payment> end) {
      this.end = end;
    }
  }

  private final Scheduler scheduler;
  private final Map<String, List<Till>> waiting = new HashMap<>();

  WaitingTills(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Waits for a payment's end. Who cancels {@code end} waits no more.
   *
   * @param timeIsUp completes {@code end} if the payment has not ended in time
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it only tidies up
  void add(String payment, Duration atMost, CompletableFuture<Payment> end, Runnable timeIsUp) {
    Till till = new Till(end);
    waiting.computeIfAbsent(payment, id -> new ArrayList<>()).add(till);
    till.timer =
        scheduler.after(
            atMost,
            () -> {
              remove(payment, till);
              timeIsUp.run();
            });
    end.whenComplete(
        (came, failure) -> {
          if (end.isCancelled()) {
            scheduler.execute(() -> leave(payment, till));
          }
        });
  }

  private void leave(String payment, Till till) {
    till.timer.cancel();
    remove(payment, till);
  }

  private void remove(String payment, Till till) {
    List<Till> tills = waiting.get(payment);
    if (tills != null && tills.remove(till) && tills.isEmpty()) {
      waiting.remove(payment);
    }
  }

  void ended(Payment payment) {
    List<Till> tills = waiting.remove(payment.id());
    if (tills != null) {
      for (Till till : tills) {
        till.timer.cancel();
        till.end.complete(payment);
      }
    }
  }

  /** Whether a till waits for a payment's end. */
  boolean isWaitedFor(String payment) {
    return waiting.containsKey(payment);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }
}
