package org.tillkeeper.agent.till;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

  /** Where one payment has too many, the one that has waited longest waits no more. */
  void add(String payment, Waiting waiting) {
    Optional<Waiting> tooMany;
    synchronized (this) {
      Deque<Waiting> all = byPayment.computeIfAbsent(payment, id -> new ArrayDeque<>());
      all.addLast(waiting);
      tooMany = all.size() > most ? Optional.of(all.removeFirst()) : Optional.empty();
    }
    tooMany.ifPresent(Waiting::end);
  }

  synchronized void remove(String payment, Waiting waiting) {
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
