package org.tillkeeper.agent.settlement;

import java.util.Collections;
import java.util.Set;

/**
 * What follows from an event. Settlement, note, and the parts of {@code todo} that say so are one
 * commit. The loop does the rest once that is durable.
 *
 * @param settlement as it is after the event
 * @param note one English sentence for the journal
 * @param todo what the loop has to do
 */
public record Step(Settlement settlement, String note, Set<Todo> todo) {
  /** Makes the set read-only. */
  public Step {
    todo = Collections.unmodifiableSet(todo);
  }

  /** What the loop has to do. */
  public enum Todo {
    /** Lay down what is uploaded, in the same commit. */
    PLAN_UPLOAD,
    /** Close the batch and open the next, in the same commit. */
    CLOSE_BATCH,
    /** Sign in before the next message. */
    SIGN_IN,
    /** Send the same message again after a pause that grows. */
    AGAIN_LATER
  }
}
