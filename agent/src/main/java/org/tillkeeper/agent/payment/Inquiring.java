package org.tillkeeper.agent.payment;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.agent.payment.Event.Circumstances;
import org.tillkeeper.agent.payment.Todo.When;
import org.tillkeeper.iso8583.InquiryMeaning;
import org.tillkeeper.iso8583.ResponseCode.Meaning;

/**
 * The rules of asking the acquirer what became of an attempt. It is asked a few times. If the
 * outcome stays unknown, the attempt is reversed, or left to a person where nothing can reverse it.
 */
final class Inquiring {
  /** The most inquiries about one attempt. */
  static final int AT_MOST = 6;

  private Inquiring() {}

  static void start(Draft draft, Attempt attempt) {
    draft.enter(State.INQUIRING);
    draft.note("inquiring", attempt.number(), "The acquirer is asked what became of it.");
    draft.inquire(attempt, When.NOW);
  }

  static void sending(Draft draft, Attempt attempt, Event.Inquiring event) {
    if (draft.state() != State.INQUIRING || !draft.isUnderWay(attempt)) {
      throw new IllegalTransition("Attempt " + attempt.number() + " is not asked about");
    }
    Attempt asked = attempt.inquired();
    draft.put(asked);
    draft.note(
        "inquiry-sent",
        attempt.number(),
        "Inquiry "
            + asked.inquiries()
            + " with STAN "
            + event.stan()
            + ", by route "
            + event.route()
            + ".");
  }

  static void unanswered(Draft draft, Attempt attempt, Event.Silence why) {
    draft.note(
        "inquiry-no-answer", attempt.number(), "The inquiry was not answered: " + why.text() + ".");
    if (draft.state() == State.INQUIRING && draft.isUnderWay(attempt)) {
      again(draft, attempt);
    }
  }

  static void answered(
      Draft draft, Trust trust, Attempt before, Answer answer, Circumstances circumstances) {
    Attempt attempt = before;
    boolean approved = answer.inquiry() == InquiryMeaning.APPROVED;
    // An approval has to name what it confirms, as an answer to the original has to.
    Optional<String> mismatch =
        approved ? trust.mismatch(attempt, answer) : trust.reversalMismatch(attempt, answer);
    draft.note(
        "inquiry-answer",
        attempt.number(),
        "Inquiry answered "
            + answer.shownCode()
            + ", MAC "
            + answer.mac().name().toLowerCase(Locale.ROOT)
            + Trust.suffix(mismatch)
            + ".");
    if (draft.state() != State.INQUIRING || !draft.isUnderWay(attempt)) {
      return;
    }
    boolean trusted = approved ? answer.mac().vouches() : trust.original(answer);
    if (trusted && (approved || answer.sale() == Meaning.PARTIALLY_APPROVED)) {
      // Whatever else the answer lacks or contradicts, the acquirer has the request.
      attempt = attempt.found();
      draft.put(attempt);
    }
    if (answer.sale().wantsSignIn()) {
      draft.signIn();
      again(draft, attempt);
    } else if (!trusted) {
      again(draft, attempt);
    } else if (mismatch.isPresent()) {
      if (approved) {
        // A new attempt would be approved, and found, in the same way.
        draft.retryOver();
      }
      Reversing.reverseOrAsk(draft, attempt, answer.authCode());
    } else {
      switch (answer.inquiry()) {
        case APPROVED -> {
          draft.decidedBy(answer, OptionalLong.empty());
          Endings.confirmed(draft, attempt, answer);
        }
        case DECLINED -> {
          draft.decidedBy(answer, OptionalLong.empty());
          Endings.declined(draft, attempt);
        }
        case NO_ORIGINAL -> noOriginal(draft, attempt, circumstances);
        case TRY_AGAIN -> again(draft, attempt);
      }
    }
  }

  /**
   * The acquirer says that it has no such original. That proves something only under the conditions
   * that hold for the same answer to a reversal.
   */
  private static void noOriginal(Draft draft, Attempt attempt, Circumstances circumstances) {
    if (attempt.refused()) {
      draft.put(attempt.noOriginal());
      Endings.provenUncharged(draft);
    } else if (!circumstances.sameHost()) {
      again(draft, attempt);
    } else if (circumstances.looksElsewhere() || attempt.seenAndNotRefused()) {
      // The acquirer looks where the request cannot be, or has answered it before.
      Reversing.reverseOrAsk(draft, attempt, Optional.empty());
    } else if (circumstances.originalExpired()) {
      draft.put(attempt.noOriginal());
      Endings.provenUncharged(draft);
    } else if (attempt.inquiries() < AT_MOST) {
      draft.inquire(attempt, When.AFTER_ORIGINAL_EXPIRED);
    } else {
      again(draft, attempt);
    }
  }

  private static void again(Draft draft, Attempt attempt) {
    if (attempt.inquiries() < AT_MOST) {
      draft.inquire(attempt, When.AFTER_BACKOFF);
    } else {
      draft.note(
          "inquiry-over", attempt.number(), "Asked " + AT_MOST + " times without an outcome.");
      Reversing.reverseOrAsk(draft, attempt, Optional.empty());
    }
  }
}
