package org.tillkeeper.agent.payment;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.agent.payment.Attempt.Outcome;
import org.tillkeeper.agent.payment.Reversal.Stage;
import org.tillkeeper.agent.payment.Todo.When;
import org.tillkeeper.iso8583.RecoveryPolicy;
import org.tillkeeper.iso8583.ResponseCode.Meaning;
import org.tillkeeper.iso8583.ReversalMeaning;

/**
 * The rules of how a payment moves: one function from (payment, event) to (payment, what to do
 * next). What concerns an attempt's reversal is in {@link Reversing}, what an inquiry proves in
 * {@link Inquiring}, and nothing of it anywhere else. The loop makes the result durable before it
 * does anything that follows from it.
 *
 * <pre>
 *              Sending                 approved
 *   RECORDED -----------> SENT --------------------------> CONFIRMED
 *    |   ^                 | \------- refused -----------> DECLINED
 *    |   |                 |  \------ STAN known (94) ---> ATTENTION
 *    |   |                 |
 *    |   |                 | outcome unknown: no answer, cut, wrong MAC, restart
 *    |   | uncharged,      |
 *    |   | may be          |  policy    what follows
 *    |   | sent again      +- reverse:  REVERSING -- ended unproven --> ATTENTION
 *    |   |                 |              \--------- uncharged -------> back, or CANCELLED
 *    |   |                 +- repeat:   SENT, the same message again until it is answered
 *    |   |                 +- inquire:  INQUIRING -- approved, refused, uncharged; else reversed
 *    |   +-----------------+- person:   ATTENTION
 *    |                     +- none:     CANCELLED, for no money moved
 *    +-- window over, cancelled: NOT_SENT, or CANCELLED after an attempt
 *    +-- accepted offline: STORED, delivered as a notice until it is answered
 * </pre>
 *
 * <p>The policy is the dialect's, by kind of request ({@link Rules}). An attempt's reversal may
 * outlive the payment's end: a late approval of an attempt that was thought uncharged opens its
 * reversal again, whatever the payment shows.
 */
public final class Recovery {
  private final Rules rules;
  private final Trust trust;

  /**
   * @param rules of the dialect
   */
  public Recovery(Rules rules) {
    this.rules = rules;
    trust = new Trust(rules);
  }

  /** The rules it decides by. */
  public Rules rules() {
    return rules;
  }

  /**
   * What follows from an event.
   *
   * @throws IllegalTransition if the event must not happen in this state
   */
  public Step after(Payment payment, Event event) {
    Draft draft = new Draft(rules, payment);
    if (event instanceof Event.AcceptedOffline) {
      acceptedOffline(draft);
    } else if (event instanceof Event.Sending e) {
      sending(draft, e);
    } else if (event instanceof Event.NotHandedOver e) {
      notHandedOver(draft, payment.attempt(e.attempt()), e.why());
    } else if (event instanceof Event.Repeating e) {
      repeating(draft, payment.attempt(e.attempt()), e);
    } else if (event instanceof Event.RequestUnreadable e) {
      requestUnreadable(draft, e.attempt());
    } else if (event instanceof Event.Answered e) {
      answered(draft, payment.attempt(e.attempt()), e.answer());
    } else if (event instanceof Event.Unanswered e) {
      unanswered(draft, payment.attempt(e.attempt()), e.why().text());
    } else if (event instanceof Event.Inquiring e) {
      Inquiring.sending(draft, payment.attempt(e.attempt()), e);
    } else if (event instanceof Event.InquiryAnswered e) {
      Inquiring.answered(draft, trust, payment.attempt(e.attempt()), e.answer(), e.circumstances());
    } else if (event instanceof Event.InquiryUnanswered e) {
      Inquiring.unanswered(draft, payment.attempt(e.attempt()), e.why());
    } else if (event instanceof Event.CardAnswered e) {
      cardAnswered(draft, e.accepted());
    } else if (event instanceof Event.CancelRequested) {
      cancelRequested(draft);
    } else if (event instanceof Event.RetryEnded e) {
      retryEnded(draft, e.why().text());
    } else if (event instanceof Event.Restarted) {
      restarted(draft);
    } else if (event instanceof Event.ReversalSending e) {
      Reversing.sending(draft, payment.attempt(e.attempt()), e);
    } else if (event instanceof Event.ReversalAnswered e) {
      Reversing.answered(draft, trust, payment.attempt(e.attempt()), e.answer(), e.circumstances());
    } else if (event instanceof Event.ReversalUnanswered e) {
      Reversing.unanswered(draft, payment.attempt(e.attempt()), e.why());
    } else if (event instanceof Event.ReversalUnreadable e) {
      Reversing.unreadable(draft, payment.attempt(e.attempt()));
    } else if (event instanceof Event.Resolved e) {
      resolved(draft, e.resolution());
    } else if (event instanceof Event.ReferredTo e) {
      draft.links(payment.links().with(e.by(), e.id(), e.amount()));
      draft.note("referred-to", 0, "Confirmed of it: " + e.by().label() + " " + e.id() + ".");
      if (payment.cardResult() == CardResult.AWAITED) {
        // A chip that refuses now would take back what is taken back already.
        draft.cardResult(CardResult.NONE);
      }
    } else if (event instanceof Event.NoLongerReferredTo e) {
      draft.links(payment.links().without(e.by(), e.amount()));
      draft.note("referred-to", 0, "Undone of it: " + e.by().label() + " " + e.id() + ".");
    } else if (event instanceof Event.BatchClosed e) {
      batchClosed(draft, e.end());
    } else {
      throw new IllegalTransition("No rule for " + event);
    }
    Reversing.needsPersonWhereUnproven(draft);
    return draft.step();
  }

  /** Whether the cashier may still give a payment up. */
  public boolean mayBeCancelled(Payment payment) {
    return switch (payment.state()) {
      case RECORDED, REVERSING -> true;
      case SENT, INQUIRING ->
          rules.isReversible(payment) || rules.recovery(payment) == RecoveryPolicy.NONE;
      case STORED -> !payment.lastSent().isPresent();
      case CONFIRMED, DECLINED, CANCELLED, NOT_SENT, ATTENTION -> false;
    };
  }

  private static void acceptedOffline(Draft draft) {
    if (draft.state() != State.RECORDED || !draft.now().attempts().isEmpty()) {
      throw new IllegalTransition("Only what was never sent can be accepted offline");
    }
    draft.retryOver();
    draft.enter(State.STORED);
    draft.note("accepted-offline", 0, "Accepted offline at the merchant's risk.");
  }

  private static void sending(Draft draft, Event.Sending event) {
    if (!draft.now().maySendNow()) {
      throw new IllegalTransition(
          "A payment must not be sent in state "
              + draft.state().label()
              + ": an attempt starts only while the customer waits and nothing before it may be charged");
    }
    int number = draft.now().attempts().size() + 1;
    draft.add(Attempt.sending(number, event.request()));
    // What an earlier attempt belonged to may be closed; this one is of the open batch.
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

  private static void notHandedOver(Draft draft, Attempt attempt, String why) {
    draft.note("not-handed-over", attempt.number(), "Nothing left the terminal: " + why + ".");
    if (!draft.isUnderWay(attempt)) {
      // Cancelled in the meantime: a durable reversal is never given up, the acquirer will say that
      // it has no original. Or answered, by an acquirer that cannot have it: its word stands.
      return;
    }
    if (attempt.sends() > 1) {
      // An earlier send did leave.
      draft.repeat(attempt, When.AFTER_BACKOFF);
      return;
    }
    draft.put(attempt.neverHandedOver());
    if (draft.state() != State.STORED) {
      recordedAgain(draft);
    }
  }

  private static void repeating(Draft draft, Attempt attempt, Event.Repeating event) {
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

  private static void requestUnreadable(Draft draft, int attempt) {
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

  private void answered(Draft draft, Attempt before, Answer answer) {
    boolean waiting = draft.isUnderWay(before);
    Attempt attempt = before.answerHeard(answer.date());
    draft.put(attempt);
    String what =
        "Answer " + answer.shownCode() + ", MAC " + answer.mac().name().toLowerCase(Locale.ROOT);
    Optional<String> mismatch = Trust.mismatch(attempt, answer);
    boolean trusted = trust.original(answer);
    if (!waiting) {
      draft.note(
          "late-answer",
          attempt.number(),
          what + ": nobody was waiting for it" + Trust.suffix(mismatch) + ".");
      if (trusted && !mismatch.isPresent()) {
        heardLate(draft, attempt, answer, before.heard() == Attempt.Heard.NOTHING);
      }
      return;
    }
    draft.note("answer", attempt.number(), what + Trust.suffix(mismatch) + ".");
    if (!trusted) {
      if (answer.sale().wantsSignIn()) {
        // An acquirer that has lost our key cannot make a MAC that is right under it.
        draft.signIn();
      }
      unknown(draft, attempt, ReversalReason.WRONG_MAC, answer.authCode());
    } else if (mismatch.isPresent()) {
      reverseOrAsk(draft, attempt, answer.authCode());
    } else {
      decided(draft, attempt, answer);
    }
  }

  /** The acquirer's word on an attempt that the payment does not wait for any more. */
  private static void heardLate(Draft draft, Attempt attempt, Answer answer, boolean first) {
    if (answer.isApproval()) {
      Reversing.lateApproval(draft, attempt, answer.authCode().orElse(""));
    } else if (answer.sale() == Meaning.DUPLICATE && first && attempt.sends() == 1) {
      Reversing.stanKnown(draft, attempt);
    }
  }

  /** The acquirer's word on the attempt that the payment waits for. */
  private void decided(Draft draft, Attempt attempt, Answer answer) {
    boolean repeated = attempt.sends() > 1;
    switch (answer.sale()) {
      case APPROVED -> {
        draft.decidedBy(answer, OptionalLong.empty());
        confirmed(draft, attempt);
      }
      case PARTIALLY_APPROVED -> partiallyApproved(draft, attempt, answer);
      case UNKNOWN_OUTCOME -> {
        draft.decidedBy(answer, OptionalLong.empty());
        if (draft.isAdvice()) {
          draft.attention(Attention.NOTICE_UNRESOLVED);
        } else {
          unknown(draft, attempt, ReversalReason.NO_ANSWER, answer.authCode());
        }
      }
      case DECLINED -> {
        boolean later = answer.reversal() == ReversalMeaning.TRY_AGAIN;
        if (later && (repeated || draft.isAdvice())) {
          // It speaks of this send, not of one before, which may have been booked; and what was
          // decided without the acquirer, who cannot take it now, is still to be told.
          draft.repeat(attempt, When.AFTER_BACKOFF);
        } else {
          draft.decidedBy(answer, OptionalLong.empty());
          declined(draft, attempt);
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
          // No sign-in brings that batch back, and an earlier send may have been booked in it.
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

  private void acknowledged(Draft draft, Attempt attempt, Answer answer) {
    draft.decidedBy(answer, OptionalLong.empty());
    if (draft.isAdvice()) {
      confirmed(draft, attempt);
    } else {
      unknown(draft, attempt, ReversalReason.NO_ANSWER, answer.authCode());
    }
  }

  static void confirmed(Draft draft, Attempt attempt) {
    draft.put(attempt.approvalHeard().with(Outcome.CONFIRMED));
    boolean chip = draft.now().instrument().entry() == Entry.CHIP;
    if (chip && draft.isReversible() && !draft.now().terms().original().isPresent()) {
      draft.cardResult(CardResult.AWAITED);
    }
    draft.enter(State.CONFIRMED);
  }

  private void partiallyApproved(Draft draft, Attempt attempt, Answer answer) {
    long approved = answer.amount().orElse(0);
    draft.decidedBy(answer, OptionalLong.of(approved));
    boolean lower = approved > 0 && approved < attempt.request().amount();
    if (rules.takesPart(draft.now()) && lower) {
      confirmed(draft, attempt);
    } else {
      // The same card would bring the same part again, and each is seen by the customer.
      draft.retryOver();
      reverseOrAsk(draft, attempt.approvalHeard(), answer.authCode());
    }
  }

  static void declined(Draft draft, Attempt attempt) {
    draft.put(attempt.with(Outcome.DECLINED));
    if (draft.now().terms().acceptedOffline()) {
      draft.attention(Attention.DECLINED_OFFLINE);
    } else {
      draft.enter(State.DECLINED);
    }
  }

  private static void signInAgain(Draft draft, Attempt attempt, Answer answer) {
    draft.signIn();
    if (attempt.sends() > 1) {
      // Only this send was refused.
      draft.repeat(attempt, When.AFTER_BACKOFF);
      return;
    }
    draft.decidedBy(answer, OptionalLong.empty());
    draft.put(attempt.with(Outcome.DECLINED));
    if (draft.state() == State.STORED) {
      return;
    }
    // A sign-in brings a new PIN key, so a PIN block of before cannot be sent again.
    if (draft.now().mayBeSentAgain() && draft.now().instrument().pinKeys() == 0) {
      recordedAgain(draft);
    } else {
      declined(draft, attempt);
    }
  }

  /** Nobody knows what became of the attempt that the payment waits for. */
  private static void unknown(
      Draft draft, Attempt attempt, ReversalReason reason, Optional<String> authCode) {
    switch (draft.policy()) {
      case REVERSE -> Reversing.record(draft, attempt, reason, authCode.orElse(""));
      case REPEAT -> draft.repeat(attempt, When.AFTER_BACKOFF);
      case INQUIRE -> Inquiring.start(draft, attempt);
      case PERSON -> draft.attention(Attention.OUTCOME_UNKNOWN);
      case NONE -> draft.enter(State.CANCELLED);
    }
  }

  /** The acquirer has booked something else than was asked for, or says so. */
  static void reverseOrAsk(Draft draft, Attempt attempt, Optional<String> authCode) {
    draft.put(attempt);
    if (draft.isReversible()) {
      Reversing.record(draft, attempt, ReversalReason.OTHER, authCode.orElse(""));
    } else if (draft.policy() == RecoveryPolicy.NONE) {
      draft.enter(State.CANCELLED);
    } else {
      draft.attention(Attention.OUTCOME_UNKNOWN);
    }
  }

  private static void unanswered(Draft draft, Attempt attempt, String why) {
    draft.note("no-answer", attempt.number(), "The request was not answered: " + why + ".");
    if (draft.isUnderWay(attempt)) {
      unknown(draft, attempt, ReversalReason.NO_ANSWER, Optional.empty());
    }
  }

  private static void cardAnswered(Draft draft, boolean accepted) {
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

  private void cancelRequested(Draft draft) {
    if (!mayBeCancelled(draft.now())) {
      throw new IllegalTransition(
          "A payment that is "
              + draft.state().label()
              + " must not be cancelled: it has its end, or nothing can undo what was sent");
    }
    draft.cancelled();
    draft.note("cancel", 0, "The cashier gave up.");
    switch (draft.state()) {
      case RECORDED, STORED -> endUncharged(draft);
      case SENT, INQUIRING -> reverseOrAsk(draft, draft.lastAttempt(), Optional.empty());
      default -> {
        // Its reversal is under way already.
      }
    }
  }

  private static void retryEnded(Draft draft, String why) {
    draft.retryOver();
    draft.note("retry-over", 0, "No new attempt: " + why + ".");
    endUnlessSendable(draft);
  }

  private static void restarted(Draft draft) {
    draft.retryOver();
    draft.note("restart", 0, "Found after a restart in state " + draft.state().label() + ".");
    if (draft.state() == State.RECORDED) {
      endUncharged(draft);
    } else if (draft.state() == State.SENT) {
      unknown(draft, draft.lastAttempt(), ReversalReason.NO_ANSWER, Optional.empty());
    }
  }

  private static void resolved(Draft draft, Resolution resolution) {
    if (draft.state() != State.ATTENTION) {
      throw new IllegalTransition(
          "Only a payment in attention is settled by evidence; this one is "
              + draft.state().label());
    }
    boolean confirmed = resolution.outcome() == Resolution.Outcome.CONFIRMED;
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

  /** What the acquirer had already is what settlement agreed on. */
  private static void batchClosed(Draft draft, Event.BatchEnd end) {
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

  /** An attempt is proven to have charged nothing. */
  static void provenUncharged(Draft draft) {
    if (draft.state() == State.REVERSING || draft.state() == State.INQUIRING) {
      recordedAgain(draft);
    } else if (draft.state() == State.ATTENTION
        && !draft.resolution().isPresent()
        && !draft.now().reversalMayStillSucceed()) {
      boolean charged = false;
      boolean unproven = false;
      for (Attempt attempt : draft.now().attempts()) {
        charged |= attempt.outcome() == Outcome.CONFIRMED;
        unproven |= attempt.outcome() == Outcome.OPEN;
      }
      if (!unproven) {
        draft.enter(charged ? State.CONFIRMED : State.CANCELLED);
      }
    }
  }

  /**
   * Its last attempt has charged nothing; an earlier one may have turned out to need a reversal.
   */
  private static void recordedAgain(Draft draft) {
    if (draft.now().reversalMayStillSucceed()) {
      draft.enter(State.REVERSING);
    } else {
      draft.enter(State.RECORDED);
      endUnlessSendable(draft);
    }
  }

  /** A recorded payment that may not be sent any more has come to its end. */
  private static void endUnlessSendable(Draft draft) {
    if (draft.state() == State.RECORDED && !draft.now().mayBeSentAgain()) {
      endUncharged(draft);
    }
  }

  private static void endUncharged(Draft draft) {
    draft.enter(draft.now().lastSent().isPresent() ? State.CANCELLED : State.NOT_SENT);
  }

  /** Whether a reversal of that stage is done with, and a late approval opens it again. */
  static boolean isOver(Stage stage) {
    return stage != Stage.OPEN && stage != Stage.REVERSED;
  }
}
