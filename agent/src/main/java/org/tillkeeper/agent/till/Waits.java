package org.tillkeeper.agent.till;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The calls that wait for a payment's end, by payment. One key is one payment for ever, so a share
 * of each payment is a share of each key. Safe for any thread.
 */
final class Waits {
  private final int most;

  /** Of each payment the longest first; the payments by their first wait. */
  private final Map<String, Deque<Waiting>> byPayment = new LinkedHashMap<>();

  /**
   * @param most how many may wait for one payment
   */
  Waits(int most) {
    this.most = most;
  }

  /**
   * What one call waits for. It is over when it has come, when the time is up, or before that when
   * nobody reads the answer any more or another needs the place.
   */
  final class Waiting {
    private Optional<CompletableFuture<?>> awaited = Optional.empty();
    private boolean over;

    /**
     * Waits for a payment's end.
     *
     * @param payment its id
     * @param end is cancelled where the wait is over before
     */
    @SuppressWarnings("FutureReturnValueIgnored") // it only tidies up
    void until(String payment, CompletableFuture<?> end) {
      synchronized (Waiting.this) {
        awaited = Optional.of(end);
        if (over) {
          end.cancel(false);
          return;
        }
      }
      add(payment, this);
      end.whenComplete((came, failure) -> remove(payment, this));
    }

    /** Nothing is waited for any more. */
    void end() {
      Optional<CompletableFuture<?>> end;
      synchronized (Waiting.this) {
        over = true;
        end = awaited;
      }
      end.ifPresent(future -> future.cancel(false));
    }

    private Waiting() {}
  }

  /** What was waited for, or where the wait was over before it came, how it stands now. */
  static <T> CompletableFuture<T> orElse(
      CompletableFuture<T> awaited, Supplier<CompletableFuture<T>> now) {
    CompletableFuture<T> result = new CompletableFuture<>();
    CompletableFuture<T> unused =
        awaited.whenComplete(
            (value, failure) -> {
              if (awaited.isCancelled()) {
                CompletableFuture<T> unusedToo =
                    now.get().whenComplete((is, wrong) -> complete(result, is, wrong));
              } else {
                complete(result, value, failure);
              }
            });
    return result;
  }

  private static <T> void complete(CompletableFuture<T> result, T value, Throwable failure) {
    if (failure == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(failure);
    }
  }

  /** A call begins that may wait. */
  Waiting begin() {
    return new Waiting();
  }

  /** For a call that nobody ends. */
  static Waiting unlimited() {
    return new Waits(Integer.MAX_VALUE).begin();
  }

  /** Where one payment has too many, the one that has waited longest waits no more. */
  private void add(String payment, Waiting waiting) {
    Optional<Waiting> tooMany;
    synchronized (this) {
      Deque<Waiting> all = byPayment.computeIfAbsent(payment, id -> new ArrayDeque<>());
      all.addLast(waiting);
      tooMany = all.size() > most ? Optional.of(all.removeFirst()) : Optional.empty();
    }
    tooMany.ifPresent(Waiting::end);
  }

  private synchronized void remove(String payment, Waiting waiting) {
    Deque<Waiting> all = byPayment.get(payment);
    if (all != null && all.remove(waiting) && all.isEmpty()) {
      byPayment.remove(payment);
    }
  }

  /** The longest wait of the payment that has the most. */
  synchronized Optional<Waiting> longest() {
    Optional<Deque<Waiting>> found = Optional.empty();
    for (Deque<Waiting> all : byPayment.values()) {
      if (!found.isPresent() || all.size() > found.get().size()) {
        found = Optional.of(all);
      }
    }
    return found.map(Deque::getFirst);
  }
}
