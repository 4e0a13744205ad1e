package org.tillkeeper.agent.payment;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.agent.payment.Attempt.Outcome;
import org.tillkeeper.agent.payment.Todo.When;
import org.tillkeeper.iso8583.RecoveryPolicy;
import org.tillkeeper.iso8583.ResponseCode.Meaning;
import org.tillkeeper.iso8583.ReversalMeaning;

/**
 * The rules of an original request: when it is sent, when it is sent again, and what its answers
 * say. An answer that nobody can rely on leads to {@link UnknownOutcome}; one that decides leads to
 * {@link Endings}. For example, an approval with the right MAC confirms the payment, and the same
 * approval with a wrong MAC is reversed.
 */
final class Requesting {
  private Requesting() {}

  static void acceptedOffline(Draft draft) {
    if (draft.state() != State.RECORDED || !draft.now().attempts().isEmpty()) {
      throw new IllegalTransition("Only what was never sent can be accepted offline");
    }
    draft.retryOver();
    draft.enter(State.STORED);
    draft.note("accepted-offline", 0, "Accepted offline at the merchant's risk.");
  }

  /**
   * Delivers again what was accepted offline and needs a person, or what the acquirer took no
   * sign-in for. What the acquirer refused, or knew from elsewhere, is sent anew. What may be
   * booked is sent as it was, so that it is not booked twice.
   */
  static void deliveredAgain(Draft draft) {
    if (!draft.now().mayBeDeliveredAgain()) {
      throw new IllegalTransition("Nothing of this payment can be delivered again");
    }
    boolean stanKnown = draft.now().attention().equals(Optional.of(Attention.STAN_KNOWN));
    draft.enter(draft.now().terms().acceptedOffline() ? State.STORED : State.SENT);
    if (stanKnown) {
      draft.put(draft.lastAttempt().with(Outcome.DECLINED));
    }
    draft.note("delivered-again", 0, "It is delivered again.");
  }

  static void sending(Draft draft, Event.Sending event) {
    if (!draft.now().maySendNow()) {
      throw new IllegalTransition(
          "A payment must not be sent in state "
              + draft.state().label()
              + ": an attempt starts only while the customer waits and nothing before it may be charged");
    }
    int number = draft.now().attempts().size() + 1;
    draft.add(Attempt.sending(number, afterSignInsOf(draft, event.request())));
    // The batch of an earlier attempt may be closed. This attempt belongs to the open one.
    draft.ofOpenBatch();
    if (draft.state() != State.STORED) {
      draft.enter(State.SENT);
    }
    draft.note(
        "sent",
        number,
        "Request "
            + event.request().stan()
            + " recorded for sending by route "
            + event.request().route()
            + ".");
  }

  /** A notice that is sent anew after a sign-in still counts the demand for that sign-in. */
  private static Attempt.Request afterSignInsOf(Draft draft, Attempt.Request request) {
    boolean anew = draft.state() == State.STORED && !draft.now().attempts().isEmpty();
    return anew ? request.signInWantedUnder(draft.lastAttempt().request().signInKeys()) : request;
  }

  static void notHandedOver(Draft draft, Attempt attempt, String why) {
    draft.note("not-handed-over", attempt.number(), "Nothing left the terminal: " + why + ".");
    if (!draft.isUnderWay(attempt)) {
      // It was cancelled in the meantime. A durable reversal is never given up, and the acquirer
      // will say that it has no original. Or an acquirer that cannot have it answered: its word
      // stands.
      return;
    }
    if (attempt.sends() > 1) {
      // Only this send did not leave. An earlier one did.
      draft.repeat(attempt, When.AFTER_BACKOFF);
      return;
    }
    draft.put(attempt.neverHandedOver());
    if (draft.state() != State.STORED) {
      Endings.recordedAgain(draft);
    }
  }

  static void repeating(Draft draft, Attempt attempt, Event.Repeating event) {
    boolean repeatable = draft.policy() == RecoveryPolicy.REPEAT && !attempt.delivered();
    if (!draft.isUnderWay(attempt) || !repeatable) {
      throw new IllegalTransition("Attempt " + attempt.number() + " must not be sent again");
    }
    Attempt again = attempt.repeated(event.route(), event.keys());
    draft.put(again);
    draft.note(
        "repeated",
        attempt.number(),
        "Send " + again.sends() + " of the same request, by route " + event.route() + ".");
  }

  static void requestUnreadable(Draft draft, int attempt) {
    boolean needed =
        attempt == 0
            ? draft.state() == State.STORED && !draft.now().underWay().isPresent()
            : draft.isUnderWay(draft.now().attempt(attempt));
    if (!needed) {
      throw new IllegalTransition("No message of attempt " + attempt + " would be needed");
    }
    draft.note(
        "request-unreadable", attempt, "The ledger no longer holds a readable message of it.");
    draft.attention(Attention.OUTCOME_UNKNOWN);
  }

  /**
   * It decides nothing: the answer itself may still come. But the acquirer has seen the attempt, so
   * that no original proves nothing of it.
   */
  static void answeredAmiss(Draft draft, Attempt attempt, String mti) {
    draft.put(attempt.heardAmiss());
    draft.note(
        "answer-amiss",
        attempt.number(),
        "Message " + mti + " under its key is no answer to it: nothing is decided.");
  }

  static void answered(Draft draft, Trust trust, Attempt before, Event.Answered event) {
    Answer answer = event.answer();
    boolean waiting = draft.isUnderWay(before);
    Attempt attempt = before.answerHeard(answer);
    draft.put(attempt);
    String what =
        "Answer " + answer.shownCode() + ", MAC " + answer.mac().name().toLowerCase(Locale.ROOT);
    Optional<String> mismatch = trust.mismatch(attempt, answer);
    boolean trusted = trust.original(answer);
    if (!waiting) {
      draft.note(
          "late-answer",
          attempt.number(),
          what + ": nobody was waiting for it" + Trust.suffix(mismatch) + ".");
      if (trusted && (!mismatch.isPresent() || answer.sale() == Meaning.DUPLICATE)) {
        heardLate(draft, attempt, event, before.heard() == Attempt.Heard.NOTHING);
      }
      return;
    }
    draft.note("answer", attempt.number(), what + Trust.suffix(mismatch) + ".");
    if (!trusted && answer.sale().wantsSignIn() && isHopeless(draft, attempt)) {
      parked(draft, attempt.signInWanted(), answer);
    } else if (!trusted) {
      if (answer.sale().wantsSignIn()) {
        // An acquirer that has lost our key cannot make a MAC that is right under it.
        draft.signIn();
        attempt = attempt.signInWanted();
        draft.put(attempt);
      } else if (answer.isApproval() || refuses(answer)) {
        // Whoever answered would say the same to the next attempt. A wrong PIN counts each time.
        // What was approved once would be approved, and seen by the customer, each time.
        draft.retryOver();
      }
      if (answer.sale() == Meaning.DUPLICATE && !draft.isAdvice()) {
        // If it is true, a reversal would undo another payment.
        draft.attention(Attention.OUTCOME_UNKNOWN);
      } else {
        UnknownOutcome.unknown(draft, attempt, ReversalReason.WRONG_MAC, answer.authCode());
      }
    } else if (mismatch.isPresent() && !isStanOfAnother(draft, trust, attempt, answer)) {
      boolean decides = answer.isApproval() || refuses(answer);
      if (decides || trust.otherRequest(attempt, answer).isPresent()) {
        // The acquirer approved, or refused, in a way that cannot be relied on, or speaks of
        // another amount. A new attempt would bring the same.
        draft.retryOver();
      }
      Reversing.reverseOrAsk(draft, attempt, answer.authCode());
    } else {
      decided(draft, attempt, answer);
    }
  }

  /**
   * Whether the acquirer knows the STAN from another message. Whatever its answer names or leaves
   * out is that message's, and a reversal would undo that one. For a notice that was sent before,
   * the other message is its first send, as long as nothing else is named.
   */
  private static boolean isStanOfAnother(Draft draft, Trust trust, Attempt attempt, Answer answer) {
    boolean ownFirstSend = draft.isAdvice() && attempt.sends() > 1;
    return answer.sale() == Meaning.DUPLICATE
        && !(ownFirstSend && trust.otherRequest(attempt, answer).isPresent());
  }

  /** The acquirer's word on an attempt that the payment does not wait for any more. */
  private static void heardLate(Draft draft, Attempt attempt, Event.Answered event, boolean first) {
    Answer answer = event.answer();
    if (answer.isApproval()) {
      LateApproval.heard(draft, attempt, answer, event.beingGivenBack());
    } else if (answer.sale() == Meaning.DUPLICATE && first && attempt.sends() == 1) {
      Reversing.stanKnown(draft, attempt);
    } else if (isRefusalForGood(answer) && first && attempt.sends() == 1) {
      LateRefusal.heard(draft, attempt, answer);
    }
  }

  private static boolean refuses(Answer answer) {
    return answer.hasCode() && answer.sale() == Meaning.DECLINED;
  }

  /** Whether it refuses, and does not only say that it cannot decide right now. */
  private static boolean isRefusalForGood(Answer answer) {
    return answer.sale() == Meaning.DECLINED && answer.reversal() != ReversalMeaning.TRY_AGAIN;
  }

  /** The acquirer's word on the attempt that the payment waits for. */
  private static void decided(Draft draft, Attempt attempt, Answer answer) {
    boolean repeated = attempt.sends() > 1;
    switch (answer.sale()) {
      case APPROVED -> {
        draft.decidedBy(answer, OptionalLong.empty());
        Endings.confirmed(draft, attempt, answer);
      }
      case PARTIALLY_APPROVED -> partiallyApproved(draft, attempt, answer);
      case UNKNOWN_OUTCOME -> {
        boolean later = answer.reversal() == ReversalMeaning.TRY_AGAIN;
        if (later && draft.isAdvice()) {
          // The acquirer does not know yet. It is told until it does.
          draft.repeat(attempt, When.AFTER_BACKOFF);
        } else if (draft.isAdvice()) {
          draft.decidedBy(answer, OptionalLong.empty());
          draft.attention(Attention.NOTICE_UNRESOLVED);
        } else {
          draft.decidedBy(answer, OptionalLong.empty());
          UnknownOutcome.unknown(draft, attempt, ReversalReason.NO_ANSWER, answer.authCode());
        }
      }
      case DECLINED -> {
        boolean later = answer.reversal() == ReversalMeaning.TRY_AGAIN;
        if (later && (repeated || draft.isAdvice())) {
          // The answer is about this send. One before it may have been booked. And a notice is
          // still to be told: the acquirer only cannot take it right now.
          draft.repeat(attempt, When.AFTER_BACKOFF);
        } else if (repeated && draft.isAdvice()) {
          // An acquirer that does not know its repeats refuses them. The first send may be booked.
          draft.decidedBy(answer, OptionalLong.empty());
          draft.attention(Attention.NOTICE_UNRESOLVED);
        } else if (repeated) {
          // The same of what can be reversed. A new attempt would be refused as this one was.
          draft.decidedBy(answer, OptionalLong.empty());
          draft.retryOver();
          Reversing.reverseOrAsk(draft, attempt, answer.authCode());
        } else {
          draft.decidedBy(answer, OptionalLong.empty());
          Endings.declined(draft, attempt);
        }
      }
      case DUPLICATE -> {
        draft.decidedBy(answer, OptionalLong.empty());
        if (draft.isAdvice() && repeated) {
          draft.put(attempt.heardDelivered());
          draft.note(
              "delivered", attempt.number(), "The acquirer has it; settlement will show as what.");
        } else {
          draft.attention(Attention.STAN_KNOWN);
          draft.jumpStan();
        }
      }
      case SIGN_IN_AGAIN -> signInAgain(draft, attempt, answer);
      case OTHER_BATCH -> {
        if (repeated && draft.now().batchClosed()) {
          // A sign-in does not bring that batch back. An earlier send may have been booked in it.
          draft.decidedBy(answer, OptionalLong.empty());
          draft.attention(
              draft.isAdvice() ? Attention.NOTICE_UNRESOLVED : Attention.OUTCOME_UNKNOWN);
        } else {
          signInAgain(draft, attempt, answer);
        }
      }
      case ACKNOWLEDGED -> acknowledged(draft, attempt, answer);
    }
  }

  private static void acknowledged(Draft draft, Attempt attempt, Answer answer) {
    draft.decidedBy(answer, OptionalLong.empty());
    if (draft.isAdvice()) {
      Endings.confirmed(draft, attempt, answer);
    } else {
      UnknownOutcome.unknown(draft, attempt, ReversalReason.NO_ANSWER, answer.authCode());
    }
  }

  private static void partiallyApproved(Draft draft, Attempt attempt, Answer answer) {
    long approved = answer.amount().orElse(0);
    draft.decidedBy(answer, OptionalLong.of(approved));
    boolean lower = approved > 0 && approved < attempt.request().amount();
    if (draft.takesPart() && lower) {
      Endings.confirmed(draft, attempt, answer);
    } else {
      // A new attempt would bring the same part again, and the customer sees each of them.
      draft.retryOver();
      Reversing.reverseOrAsk(draft, attempt.approvalHeard(answer), answer.authCode());
    }
  }

  private static void signInAgain(Draft draft, Attempt before, Answer answer) {
    Attempt attempt = before.signInWanted();
    if (isHopeless(draft, before)) {
      boolean first = attempt.sends() == 1;
      parked(draft, first ? attempt.with(Outcome.DECLINED) : attempt, answer);
      return;
    }
    draft.signIn();
    draft.put(attempt);
    if (attempt.sends() > 1) {
      // Only this send was refused. An earlier one may have been booked.
      draft.repeat(attempt, When.AFTER_BACKOFF);
      return;
    }
    draft.decidedBy(answer, OptionalLong.empty());
    draft.put(attempt.with(Outcome.DECLINED));
    if (draft.state() == State.STORED) {
      return;
    }
    // A sign-in brings a new PIN key, so a PIN block from before it cannot be sent again.
    if (draft.now().mayBeSentAgain() && draft.now().instrument().pinKeys() == 0) {
      Endings.recordedAgain(draft);
    } else {
      Endings.declined(draft, attempt);
    }
  }

  /** Whether a sign-in was made for what is sent until it is answered, and another is wanted. */
  private static boolean isHopeless(Draft draft, Attempt attempt) {
    boolean untilAnswered =
        draft.state() == State.STORED || draft.policy() == RecoveryPolicy.REPEAT;
    return untilAnswered && attempt.signedInFor();
  }

  /**
   * No further sign-in is ordered for it. A notice waits for one that is due for another reason.
   */
  private static void parked(Draft draft, Attempt attempt, Answer answer) {
    draft.put(attempt);
    draft.decidedBy(answer, OptionalLong.empty());
    if (draft.isAdvice()) {
      draft.note(
          "notice-parked",
          attempt.number(),
          "The acquirer wants one sign-in after the other: it is sent again at a later sign-in.");
      draft.attention(Attention.NOTICE_UNRESOLVED);
    } else {
      draft.retryOver();
      Reversing.reverseOrAsk(draft, attempt, answer.authCode());
    }
  }
}
