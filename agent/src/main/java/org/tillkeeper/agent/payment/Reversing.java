package org.tillkeeper.agent.payment;

import java.util.Locale;
import java.util.Optional;
import org.tillkeeper.agent.payment.Attempt.Outcome;
import org.tillkeeper.agent.payment.Event.Circumstances;
import org.tillkeeper.agent.payment.Reversal.Stage;
import org.tillkeeper.agent.payment.Todo.When;
import org.tillkeeper.iso8583.RecoveryPolicy;

/**
 * The rules of an attempt's reversal: when it is recorded, what its answers prove, when it is
 * opened again, and when only a person can tell.
 */
final class Reversing {
  private Reversing() {}

  static void record(Draft draft, Attempt attempt, ReversalReason reason, String authCode) {
    draft.put(attempt.with(Reversal.recorded(reason, authCode)));
    draft.enter(State.REVERSING);
    draft.note(
        "reversal-recorded",
        attempt.number(),
        "Reversal recorded with reason " + reason.code() + ".");
    draft.reverse(attempt, When.NOW);
  }

  /**
   * Reverses an attempt of which it is not clear that the acquirer has booked what was asked for.
   * For example, its answer names another amount. Where nothing can reverse it, a person is asked,
   * unless no money moves.
   */
  static void reverseOrAsk(Draft draft, Attempt attempt, Optional<String> authCode) {
    draft.put(attempt);
    if (draft.isReversible()) {
      record(draft, attempt, ReversalReason.OTHER, authCode.orElse(""));
    } else if (draft.policy() == RecoveryPolicy.NONE) {
      draft.enter(State.CANCELLED);
    } else {
      draft.attention(Attention.OUTCOME_UNKNOWN);
    }
  }

  static void sending(Draft draft, Attempt attempt, Event.ReversalSending event) {
    if (!attempt.reversalMayStillSucceed()) {
      throw new IllegalTransition(
          "Attempt " + attempt.number() + " has no open reversal that could be sent");
    }
    Reversal sent = attempt.reversal().get().sending(event.keys());
    draft.put(attempt.with(sent));
    draft.note(
        "reversal-sent",
        attempt.number(),
        "Reversal with reason "
            + sent.reason().code()
            + ", send "
            + sent.sends()
            + ", by route "
            + event.route()
            + ".");
  }

  static void unanswered(Draft draft, Attempt attempt, Event.Silence why) {
    draft.note(
        "reversal-no-answer",
        attempt.number(),
        "The reversal was not answered: " + why.text() + ".");
    draft.reverse(attempt, When.AFTER_BACKOFF);
  }

  static void answered(
      Draft draft, Trust trust, Attempt attempt, Answer answer, Circumstances circumstances) {
    String what =
        "Reversal answered "
            + answer.shownCode()
            + ", MAC "
            + answer.mac().name().toLowerCase(Locale.ROOT);
    Optional<String> mismatch = trust.reversalMismatch(attempt, answer);
    boolean trusted = trust.reversal(answer);
    draft.note("reversal-answer", attempt.number(), what + Trust.suffix(mismatch) + ".");
    if (!attempt.reversalMayStillSucceed()) {
      return;
    }
    if (!trusted || mismatch.isPresent()) {
      if (answer.reversal().wantsSignIn()) {
        draft.signIn();
      }
      draft.reverse(attempt, When.AFTER_BACKOFF);
      return;
    }
    Reversal reversal = attempt.reversal().get();
    String code = answer.responseCode();
    switch (answer.reversal()) {
      case REVERSED -> {
        draft.put(attempt.with(reversal.answered(code, Stage.REVERSED)).with(Outcome.REVERSED));
        Endings.provenUncharged(draft);
      }
      case NO_ORIGINAL -> {
        if (attempt.refused()) {
          refusedBefore(draft, attempt, code);
        } else if (circumstances.hostMovedOn() || attempt.seenAndNotRefused()) {
          draft.put(attempt.with(reversal.answered(code, Stage.ENDED_WITHOUT_PROOF)));
        } else if (circumstances.sameHost() && circumstances.originalExpired()) {
          draft.put(attempt.with(reversal.answered(code, Stage.NO_ORIGINAL)).noOriginal());
          Endings.provenUncharged(draft);
        } else {
          draft.put(attempt.with(reversal.answered(code, reversal.stage())));
          draft.reverse(
              attempt, circumstances.sameHost() ? When.AFTER_ORIGINAL_EXPIRED : When.AFTER_BACKOFF);
          draft.note(
              "reversal-again",
              attempt.number(),
              "Asked again once a lost request can no longer arrive.");
        }
      }
      case ENDED_WITHOUT_PROOF -> {
        if (attempt.refused()) {
          refusedBefore(draft, attempt, code);
        } else {
          draft.put(attempt.with(reversal.answered(code, Stage.ENDED_WITHOUT_PROOF)));
        }
      }
      case TRY_AGAIN -> {
        draft.put(attempt.with(reversal.answered(code, reversal.stage())));
        draft.reverse(attempt, When.AFTER_BACKOFF);
      }
      case SIGN_IN_AGAIN -> signInAndAskAgain(draft, attempt, code);
      case OTHER_BATCH -> {
        if (draft.now().batchClosed()) {
          // A sign-in does not bring that batch back. The answer to a later send shows whether the
          // acquirer undoes the original all the same.
          draft.put(attempt.with(reversal.answered(code, Stage.PARKED)));
        } else {
          signInAndAskAgain(draft, attempt, code);
        }
      }
      case REFUSED -> draft.put(attempt.with(reversal.answered(code, Stage.PARKED)));
    }
  }

  /** The acquirer has nothing to reverse, for it refused the original itself. */
  private static void refusedBefore(Draft draft, Attempt attempt, String code) {
    Reversal reversal = attempt.reversal().get();
    draft.put(attempt.with(reversal.answered(code, Stage.NO_ORIGINAL)).noOriginal());
    draft.note(
        "refused-before",
        attempt.number(),
        "Nothing was charged: the acquirer refused the request itself.");
    Endings.provenUncharged(draft);
  }

  private static void signInAndAskAgain(Draft draft, Attempt attempt, String code) {
    Reversal reversal = attempt.reversal().get();
    draft.put(attempt.with(reversal.answered(code, reversal.stage())));
    draft.signIn();
    draft.reverse(attempt, When.AFTER_BACKOFF);
  }

  static void lateApproval(Draft draft, Attempt attempt, String authCode) {
    Attempt seen = attempt.approvalHeard();
    draft.put(seen);
    boolean personSaidCharged =
        draft.resolution().isPresent()
            && draft.resolution().get().outcome() == Resolution.Outcome.CONFIRMED;
    boolean movesMoney = draft.policy() != RecoveryPolicy.NONE;
    if (seen.outcome() == Outcome.CONFIRMED || personSaidCharged || !movesMoney) {
      return;
    }
    if (seen.reversal().isPresent()) {
      Stage stage = seen.reversal().get().stage();
      if (isOver(stage)) {
        reverseAfterAll(
            draft,
            seen.with(seen.reversal().get().reopened()),
            "reversal-reopened",
            "The acquirer had the request after all: its reversal is open again.");
      }
    } else if (!draft.isReversible()
        && (seen.outcome() != Outcome.OPEN || draft.resolution().isPresent())) {
      // The cashier was told, or said, what is not true any more, and nothing can undo it.
      draft.put(seen.with(Outcome.OPEN));
      draft.resolved(Optional.empty());
      draft.attention(
          sentAnew(draft.now(), seen) ? Attention.MAY_BE_CHARGED_TWICE : Attention.MAY_BE_CHARGED);
    } else if (seen.outcome() != Outcome.OPEN) {
      // It was refused or never handed over, and is approved all the same. The cashier was told
      // that nothing is charged, and that must stay true.
      reverseAfterAll(
          draft,
          seen.with(Reversal.recorded(ReversalReason.OTHER, authCode)),
          "reversal-recorded",
          "Approved after it was "
              + (seen.outcome() == Outcome.DECLINED ? "refused" : "proven unsent")
              + ": reversed.");
    }
  }

  /** Whether a reversal of a stage is not sent any more. A late approval then opens it again. */
  private static boolean isOver(Stage stage) {
    return switch (stage) {
      case OPEN, REVERSED -> false;
      case PARKED, NO_ORIGINAL, ENDED_WITHOUT_PROOF -> true;
    };
  }

  /** Whether another attempt than a charged one is charged too, or may be. */
  private static boolean sentAnew(Payment payment, Attempt charged) {
    for (Attempt other : payment.attempts()) {
      boolean mayBeCharged =
          other.outcome() == Outcome.CONFIRMED || other.outcome() == Outcome.OPEN;
      if (other.number() != charged.number() && mayBeCharged) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reverses an attempt that was taken for uncharged and is charged. A person's word does not stand
   * against that.
   */
  private static void reverseAfterAll(Draft draft, Attempt attempt, String kind, String message) {
    draft.put(attempt.with(Outcome.OPEN));
    draft.resolved(Optional.empty());
    draft.note(kind, attempt.number(), message);
    draft.reverse(attempt, When.NOW);
    if (draft.state() == State.RECORDED) {
      draft.enter(State.REVERSING);
    }
  }

  /**
   * Ends a reversal that would undo another payment, because the acquirer knows the STAN from
   * elsewhere. A reversal that was recorded before this was heard and has not left yet must not be
   * sent.
   */
  static void stanKnown(Draft draft, Attempt attempt) {
    if (attempt.reversal().isPresent()
        && attempt.reversal().get().stage() == Stage.OPEN
        && attempt.reversal().get().sends() == 0) {
      draft.put(attempt.with(attempt.reversal().get().ended(Stage.ENDED_WITHOUT_PROOF)));
      draft.jumpStan();
    }
  }

  static void unreadable(Draft draft, Attempt attempt) {
    if (!attempt.reversalMayStillSucceed()) {
      throw new IllegalTransition(
          "Attempt " + attempt.number() + " has no open reversal whose message would be needed");
    }
    Reversal reversal = attempt.reversal().get();
    draft.note(
        "reversal-unreadable",
        attempt.number(),
        "The ledger no longer holds a readable reversal message.");
    draft.put(attempt.with(reversal.ended(Stage.ENDED_WITHOUT_PROOF)));
  }

  /**
   * Calls a person where a reversal cannot be relied on any more, because it is then open whether
   * its attempt was charged. Whatever the cashier was told so far, somebody has to look. That waits
   * only while another attempt of the payment is under way.
   */
  static void needsPersonWhereUnproven(Draft draft) {
    Payment now = draft.now();
    if (now.resolution().isPresent()) {
      return;
    }
    boolean unproven = false;
    boolean refused = false;
    boolean underWay = false;
    boolean charged = false;
    for (Attempt attempt : now.attempts()) {
      boolean open = attempt.outcome() == Outcome.OPEN;
      boolean hopeless = attempt.reversal().isPresent() && attempt.reversal().get().needsPerson();
      unproven |= hopeless;
      refused |= hopeless && attempt.reversalMayStillSucceed();
      underWay |= open && !hopeless;
      charged |= attempt.outcome() == Outcome.CONFIRMED;
    }
    if (unproven && !underWay) {
      Attention uncharged = refused ? Attention.REVERSAL_REFUSED : Attention.MAY_BE_CHARGED;
      draft.attention(charged ? Attention.MAY_BE_CHARGED_TWICE : uncharged);
    }
  }
}
