package org.tillkeeper.agent.till;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What one call waits for. It is over when it has come, when the time is up, or before that when
 * nobody reads the answer any more or another needs the place. Safe for any thread.
 */
final class Waiting {
  private final Waits waits;
  private Optional<CompletableFuture<?>> awaited = Optional.empty();
  private boolean over;

  Waiting(Waits waits) {
    this.waits = waits;
  }

  /** For a call that nobody ends. */
  static Waiting unlimited() {
    return new Waiting(new Waits(Integer.MAX_VALUE));
  }

  /**
   * Waits for a payment's end.
   *
   * @param payment its id
   * @param end is cancelled where the wait is over before
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it only tidies up
  void until(String payment, CompletableFuture<?> end) {
    synchronized (this) {
      awaited = Optional.of(end);
      if (over) {
        end.cancel(false);
        return;
      }
    }
    waits.add(payment, this);
    end.whenComplete((came, failure) -> waits.remove(payment, this));
  }

  /** Nothing is waited for any more. */
  void end() {
    Optional<CompletableFuture<?>> end;
    synchronized (this) {
      over = true;
      end = awaited;
    }
    end.ifPresent(future -> future.cancel(false));
  }
}
