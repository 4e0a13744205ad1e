package org.tillkeeper.agent.payment;

import java.util.Optional;
import org.tillkeeper.agent.payment.Todo.When;

/**
 * What follows when nobody knows what became of an attempt. There may be no answer, an answer that
 * cannot be believed, or a restart in between. The dialect says what to do by kind of request. For
 * example, a sale without an answer is reversed, and a notice without an answer is sent again.
 */
final class UnknownOutcome {
  private UnknownOutcome() {}

  static void unanswered(Draft draft, Attempt attempt, String why) {
    draft.note("no-answer", attempt.number(), "The request was not answered: " + why + ".");
    if (draft.isUnderWay(attempt)) {
      unknown(draft, attempt, ReversalReason.NO_ANSWER, Optional.empty());
    }
  }

  /** Nobody knows what became of the attempt that the payment waits for. */
  static void unknown(
      Draft draft, Attempt attempt, ReversalReason reason, Optional<String> authCode) {
    switch (draft.policy()) {
      case REVERSE -> Reversing.record(draft, attempt, reason, authCode.orElse(""));
      case REPEAT -> draft.repeat(attempt, When.AFTER_BACKOFF);
      case INQUIRE -> Inquiring.start(draft, attempt);
      case PERSON -> draft.attention(Attention.OUTCOME_UNKNOWN);
      case NONE -> draft.enter(State.CANCELLED);
    }
  }

  static void restarted(Draft draft) {
    draft.retryOver();
    draft.note("restart", 0, "Found after a restart in state " + draft.state().label() + ".");
    if (draft.state() == State.RECORDED) {
      Endings.endUncharged(draft);
    } else if (draft.state() == State.SENT) {
      unknown(draft, draft.lastAttempt(), ReversalReason.NO_ANSWER, Optional.empty());
    }
  }
}
