package org.tillkeeper.agent.payment;

import java.util.Optional;
import org.tillkeeper.agent.payment.Attempt.Outcome;

/**
 * How a payment ends: confirmed, declined, cancelled, never sent, or settled by a person's word.
 * Whether a payment ends or is sent once more is decided here too. For example, a reversed sale is
 * recorded again while its customer waits, and is cancelled once the customer has left.
 */
final class Endings {
  private Endings() {}

  static void confirmed(Draft draft, Attempt attempt, Answer answer) {
    draft.put(attempt.approvalHeard(answer).with(Outcome.CONFIRMED));
    boolean chip = draft.now().instrument().entry() == Entry.CHIP;
    if (chip && draft.isReversible() && !draft.now().terms().original().isPresent()) {
      draft.cardResult(CardResult.AWAITED);
    }
    draft.enter(State.CONFIRMED);
  }

  static void declined(Draft draft, Attempt attempt) {
    draft.put(attempt.with(Outcome.DECLINED));
    if (draft.now().terms().acceptedOffline()) {
      draft.attention(Attention.DECLINED_OFFLINE);
    } else {
      draft.enter(State.DECLINED);
    }
  }

  /** A refund gave back what the acquirer had booked of an attempt besides what is shown. */
  static void givenBack(Draft draft, Attempt attempt, String refund) {
    draft.put(attempt.givenBack(Optional.of(refund)));
    draft.note("given-back", attempt.number(), "Given back by refund " + refund + ".");
    attentionOver(draft);
  }

  /** That refund was undone. */
  static void notGivenBack(Draft draft, Attempt attempt, String refund) {
    draft.put(attempt.givenBack(Optional.empty()));
    draft.note("given-back", attempt.number(), "Refund " + refund + " was undone.");
    draft.attention(
        draft.now().isCharged() ? Attention.MAY_BE_CHARGED_TWICE : Attention.MAY_BE_CHARGED);
  }

  /** Goes on after an attempt is proven to have charged nothing. */
  static void provenUncharged(Draft draft) {
    if (draft.now().underWay().isPresent()) {
      // It was an earlier attempt. A later one still waits for its answer, or is asked about.
      return;
    }
    if (draft.state() == State.REVERSING || draft.state() == State.INQUIRING) {
      recordedAgain(draft);
    } else {
      attentionOver(draft);
    }
  }

  /** Ends the attention of a payment of which nothing is open any more. */
  private static void attentionOver(Draft draft) {
    if (draft.state() == State.ATTENTION
        && !draft.resolution().isPresent()
        && !draft.now().reversalMayStillSucceed()) {
      boolean charged = false;
      boolean unproven = false;
      for (Attempt attempt : draft.now().attempts()) {
        charged |= attempt.outcome() == Outcome.CONFIRMED;
        unproven |= attempt.outcome() == Outcome.OPEN;
        unproven |= attempt.isBookedTwice() && !attempt.givenBackBy().isPresent();
      }
      if (!unproven) {
        draft.enter(charged ? State.CONFIRMED : State.CANCELLED);
      }
    }
  }

  /**
   * Records the payment again after its last attempt has charged nothing. If an earlier attempt has
   * meanwhile turned out to need a reversal, that comes first.
   */
  static void recordedAgain(Draft draft) {
    if (draft.now().reversalMayStillSucceed()) {
      draft.enter(State.REVERSING);
    } else {
      draft.enter(State.RECORDED);
      endUnlessSendable(draft);
    }
  }

  static void retryEnded(Draft draft, Event.RetryEnd why) {
    draft.retryOver(why);
    draft.note("retry-over", 0, "No new attempt: " + why.text() + ".");
    endUnlessSendable(draft);
  }

  /** Ends a recorded payment that may not be sent any more. */
  static void endUnlessSendable(Draft draft) {
    if (draft.state() == State.RECORDED && !draft.now().mayBeSentAgain()) {
      endUncharged(draft);
    }
  }

  static void endUncharged(Draft draft) {
    draft.enter(draft.now().lastSent().isPresent() ? State.CANCELLED : State.NOT_SENT);
  }

  static void resolved(Draft draft, Resolution resolution) {
    if (draft.state() != State.ATTENTION) {
      throw new IllegalTransition(
          "Only a payment in attention is settled by evidence; this one is "
              + draft.state().label());
    }
    boolean confirmed = resolution.outcome() == Resolution.Outcome.CONFIRMED;
    if (!confirmed && draft.now().isCharged()) {
      throw new IllegalTransition(
          "A payment must not be cancelled while an attempt of it is confirmed and not taken back");
    }
    if (confirmed && draft.now().reversalMayStillSucceed()) {
      throw new IllegalTransition(
          "A payment must not be confirmed while a reversal of it may still succeed");
    }
    draft.resolved(Optional.of(resolution));
    draft.note(
        "resolved",
        0,
        "Settled as "
            + resolution.outcome().label()
            + " by "
            + resolution.by()
            + ": "
            + resolution.evidence());
    draft.enter(confirmed ? State.CONFIRMED : State.CANCELLED);
  }

  /**
   * Closes the batch of a payment. A message that the acquirer said it had before is confirmed if
   * both sides agreed on the totals. Otherwise a person has to look.
   */
  static void batchClosed(Draft draft, Event.BatchEnd end) {
    draft.batchClosed();
    draft.note("batch-closed", 0, end.text());
    if (draft.now().cardResult() == CardResult.AWAITED) {
      draft.cardResult(CardResult.NONE);
    }
    if (draft.now().delivered()) {
      Attempt attempt = draft.lastAttempt();
      if (end == Event.BatchEnd.AGREED) {
        draft.put(attempt.with(Outcome.CONFIRMED));
        draft.enter(State.CONFIRMED);
      } else {
        draft.attention(Attention.OUTCOME_UNKNOWN);
      }
    }
  }
}
