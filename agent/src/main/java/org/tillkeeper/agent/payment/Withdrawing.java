package org.tillkeeper.agent.payment;

import java.util.Optional;
import org.tillkeeper.agent.payment.Attempt.Outcome;
import org.tillkeeper.iso8583.RecoveryPolicy;

/**
 * What the counter takes back. The cashier may give a payment up, and the chip may refuse what the
 * acquirer has approved. For example, a sale that is given up before its answer is reversed.
 */
final class Withdrawing {
  private Withdrawing() {}

  /** Whether the cashier may still give a payment up. */
  static boolean mayBeCancelled(Rules rules, Payment payment) {
    return switch (payment.state()) {
      case RECORDED, REVERSING, SHOWN, CLOSING -> true;
      case SENT, INQUIRING ->
          payment.isByShownCode()
              || rules.isReversible(payment)
              || rules.recovery(payment) == RecoveryPolicy.NONE;
      case STORED -> !payment.lastSent().isPresent();
      case CONFIRMED, DECLINED, CANCELLED, NOT_SENT, ATTENTION -> false;
    };
  }

  static void cancelRequested(Draft draft) {
    if (!mayBeCancelled(draft.rules(), draft.now())) {
      throw new IllegalTransition(
          "A payment that is "
              + draft.state().label()
              + " must not be cancelled: it has its end, or nothing can undo what was sent");
    }
    draft.cancelled();
    draft.note("cancel", 0, "The cashier gave up.");
    switch (draft.state()) {
      case RECORDED, STORED -> Endings.endUncharged(draft);
      case SENT, INQUIRING -> {
        if (draft.isByShownCode()) {
          Showing.close(draft, draft.lastAttempt());
        } else {
          Reversing.reverseOrAsk(draft, draft.lastAttempt(), Optional.empty());
        }
      }
      case SHOWN -> Showing.close(draft, draft.lastAttempt());
      case REVERSING, CLOSING -> {
        // What undoes it is under way already.
      }
      case CONFIRMED, DECLINED, CANCELLED, NOT_SENT, ATTENTION ->
          throw new IllegalTransition("A payment that has ended must not be cancelled");
    }
  }

  static void cardAnswered(Draft draft, boolean accepted) {
    if (draft.now().cardResult() != CardResult.AWAITED) {
      throw new IllegalTransition("The chip of this payment is not waited for");
    }
    if (accepted) {
      draft.cardResult(CardResult.ACCEPTED);
      draft.note("card-accepted", 0, "The chip accepted the acquirer's approval.");
      return;
    }
    draft.cardResult(CardResult.REFUSED);
    draft.note("card-refused", 0, "The chip refused what the acquirer had approved.");
    // A person who has settled it before did not know that.
    draft.resolved(Optional.empty());
    String authCode = draft.now().decision().authCode().orElse("");
    Reversing.record(draft, draft.lastAttempt().with(Outcome.OPEN), ReversalReason.OTHER, authCode);
  }
}
