package org.tillkeeper.tools.acquirer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What the acquirer was told to say beside the truth: orders to the terminal in the next answers,
 * and answers to the next totals. Forgotten when it stops. Safe for any thread.
 */
final class Instructions {
  /** What to answer to totals, whatever the books say. */
  enum Settlement {
    BALANCED("balanced"),
    UNBALANCED("unbalanced"),
    ERROR("error"),
    /** The answer's totals end in the middle. */
    MALFORMED("malformed");

    private final String label;

    Settlement(String label) {
      this.label = label;
    }

    static List<String> labels() {
      List<String> labels = new ArrayList<>();
      for (Settlement one : values()) {
        labels.add(one.label);
      }
      return labels;
    }

    static Settlement named(String label) {
      for (Settlement one : values()) {
        if (one.label.equals(label)) {
          return one;
        }
      }
      throw new IllegalArgumentException(label);
    }
  }

  private final Deque<String> orders = new ArrayDeque<>();
  private final Deque<Settlement> settlements = new ArrayDeque<>();

  /** The next answer carries this order, a digit. */
  synchronized void order(String digit) {
    orders.add(digit);
  }

  /** The order of the answer that is being made; empty for none. */
  synchronized String nextOrder() {
    String next = orders.poll();
    return next == null ? "" : next;
  }

  /** The next totals get this answer. */
  synchronized void settlement(Settlement answer) {
    settlements.add(answer);
  }

  synchronized Optional<Settlement> nextSettlement() {
    return Optional.ofNullable(settlements.poll());
  }
}
