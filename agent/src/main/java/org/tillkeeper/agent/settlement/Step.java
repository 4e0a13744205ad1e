package org.tillkeeper.agent.settlement;

import java.util.Collections;
import java.util.Set;

/**
 * What follows from an event: the settlement as it is now, what the journal says, and what the loop
 * has to do: the first two in the same commit, the others once it is durable.
 *
 * @param settlement after the event
 * @param note one English sentence for the journal
 * @param todo for the loop
 */
public record Step(Settlement settlement, String note, Set<Todo> todo) {
  /** Makes the set read-only. */
  public Step {
    todo = Collections.unmodifiableSet(todo);
  }

  /** What the loop has to do. */
  public enum Todo {
    /** In the same commit: lay down what is uploaded. */
    PLAN_UPLOAD,
    /** In the same commit: close the batch and open the next. */
    CLOSE_BATCH,
    /** Sign in before the next message. */
    SIGN_IN,
    /** Send the same message again after a pause that grows. */
    AGAIN_LATER
  }
}
