package org.tillkeeper.agent.payment;

import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What follows from an event. Payment and history are made durable together, and only then the loop
 * does what there is to do.
 *
 * @param payment as it is after the event
 * @param history what the history says of it, in order, at least one line
 * @param todo what the loop has to do
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
