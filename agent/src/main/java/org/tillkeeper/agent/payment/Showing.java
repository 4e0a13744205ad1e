package org.tillkeeper.agent.payment;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.agent.payment.Attempt.Outcome;
import org.tillkeeper.agent.payment.Event.Circumstances;
import org.tillkeeper.agent.payment.Event.Silence;
import org.tillkeeper.agent.payment.Todo.When;
import org.tillkeeper.iso8583.CodeMeaning;
import org.tillkeeper.iso8583.ResponseCode.Meaning;

/**
 * The rules of a code that the terminal shows and a customer scans. The answer to its request moves
 * no money: it brings the code. What became of it is known only by asking. A code that nobody wants
 * any more is closed, and only the word that it is closed and was not paid ends the payment as
 * uncharged. For example a cashier gives up while the customer is paying: the closing is answered
 * <em>paid</em>, and the payment is confirmed.
 *
 * <p>A code whose answer was lost was seen by nobody. It is closed all the same, for the acquirer
 * alone knows that.
 */
final class Showing {
  /**
   * After so many closings, an answer that says nothing leaves it to a person. One that is not
   * answered at all is closed again for as long as it takes.
   */
  static final int CLOSINGS_MOST = 20;

  private Showing() {}

  // ---- The request for a code

  static void answered(Draft draft, Trust trust, Attempt before, Answer answer) {
    boolean waiting = draft.state() == State.SENT && draft.isUnderWay(before);
    Attempt attempt = before.answerHeard(answer);
    draft.put(attempt);
    Optional<String> mismatch = trust.mismatch(attempt, answer);
    String what =
        "Answer " + answer.shownCode() + ", MAC " + answer.mac().name().toLowerCase(Locale.ROOT);
    if (!waiting) {
      draft.note(
          "late-answer",
          attempt.number(),
          what + ": nobody was waiting for it" + Trust.suffix(mismatch) + ".");
      if (refusesForGood(trust, answer) && !mismatch.isPresent()) {
        refusedLate(draft, attempt);
      }
      return;
    }
    draft.note("answer", attempt.number(), what + Trust.suffix(mismatch) + ".");
    boolean trusted = trust.original(answer);
    if (answer.sale() == Meaning.DUPLICATE) {
      // The acquirer knows this STAN from elsewhere. To close it would close another's code.
      draft.decidedBy(answer, OptionalLong.empty());
      draft.attention(trusted ? Attention.STAN_KNOWN : Attention.OUTCOME_UNKNOWN);
      if (trusted) {
        draft.jumpStan();
      }
    } else if (answer.code().issues()) {
      issued(draft, attempt, answer, mismatch);
    } else if (answer.sale().wantsSignIn()) {
      signInAgain(draft, attempt, answer, trusted);
    } else if (refusesForGood(trust, answer) && !mismatch.isPresent()) {
      draft.decidedBy(answer, OptionalLong.empty());
      Endings.declined(draft, attempt);
    } else {
      close(draft, attempt);
    }
  }

  /** Whether it refuses in a way that can be believed: then there is no code. */
  private static boolean refusesForGood(Trust trust, Answer answer) {
    return answer.hasCode()
        && answer.sale() == Meaning.DECLINED
        && !answer.code().issues()
        && trust.original(answer);
  }

  /** Nothing that cannot be believed is shown to a customer. */
  private static void issued(
      Draft draft, Attempt attempt, Answer answer, Optional<String> mismatch) {
    boolean named = answer.amount().isPresent() || attempt.request().amount() == 0;
    if (!answer.mac().vouches() || mismatch.isPresent() || !named || !answer.code().isShowable()) {
      draft.note("code-unusable", attempt.number(), "The code is not shown: nobody has seen it.");
      close(draft, attempt);
      return;
    }
    draft.retryOver();
    draft.enter(State.SHOWN);
    draft.note("code-shown", attempt.number(), "The code is shown to the customer.");
    draft.askOfCode(attempt, When.AFTER_BACKOFF);
  }

  private static void signInAgain(Draft draft, Attempt attempt, Answer answer, boolean trusted) {
    draft.signIn();
    if (!trusted) {
      close(draft, attempt.signInWanted());
      return;
    }
    draft.decidedBy(answer, OptionalLong.empty());
    draft.put(attempt.signInWanted().with(Outcome.DECLINED));
    if (draft.now().mayBeSentAgain()) {
      Endings.recordedAgain(draft);
    } else {
      Endings.declined(draft, attempt.signInWanted());
    }
  }

  /** The acquirer made no code, and says so after nobody waited for it any more. */
  private static void refusedLate(Draft draft, Attempt attempt) {
    if (draft.state() == State.CLOSING && draft.isUnderWay(attempt)) {
      draft.put(attempt.refusalHeard().with(Outcome.DECLINED));
      draft.retryOver();
      Endings.recordedAgain(draft);
    }
  }

  static void unanswered(Draft draft, Attempt attempt, Silence why) {
    draft.note("no-answer", attempt.number(), "The request was not answered: " + why.text() + ".");
    if (draft.state() == State.SENT && draft.isUnderWay(attempt)) {
      close(draft, attempt);
    }
  }

  static void restarted(Draft draft) {
    draft.retryOver();
    draft.note("restart", 0, "Found after a restart in state " + draft.state().label() + ".");
    if (draft.state() == State.RECORDED) {
      Endings.endUncharged(draft);
    } else if (draft.state() == State.SENT) {
      close(draft, draft.lastAttempt());
    }
  }

  // ---- Asking, and closing

  static void expired(Draft draft) {
    if (draft.state() != State.SHOWN) {
      throw new IllegalTransition("No code is shown in state " + draft.state().label());
    }
    draft.note("code-expired", draft.lastAttempt().number(), "The time of the code is over.");
    close(draft, draft.lastAttempt());
  }

  /** Lets nobody pay the code any more. That is asked until it is answered. */
  static void close(Draft draft, Attempt attempt) {
    draft.put(attempt);
    draft.enter(State.CLOSING);
    draft.note("closing", attempt.number(), "The code is being closed.");
    draft.askOfCode(attempt, When.NOW);
  }

  static void asking(Draft draft, Attempt attempt, Event.AskingOfCode event) {
    State asked = event.what() == CodeQuestion.CLOSING ? State.CLOSING : State.SHOWN;
    if (draft.state() != asked || !draft.isUnderWay(attempt)) {
      throw new IllegalTransition(
          "The code of attempt " + attempt.number() + " is not asked about");
    }
    Attempt now = attempt.askedOfCode(event.what(), event.keys());
    draft.put(now);
    boolean closes = event.what() == CodeQuestion.CLOSING;
    draft.note(
        closes ? "closing-sent" : "code-asked",
        attempt.number(),
        (closes ? "Closing " + now.closings() : "Question " + now.inquiries())
            + " of the code with STAN "
            + event.stan()
            + ", by route "
            + event.route()
            + ".");
  }

  static void untold(Draft draft, Attempt attempt, Event.CodeUnanswered event) {
    boolean closes = event.what() == CodeQuestion.CLOSING;
    draft.note(
        closes ? "closing-no-answer" : "code-no-answer",
        attempt.number(),
        (closes ? "The closing" : "The question about the code")
            + " was not answered: "
            + event.why().text()
            + ".");
    if (isOpen(draft, attempt)) {
      draft.askOfCode(attempt, When.AFTER_BACKOFF);
    }
  }

  private static boolean isOpen(Draft draft, Attempt attempt) {
    boolean asked = draft.state() == State.SHOWN || draft.state() == State.CLOSING;
    return asked && draft.isUnderWay(attempt);
  }

  static void told(Draft draft, Trust trust, Attempt attempt, Event.CodeAnswered event) {
    Answer answer = event.answer();
    boolean closes = event.what() == CodeQuestion.CLOSING;
    CodeMeaning said = closes ? answer.code().closed() : answer.code().asked();
    Optional<String> mismatch =
        said == CodeMeaning.PAID
            ? paidMismatch(trust, attempt, answer)
            : trust.reversalMismatch(attempt, answer);
    draft.note(
        closes ? "closing-answer" : "code-answer",
        attempt.number(),
        (closes ? "Closing" : "Question about the code")
            + " answered "
            + answer.shownCode()
            + ", MAC "
            + answer.mac().name().toLowerCase(Locale.ROOT)
            + Trust.suffix(mismatch)
            + ".");
    boolean believed = answer.mac().vouches() && !mismatch.isPresent();
    if (!isOpen(draft, attempt)) {
      if (said == CodeMeaning.PAID && believed && attempt.outcome() != Outcome.CONFIRMED) {
        LateApproval.heard(draft, attempt, answer, false);
      }
      return;
    }
    switch (said) {
      case PAID -> paid(draft, attempt, answer, mismatch);
      case CLOSED -> {
        if (believed) {
          closed(draft, attempt, answer);
        } else {
          again(draft, attempt);
        }
      }
      case NO_CODE -> {
        if (believed) {
          noCode(draft, attempt, event.circumstances());
        } else {
          again(draft, attempt);
        }
      }
      case NOT_PAID -> draft.askOfCode(attempt, When.AFTER_BACKOFF);
      case TRY_AGAIN, REFUSED -> {
        if (answer.sale().wantsSignIn()) {
          signInWanted(draft, attempt);
        } else if (believed && said == CodeMeaning.REFUSED) {
          unproven(draft, attempt);
        } else {
          again(draft, attempt);
        }
      }
    }
  }

  /**
   * How a word that it was paid speaks of something else. One without an amount confirms nothing.
   */
  private static Optional<String> paidMismatch(Trust trust, Attempt attempt, Answer answer) {
    Optional<String> mismatch = trust.mismatch(attempt, answer);
    return mismatch.isPresent() || answer.amount().isPresent()
        ? mismatch
        : Optional.of("it names no amount");
  }

  private static void paid(Draft draft, Attempt attempt, Answer answer, Optional<String> mismatch) {
    if (!answer.mac().vouches()) {
      again(draft, attempt);
    } else if (mismatch.isPresent()) {
      // Somebody paid something. To ask again would bring the same.
      draft.put(attempt.found());
      draft.decidedBy(answer, OptionalLong.empty());
      draft.attention(Attention.OUTCOME_UNKNOWN);
    } else {
      draft.decidedBy(answer, OptionalLong.empty());
      Endings.confirmed(draft, attempt, answer);
    }
  }

  /** Closed, and not paid. While it was shown the acquirer closed it by itself. */
  private static void closed(Draft draft, Attempt attempt, Answer answer) {
    draft.put(attempt.with(Outcome.CLOSED));
    if (draft.state() == State.SHOWN) {
      draft.decidedBy(answer, OptionalLong.empty());
      draft.enter(State.DECLINED);
    } else {
      Endings.recordedAgain(draft);
    }
  }

  /**
   * The acquirer made no such code. That proves something only of one that was never seen, under
   * the conditions that hold for the same answer to a reversal.
   */
  private static void noCode(Draft draft, Attempt attempt, Circumstances circumstances) {
    if (!circumstances.sameHost()) {
      again(draft, attempt);
    } else if (circumstances.looksElsewhere() || attempt.seenAndNotRefused()) {
      unproven(draft, attempt);
    } else if (circumstances.originalExpired()) {
      draft.put(attempt.with(Outcome.CLOSED));
      Endings.recordedAgain(draft);
    } else {
      draft.askOfCode(attempt, When.AFTER_ORIGINAL_EXPIRED);
    }
  }

  private static void signInWanted(Draft draft, Attempt attempt) {
    draft.put(attempt.signInWanted());
    if (!attempt.signedInFor()) {
      draft.signIn();
      again(draft, attempt);
    } else if (draft.state() == State.CLOSING) {
      // Another sign-in would bring the same.
      unproven(draft, attempt);
    } else {
      again(draft, attempt);
    }
  }

  /** It was answered to no use. */
  private static void again(Draft draft, Attempt attempt) {
    if (draft.state() == State.CLOSING && attempt.closings() >= CLOSINGS_MOST) {
      unproven(draft, attempt);
    } else {
      draft.askOfCode(attempt, When.AFTER_BACKOFF);
    }
  }

  private static void unproven(Draft draft, Attempt attempt) {
    draft.note(
        "closing-over", attempt.number(), "Nobody says whether the code was paid or is closed.");
    draft.attention(Attention.OUTCOME_UNKNOWN);
  }
}
