package org.tillkeeper.agent.payment;

import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.agent.payment.Attempt.Outcome;
import org.tillkeeper.agent.payment.Reversal.Stage;
import org.tillkeeper.agent.payment.Todo.When;
import org.tillkeeper.iso8583.RecoveryPolicy;
import org.tillkeeper.iso8583.ResponseCode.Meaning;

/**
 * The rules of a valid approval that comes when its payment does not wait for it any more. It
 * confirms what nothing has taken back and nobody has settled. What was taken back is taken back
 * once more.
 */
final class LateApproval {
  private LateApproval() {}

  static void heard(Draft draft, Attempt attempt, Answer answer, boolean beingGivenBack) {
    Attempt seen = attempt.approvalHeard(answer);
    draft.put(seen);
    if (wasFoundUnknown(attempt)) {
      draft.disproveNoOriginal();
    }
    boolean movesNoMoney = draft.policy() == RecoveryPolicy.NONE && !draft.now().isByShownCode();
    if (movesNoMoney || attempt.givenBackBy().isPresent()) {
      return;
    }
    if (beingGivenBack && seen.outcome() != Outcome.CONFIRMED) {
      // Its reversal and the refund would both give the money back.
      draft.note(
          "approved-while-given-back",
          attempt.number(),
          "Approved, and not reversed: a refund of it is under way.");
      return;
    }
    switch (seen.outcome()) {
      case CONFIRMED -> confirmedBefore(draft, seen);
      case OPEN -> open(draft, seen, answer);
      case REVERSED, DECLINED, NOT_SENT, CLOSED -> uncharged(draft, seen, answer);
    }
  }

  /**
   * Whether the acquirer had said that it has no such original, and was believed. A refusal that
   * came before is another reason for its having none. Of a code that nobody saw it may have said
   * so; which word closed it is not kept.
   */
  private static boolean wasFoundUnknown(Attempt attempt) {
    if (attempt.outcome() == Outcome.CLOSED) {
      return !attempt.seenAndNotRefused();
    }
    boolean reversed = attempt.reversal().isPresent();
    boolean unknown =
        reversed
            ? attempt.reversal().get().stage() == Stage.NO_ORIGINAL
            : attempt.outcome() == Outcome.REVERSED;
    return unknown && !attempt.refused();
  }

  /**
   * What was booked under two numbers is booked twice. Somebody between here and there may have
   * sent it again. The answer to an inquiry may have a number of its own, which proves nothing.
   */
  private static void confirmedBefore(Draft draft, Attempt attempt) {
    boolean comparable = attempt.sends() > 1 || attempt.inquiries() == 0;
    if (comparable && attempt.isBookedTwice() && !draft.resolution().isPresent()) {
      draft.note(
          "booked-twice",
          attempt.number(),
          attempt.sends() > 1
              ? "The acquirer booked the request and its repeat."
              : "The acquirer booked the request under two reference numbers.");
      draft.attention(Attention.MAY_BE_CHARGED_TWICE);
    }
  }

  /** Nobody has said that the attempt is uncharged, but for a person. */
  private static void open(Draft draft, Attempt attempt, Answer answer) {
    if (attempt.reversal().isPresent()) {
      // While its reversal is sent, that will undo it. One that is not sent any more is sent again.
      boolean isSent = attempt.reversal().get().stage() == Stage.OPEN;
      if (!isSent && !saidCharged(draft)) {
        reopened(draft, attempt);
      }
    } else if (draft.resolution().isPresent()) {
      if (!saidCharged(draft)) {
        contradicted(draft, attempt, answer);
      }
    } else if (outcomeUnknown(draft) && confirms(draft, answer)) {
      draft.note("confirmed-late", attempt.number(), "The acquirer confirms it after all.");
      draft.decidedBy(answer, OptionalLong.empty());
      Endings.confirmed(draft, attempt, answer);
    }
  }

  private static boolean outcomeUnknown(Draft draft) {
    return draft.now().needsPersonFor(Attention.OUTCOME_UNKNOWN)
        || draft.now().needsPersonFor(Attention.NOTICE_UNRESOLVED);
  }

  private static boolean confirms(Draft draft, Answer answer) {
    return answer.sale() == Meaning.APPROVED
        || (answer.sale() == Meaning.ACKNOWLEDGED && draft.isAdvice());
  }

  private static boolean saidCharged(Draft draft) {
    return draft.resolution().isPresent()
        && draft.resolution().get().outcome() == Resolution.Outcome.CONFIRMED;
  }

  /** The cashier was told that nothing is charged, and that must stay true. */
  private static void uncharged(Draft draft, Attempt attempt, Answer answer) {
    if (attempt.reversal().isPresent()) {
      reopened(draft, attempt);
    } else {
      contradicted(draft, attempt, answer);
    }
  }

  /** What was said of an attempt that nothing has reversed is not true any more. */
  private static void contradicted(Draft draft, Attempt attempt, Answer answer) {
    if (draft.isReversible()) {
      reverseAfterAll(
          draft,
          attempt.with(
              Reversing.recorded(
                  draft, attempt, ReversalReason.OTHER, answer.authCode().orElse(""))),
          "reversal-recorded",
          "Approved after it was "
              + (attempt.outcome() == Outcome.DECLINED ? "refused" : "taken for uncharged")
              + ": reversed.");
    } else {
      // Nothing can undo it.
      draft.put(attempt.with(Outcome.OPEN));
      draft.resolved(Optional.empty());
      draft.attention(
          draft.now().mayBeChargedBesides(attempt)
              ? Attention.MAY_BE_CHARGED_TWICE
              : Attention.MAY_BE_CHARGED);
    }
  }

  private static void reopened(Draft draft, Attempt attempt) {
    boolean undone = attempt.reversal().get().undoneAt().isPresent();
    reverseAfterAll(
        draft,
        attempt.with(attempt.reversal().get().reopened()),
        "reversal-reopened",
        undone
            ? "The acquirer approves what it had reversed: its reversal is sent again."
            : "The acquirer had the request after all: its reversal is open again.");
  }

  /**
   * Reverses an attempt that was taken for uncharged and is charged. A person's word does not stand
   * against that.
   */
  private static void reverseAfterAll(Draft draft, Attempt attempt, String kind, String message) {
    draft.put(attempt.with(Outcome.OPEN));
    if (!saidCharged(draft)) {
      draft.resolved(Optional.empty());
    }
    draft.note(kind, attempt.number(), message);
    draft.reverse(attempt, When.NOW);
    if (draft.state() == State.RECORDED) {
      draft.enter(State.REVERSING);
    }
  }
}
