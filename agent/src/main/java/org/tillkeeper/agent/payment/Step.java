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

  /** What the loop has to do. */
  public enum Todo {
    /** Sign in before the next financial message. */
    SIGN_IN,
    /** Let the STAN counter jump: the acquirer knows numbers ahead of it. */
    JUMP_STAN,
    /** Send the reversal now. */
    REVERSE,
    /** Send the reversal again after a pause that grows. */
    REVERSE_AFTER_BACKOFF,
    /** Send the reversal again once a lost original can no longer arrive. */
    REVERSE_AFTER_ORIGINAL_EXPIRED,
    /** Send the original again now. */
    REPEAT,
    /** Send the original again after a pause that grows. */
    REPEAT_AFTER_BACKOFF,
    /** Ask the acquirer what became of it, now. */
    INQUIRE,
    /** Ask after a pause that grows. */
    INQUIRE_AFTER_BACKOFF,
    /** Ask once a lost original can no longer arrive. */
    INQUIRE_AFTER_ORIGINAL_EXPIRED
  }
}
