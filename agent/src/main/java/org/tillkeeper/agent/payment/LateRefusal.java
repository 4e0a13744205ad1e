package org.tillkeeper.agent.payment;

import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.agent.payment.Attempt.Outcome;
import org.tillkeeper.agent.payment.Reversal.Stage;

/**
 * The rules of a refusal for good that can be believed, is the first word on an attempt's only
 * send, and comes when its payment does not wait for it any more. It proves that nothing was
 * charged, as it does when it comes in time. It does not overrule a person: one who said that the
 * payment is charged is asked again.
 */
final class LateRefusal {
  private LateRefusal() {}

  static void heard(Draft draft, Attempt attempt, Answer answer) {
    Attempt refused = attempt.refusalHeard();
    draft.put(refused);
    draft.retryOver();
    if (refused.outcome() == Outcome.OPEN) {
      open(draft, refused, answer);
    }
    // It may have been recorded again by now. No other event would end it.
    Endings.endUnlessSendable(draft);
  }

  private static void open(Draft draft, Attempt attempt, Answer answer) {
    if (draft.resolution().isPresent()) {
      boolean saidCharged =
          draft.resolution().get().outcome() == Resolution.Outcome.CONFIRMED
              && draft.now().links().equals(Links.NONE);
      // A person's word is of this attempt alone where no other may be charged.
      if (saidCharged && !draft.now().mayBeChargedBesides(attempt)) {
        contradicted(draft, attempt, answer);
      }
    } else if (attempt.reversal().isPresent()) {
      if (attempt.reversal().get().stage() == Stage.ENDED_WITHOUT_PROOF) {
        Reversing.refusedAfter(draft, attempt);
      }
    } else if (draft.now().needsPersonFor(Attention.OUTCOME_UNKNOWN)) {
      draft.decidedBy(answer, OptionalLong.empty());
      Endings.declined(draft, attempt);
    }
  }

  private static void contradicted(Draft draft, Attempt attempt, Answer answer) {
    draft.note(
        "refused-after-all",
        attempt.number(),
        "A person settled it as charged, and the acquirer refused it: a person has to look again.");
    draft.resolved(Optional.empty());
    draft.decidedBy(answer, OptionalLong.empty());
    draft.attention(Attention.OUTCOME_UNKNOWN);
  }
}
