package org.tillkeeper.agent.payment;

import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What follows from an event: the payment as it is now, what its history says, and what the loop
 * has to do once both are durable.
 *
 * @param payment after the event
 * @param history in order, at least one
 * @param todo for the loop
 */
public record Step(Payment payment, List<Entry> history, Set<Todo> todo) {
  /** Makes the lists read-only. */
  public Step {
    history = Collections.unmodifiableList(history);
    todo = Collections.unmodifiableSet(todo);
  }

  /**
   * A line of a payment's history, without secrets.
   *
   * @param kind a stable word
   * @param attempt number of the attempt it is about, 0 for none
   * @param message one English sentence
   */
  public record Entry(String kind, int attempt, String message) {}
}
