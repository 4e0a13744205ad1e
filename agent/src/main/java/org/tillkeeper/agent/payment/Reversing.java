package org.tillkeeper.agent.payment;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.agent.payment.Attempt.Outcome;
import org.tillkeeper.agent.payment.Event.Circumstances;
import org.tillkeeper.agent.payment.Event.Speaker;
import org.tillkeeper.agent.payment.Reversal.Stage;
import org.tillkeeper.agent.payment.Todo.When;
import org.tillkeeper.iso8583.RecoveryPolicy;
import org.tillkeeper.iso8583.ResponseCode.Meaning;
import org.tillkeeper.iso8583.ReversalMeaning;

/**
 * The rules of an attempt's reversal: when it is recorded, what its answers prove, when it is
 * opened again, and when only a person can tell.
 */
final class Reversing {
  private Reversing() {}

  static void record(Draft draft, Attempt attempt, ReversalReason reason, String authCode) {
    draft.put(attempt.with(recorded(draft, attempt, reason, authCode)));
    draft.enter(State.REVERSING);
    draft.note(
        "reversal-recorded",
        attempt.number(),
        "Reversal recorded with reason " + reason.code() + ".");
    draft.reverse(attempt, When.NOW);
  }

  /** A reversal of an attempt, about to be sent for the first time. */
  static Reversal recorded(Draft draft, Attempt attempt, ReversalReason reason, String authCode) {
    OptionalLong part =
        draft.rules().reversesApprovedPart() ? attempt.approvedPart() : OptionalLong.empty();
    return Reversal.recorded(reason, authCode, part);
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
    if (!attempt.isReversalSentAgain()) {
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
    draft.reverse(openAgain(draft, attempt), When.AFTER_BACKOFF);
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
    if (!attempt.isReversalSentAgain()) {
      return;
    }
    if (!trusted || mismatch.isPresent()) {
      distrusted(draft, openAgain(draft, attempt), answer);
    } else if (attempt.reversal().get().undoneAt().isPresent()
        && findsNothing(answer)
        && !neverHadIt(attempt, answer, circumstances)) {
      undoneBefore(draft, attempt, answer);
    } else if (answer.reversal() == ReversalMeaning.REVERSED) {
      reversed(draft, attempt, answer, circumstances);
    } else {
      notReversed(draft, openAgain(draft, attempt), answer, circumstances);
    }
  }

  /**
   * A reversal that was sent once more, after the acquirer had said that it undid the original, is
   * open like any other if the acquirer does not stand by that.
   */
  private static Attempt openAgain(Draft draft, Attempt attempt) {
    if (!attempt.reversal().isPresent()
        || attempt.reversal().get().stage() != Stage.REVERSED_EARLY) {
      return attempt;
    }
    Attempt open = attempt.with(attempt.reversal().get().reopened()).with(Outcome.OPEN);
    draft.put(open);
    if (draft.state() == State.RECORDED) {
      draft.enter(State.REVERSING);
    }
    return open;
  }

  private static void distrusted(Draft draft, Attempt attempt, Answer answer) {
    if (answer.reversal().wantsSignIn()) {
      // An acquirer that has lost our key cannot make a MAC that is right under it.
      signInWanted(draft, attempt, attempt.reversal().get());
    } else {
      sentAgainOrParked(draft, attempt, attempt.reversal().get().distrusted());
    }
  }

  private static void signInWanted(Draft draft, Attempt attempt, Reversal reversal) {
    Reversal asked = reversal.signInWanted();
    if (!asked.getsNowhere()) {
      draft.signIn();
    }
    sentAgainOrParked(draft, attempt, asked);
  }

  /** Sends it again after a pause. One that gets nowhere waits for a person meanwhile. */
  private static void sentAgainOrParked(Draft draft, Attempt attempt, Reversal reversal) {
    boolean before = attempt.reversal().get().getsNowhere();
    draft.put(attempt.with(reversal));
    if (!reversal.getsNowhere()) {
      draft.reverse(attempt, When.AFTER_BACKOFF);
    } else if (!before) {
      parked(draft, attempt);
    }
  }

  private static void parked(Draft draft, Attempt attempt) {
    draft.note(
        "reversal-parked",
        attempt.number(),
        "The reversal gets nowhere: it is sent again at a later sign-in and before settlement.");
  }

  private static void reversed(
      Draft draft, Attempt attempt, Answer answer, Circumstances circumstances) {
    // Some acquirers say so whether or not they had the original. A lost one may arrive yet.
    boolean early = !circumstances.originalExpired() && attempt.neverAnswered();
    Reversal undone =
        attempt
            .reversal()
            .get()
            .undone(
                answer.responseCode(),
                HostTime.of(answer.date(), answer.time()),
                early ? Stage.REVERSED_EARLY : Stage.REVERSED);
    draft.put(attempt.with(undone).with(Outcome.REVERSED));
    if (early) {
      draft.reverse(attempt, When.AFTER_ORIGINAL_EXPIRED);
      askedAgain(draft, attempt);
    }
    Endings.provenUncharged(draft);
  }

  private static void askedAgain(Draft draft, Attempt attempt) {
    draft.note(
        "reversal-again",
        attempt.number(),
        "Asked again once a lost request can no longer arrive.");
  }

  /** Whether a host that an open reversal is not meant for says that it has no original. */
  private static boolean neverHadIt(Attempt attempt, Answer answer, Circumstances circumstances) {
    return !circumstances.sameHost()
        && answer.reversal() == ReversalMeaning.NO_ORIGINAL
        && attempt.reversal().get().stage() == Stage.OPEN;
  }

  /** Whether an answer says that there is nothing, or nothing more, to undo. */
  private static boolean findsNothing(Answer answer) {
    return answer.reversal() == ReversalMeaning.NO_ORIGINAL
        || answer.reversal() == ReversalMeaning.ENDED_WITHOUT_PROOF
        || answer.sale() == Meaning.DUPLICATE;
  }

  /**
   * The acquirer undid the original once and finds nothing more to undo. So it stays undone, unless
   * the acquirer may have booked it since.
   */
  private static void undoneBefore(Draft draft, Attempt attempt, Answer answer) {
    Reversal reversal = attempt.reversal().get();
    String code = answer.responseCode();
    if (attempt.mayBeBookedAfter(reversal.undoneAt().get())) {
      draft.put(attempt.with(reversal.answered(code, Stage.ENDED_WITHOUT_PROOF)));
    } else {
      draft.put(attempt.with(reversal.answered(code, Stage.REVERSED)).with(Outcome.REVERSED));
      Endings.provenUncharged(draft);
    }
  }

  private static void notReversed(
      Draft draft, Attempt attempt, Answer answer, Circumstances circumstances) {
    Reversal reversal = attempt.reversal().get();
    String code = answer.responseCode();
    switch (answer.reversal()) {
      case NO_ORIGINAL -> {
        if (circumstances.speaker() == Speaker.ANOTHER_FOR_GOOD && !attempt.refused()) {
          // Nobody who can be asked knows what became of it. For example its host was replaced.
          draft.put(attempt.with(reversal.refused(code)));
          parked(draft, attempt);
        } else {
          noOriginal(draft, attempt, code, circumstances);
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
      case SIGN_IN_AGAIN -> signInWanted(draft, attempt, reversal.answered(code, reversal.stage()));
      case OTHER_BATCH -> {
        if (draft.now().batchClosed()) {
          // A sign-in does not bring that batch back. The answer to a later send shows whether the
          // acquirer undoes the original all the same.
          draft.put(attempt.with(reversal.refused(code)));
        } else {
          signInWanted(draft, attempt, reversal.answered(code, reversal.stage()));
        }
      }
      case REFUSED -> draft.put(attempt.with(reversal.refused(code)));
      case REVERSED -> throw new IllegalStateException("it was reversed");
    }
  }

  private static void noOriginal(
      Draft draft, Attempt attempt, String code, Circumstances circumstances) {
    Reversal reversal = attempt.reversal().get();
    if (attempt.refused()) {
      refusedBefore(draft, attempt, code);
    } else if (!circumstances.sameHost()) {
      // Only the original's own host can say what became of it.
      draft.put(attempt.with(reversal.answered(code, reversal.stage())));
      draft.reverse(attempt, When.AFTER_BACKOFF);
      askedAgain(draft, attempt);
    } else if (circumstances.looksElsewhere() || attempt.seenAndNotRefused()) {
      draft.put(attempt.with(reversal.answered(code, Stage.ENDED_WITHOUT_PROOF)));
    } else if (circumstances.originalExpired()) {
      draft.put(attempt.with(reversal.answered(code, Stage.NO_ORIGINAL)).noOriginal());
      Endings.provenUncharged(draft);
    } else {
      draft.put(attempt.with(reversal.answered(code, reversal.stage())));
      draft.reverse(attempt, When.AFTER_ORIGINAL_EXPIRED);
      askedAgain(draft, attempt);
    }
  }

  /** As if the refusal had come first: then the reversal's answer would have been proof. */
  static void refusedAfter(Draft draft, Attempt attempt) {
    refusedBefore(draft, attempt, attempt.reversal().get().responseCode());
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
    if (!attempt.isReversalSentAgain()) {
      throw new IllegalTransition(
          "Attempt " + attempt.number() + " has no open reversal whose message would be needed");
    }
    Attempt open = openAgain(draft, attempt);
    draft.note(
        "reversal-unreadable",
        attempt.number(),
        "The ledger no longer holds a readable reversal message.");
    draft.put(open.with(open.reversal().get().ended(Stage.ENDED_WITHOUT_PROOF)));
  }

  /** Whether only a person who said otherwise stands against the acquirer's own refusal. */
  private static boolean isRefusedAfterAll(Payment payment, Attempt attempt) {
    return payment.needsPersonFor(Attention.OUTCOME_UNKNOWN)
        && attempt.refused()
        && attempt.reversal().get().stage() == Stage.ENDED_WITHOUT_PROOF;
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
      boolean hopeless =
          attempt.reversal().isPresent()
              && attempt.reversal().get().needsPerson()
              && !isRefusedAfterAll(now, attempt)
              && !attempt.givenBackBy().isPresent();
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
