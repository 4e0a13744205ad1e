package org.tillkeeper.agent.payment;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tillkeeper.agent.payment.Attempt.Outcome;
import org.tillkeeper.agent.payment.Reversal.Stage;
import org.tillkeeper.agent.payment.Step.Todo;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.ResponseCode.Meaning;
import org.tillkeeper.iso8583.ReversalMeaning;

/**
 * The rules of how a payment moves, all of them and nowhere else: one function from (payment,
 * event) to (payment, what to do next). The loop makes the result durable before it does anything
 * that follows from it.
 *
 * <pre>
 *              Sending                 approved
 *   RECORDED -----------> SENT --------------------------> CONFIRMED
 *    |   ^                 | \------- refused -----------> DECLINED
 *    |   |                 |  \------ STAN known (94) ---> ATTENTION
 *    |   |                 | no answer, cut, wrong MAC,
 *    |   | uncharged,      | does not match, cancelled
 *    |   | may be          v
 *    |   | sent again   REVERSING --- ended unproven ----> ATTENTION
 *    |   +---------------/   \------- uncharged ---------> CANCELLED
 *    +-- window over, cancelled: NOT_SENT, or CANCELLED after an attempt
 * </pre>
 *
 * <p>An attempt's reversal may outlive the payment's end: a late approval of an attempt that was
 * thought uncharged opens its reversal again, whatever the payment shows.
 */
public final class Recovery {
  private final boolean macOptionalOnRefusals;

  /**
   * @param macOptionalOnRefusals whether the dialect lets refusals come without a MAC
   */
  public Recovery(boolean macOptionalOnRefusals) {
    this.macOptionalOnRefusals = macOptionalOnRefusals;
  }

  /**
   * What follows from an event.
   *
   * @throws IllegalTransition if the event must not happen in this state
   */
  public Step after(Payment payment, Event event) {
    Draft draft = new Draft(payment);
    if (event instanceof Event.Sending e) {
      sending(draft, e);
    } else if (event instanceof Event.NotHandedOver e) {
      notHandedOver(draft, e);
    } else if (event instanceof Event.Answered e) {
      answered(draft, payment.attempt(e.attempt()), e.answer());
    } else if (event instanceof Event.Unanswered e) {
      unanswered(draft, payment.attempt(e.attempt()), e.why().text());
    } else if (event instanceof Event.CancelRequested) {
      cancelRequested(draft);
    } else if (event instanceof Event.RetryEnded e) {
      retryEnded(draft, e.why().text());
    } else if (event instanceof Event.Restarted) {
      restarted(draft);
    } else if (event instanceof Event.ReversalSending e) {
      reversalSending(draft, payment.attempt(e.attempt()), e);
    } else if (event instanceof Event.ReversalAnswered e) {
      reversalAnswered(draft, payment.attempt(e.attempt()), e.answer(), e.circumstances());
    } else if (event instanceof Event.ReversalUnanswered e) {
      draft.note(
          "reversal-no-answer",
          e.attempt(),
          "The reversal was not answered: " + e.why().text() + ".");
      draft.todo(Todo.REVERSE_AFTER_BACKOFF);
    } else if (event instanceof Event.ReversalUnreadable e) {
      reversalUnreadable(draft, payment.attempt(e.attempt()));
    } else if (event instanceof Event.Resolved e) {
      resolved(draft, e.resolution());
    } else {
      throw new IllegalTransition("No rule for " + event);
    }
    needsPersonWhereUnproven(draft);
    return draft.step();
  }

  private static void sending(Draft draft, Event.Sending event) {
    if (!draft.now().maySendNow()) {
      throw new IllegalTransition(
          "A sale must not be sent in state "
              + draft.state().label()
              + ": an attempt starts only while the customer waits and nothing before it may be charged");
    }
    int number = draft.now().attempts().size() + 1;
    draft.add(
        new Attempt(
            number,
            event.request(),
            1,
            Outcome.OPEN,
            Attempt.Heard.NOTHING,
            false,
            Optional.empty()));
    draft.enter(State.SENT);
    draft.note(
        "sent",
        number,
        "Request "
            + event.request().stan()
            + " recorded for sending by route "
            + event.request().route()
            + ".");
  }

  private static void notHandedOver(Draft draft, Event.NotHandedOver event) {
    Attempt attempt = draft.now().attempt(event.attempt());
    draft.note(
        "not-handed-over", attempt.number(), "Nothing left the terminal: " + event.why() + ".");
    if (attempt.reversal().isPresent() || !isUnderWay(draft, attempt)) {
      // Cancelled in the meantime: a durable reversal is never given up, the acquirer will say that
      // it has no original. Or answered, by an acquirer that cannot have it: its word stands.
      return;
    }
    draft.put(attempt.neverHandedOver());
    recordedAgain(draft);
  }

  private void answered(Draft draft, Attempt before, Answer answer) {
    Attempt attempt = before.answerHeard();
    draft.put(attempt);
    boolean waiting = isUnderWay(draft, attempt) && !attempt.reversal().isPresent();
    String what =
        "Answer "
            + shown(answer.responseCode())
            + ", MAC "
            + answer.mac().name().toLowerCase(Locale.ROOT);
    Optional<String> mismatch = mismatch(draft.now(), attempt, answer);
    boolean trusted = trusted(answer);
    String authCode = answer.authCode().orElse("");
    if (!waiting) {
      draft.note(
          "late-answer",
          attempt.number(),
          what + ": nobody was waiting for it" + suffix(mismatch) + ".");
      if (trusted && !mismatch.isPresent() && isApproval(answer)) {
        lateApproval(draft, attempt, authCode);
      }
      return;
    }
    draft.note("answer", attempt.number(), what + suffix(mismatch) + ".");
    if (!trusted) {
      if (answer.sale() == Meaning.SIGN_IN_AGAIN) {
        // An acquirer that has lost our key cannot make a MAC that is right under it.
        draft.todo(Todo.SIGN_IN);
      }
      reverse(draft, attempt, ReversalReason.WRONG_MAC, authCode);
      return;
    }
    if (mismatch.isPresent()) {
      reverse(draft, attempt, ReversalReason.OTHER, authCode);
      return;
    }
    draft.decidedBy(answer);
    switch (answer.sale()) {
      case APPROVED -> {
        draft.put(attempt.approvalHeard().with(Outcome.CONFIRMED));
        draft.enter(State.CONFIRMED);
      }
      case PARTIALLY_APPROVED ->
          reverse(draft, attempt.approvalHeard(), ReversalReason.OTHER, authCode);
      case UNKNOWN_OUTCOME -> reverse(draft, attempt, ReversalReason.NO_ANSWER, authCode);
      case DECLINED -> {
        draft.put(attempt.with(Outcome.DECLINED));
        draft.enter(State.DECLINED);
      }
      case DUPLICATE -> {
        draft.attention(Attention.STAN_KNOWN);
        draft.todo(Todo.JUMP_STAN);
      }
      case SIGN_IN_AGAIN -> {
        draft.put(attempt.with(Outcome.DECLINED));
        draft.todo(Todo.SIGN_IN);
        // A sign-in brings a new PIN key, so a PIN block of before cannot be sent again.
        if (draft.now().mayBeSentAgain() && draft.now().instrument().pinKeys() == 0) {
          recordedAgain(draft);
        } else {
          draft.enter(State.DECLINED);
        }
      }
    }
  }

  /** The attempt that the payment waits for. */
  private static boolean isUnderWay(Draft draft, Attempt attempt) {
    return draft.state() == State.SENT && attempt.outcome() == Outcome.OPEN;
  }

  private static void lateApproval(Draft draft, Attempt attempt, String authCode) {
    Attempt seen = attempt.approvalHeard();
    draft.put(seen);
    boolean personSaidCharged =
        draft.resolution.isPresent()
            && draft.resolution.get().outcome() == Resolution.Outcome.CONFIRMED;
    if (seen.outcome() == Outcome.CONFIRMED || personSaidCharged) {
      return;
    }
    if (seen.reversal().isPresent()) {
      Stage stage = seen.reversal().get().stage();
      if (stage != Stage.OPEN && stage != Stage.REVERSED) {
        reverseAfterAll(
            draft,
            seen.with(seen.reversal().get().reopened()),
            "reversal-reopened",
            "The acquirer had the request after all: its reversal is open again.");
      }
    } else if (seen.outcome() != Outcome.OPEN) {
      // Refused or never handed over, and approved all the same. What the cashier was told must
      // stay true.
      reverseAfterAll(
          draft,
          seen.with(Reversal.recorded(ReversalReason.OTHER, authCode)),
          "reversal-recorded",
          "Approved after it was "
              + (seen.outcome() == Outcome.DECLINED ? "refused" : "proven unsent")
              + ": reversed.");
    }
  }

  /** An attempt that was taken for uncharged is not. A person's word does not stand against it. */
  private static void reverseAfterAll(Draft draft, Attempt attempt, String kind, String message) {
    draft.put(attempt.with(Outcome.OPEN));
    draft.resolution = Optional.empty();
    draft.note(kind, attempt.number(), message);
    draft.todo(Todo.REVERSE);
    if (draft.state() == State.RECORDED) {
      draft.enter(State.REVERSING);
    }
  }

  private static void unanswered(Draft draft, Attempt attempt, String why) {
    draft.note("no-answer", attempt.number(), "The request was not answered: " + why + ".");
    if (isUnderWay(draft, attempt) && !attempt.reversal().isPresent()) {
      reverse(draft, attempt, ReversalReason.NO_ANSWER, "");
    }
  }

  private static void cancelRequested(Draft draft) {
    if (draft.state().isFinal()) {
      throw new IllegalTransition(
          "A payment that is final must not be cancelled: it is " + draft.state().label());
    }
    draft.cancelRequested = true;
    draft.retryOpen = false;
    draft.note("cancel", 0, "The cashier gave up.");
    if (draft.state() == State.RECORDED) {
      endUncharged(draft);
    } else if (draft.state() == State.SENT) {
      reverse(draft, draft.lastAttempt(), ReversalReason.OTHER, "");
    }
  }

  private static void retryEnded(Draft draft, String why) {
    draft.retryOpen = false;
    draft.note("retry-over", 0, "No new attempt: " + why + ".");
    endUnlessSendable(draft);
  }

  private static void restarted(Draft draft) {
    draft.retryOpen = false;
    draft.note("restart", 0, "Found after a restart in state " + draft.state().label() + ".");
    if (draft.state() == State.RECORDED) {
      endUncharged(draft);
    } else if (draft.state() == State.SENT) {
      reverse(draft, draft.lastAttempt(), ReversalReason.NO_ANSWER, "");
    }
  }

  private static void reversalSending(Draft draft, Attempt attempt, Event.ReversalSending event) {
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

  private void reversalAnswered(
      Draft draft, Attempt attempt, Answer answer, Event.Circumstances circumstances) {
    String what =
        "Reversal answered "
            + shown(answer.responseCode())
            + ", MAC "
            + answer.mac().name().toLowerCase(Locale.ROOT);
    Optional<String> mismatch = reversalMismatch(draft.now(), attempt, answer);
    boolean trusted =
        answer.mac() == MacVerdict.RIGHT
            || (answer.mac() == MacVerdict.ABSENT
                && macOptionalOnRefusals
                && answer.reversal() != ReversalMeaning.REVERSED);
    draft.note("reversal-answer", attempt.number(), what + suffix(mismatch) + ".");
    if (!attempt.reversalMayStillSucceed()) {
      return;
    }
    if (!trusted || mismatch.isPresent()) {
      if (answer.reversal() == ReversalMeaning.SIGN_IN_AGAIN) {
        draft.todo(Todo.SIGN_IN);
      }
      draft.todo(Todo.REVERSE_AFTER_BACKOFF);
      return;
    }
    Reversal reversal = attempt.reversal().get();
    String code = answer.responseCode();
    switch (answer.reversal()) {
      case REVERSED -> {
        draft.put(attempt.with(reversal.answered(code, Stage.REVERSED)).with(Outcome.REVERSED));
        provenUncharged(draft);
      }
      case NO_ORIGINAL -> {
        if (circumstances.hostMovedOn() || attempt.approved()) {
          draft.put(attempt.with(reversal.answered(code, Stage.ENDED_WITHOUT_PROOF)));
        } else if (circumstances.sameHost() && circumstances.originalExpired()) {
          draft.put(attempt.with(reversal.answered(code, Stage.NO_ORIGINAL)).noOriginal());
          provenUncharged(draft);
        } else {
          draft.put(attempt.with(reversal.answered(code, reversal.stage())));
          draft.todo(
              circumstances.sameHost()
                  ? Todo.REVERSE_AFTER_ORIGINAL_EXPIRED
                  : Todo.REVERSE_AFTER_BACKOFF);
          draft.note(
              "reversal-again",
              attempt.number(),
              "Asked again once a lost request can no longer arrive.");
        }
      }
      case ENDED_WITHOUT_PROOF ->
          draft.put(attempt.with(reversal.answered(code, Stage.ENDED_WITHOUT_PROOF)));
      case TRY_AGAIN -> {
        draft.put(attempt.with(reversal.answered(code, reversal.stage())));
        draft.todo(Todo.REVERSE_AFTER_BACKOFF);
      }
      case SIGN_IN_AGAIN -> {
        draft.put(attempt.with(reversal.answered(code, reversal.stage())));
        draft.todo(Todo.SIGN_IN);
        draft.todo(Todo.REVERSE_AFTER_BACKOFF);
      }
      case REFUSED -> draft.put(attempt.with(reversal.answered(code, Stage.PARKED)));
    }
  }

  private static void reversalUnreadable(Draft draft, Attempt attempt) {
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
   * A reversal that cannot be relied on any more leaves open whether its attempt was charged.
   * Whatever the cashier was told so far, somebody has to look, as soon as no other attempt of the
   * payment is under way.
   */
  private static void needsPersonWhereUnproven(Draft draft) {
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

  /** An attempt is proven to have charged nothing. */
  private static void provenUncharged(Draft draft) {
    if (draft.state() == State.REVERSING) {
      recordedAgain(draft);
    } else if (draft.state() == State.ATTENTION
        && !draft.now().resolution().isPresent()
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

  private static void reverse(
      Draft draft, Attempt attempt, ReversalReason reason, String authCode) {
    draft.put(attempt.with(Reversal.recorded(reason, authCode)));
    draft.enter(State.REVERSING);
    draft.note(
        "reversal-recorded",
        attempt.number(),
        "Reversal recorded with reason " + reason.code() + ".");
    draft.todo(Todo.REVERSE);
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
    draft.resolution = Optional.of(resolution);
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

  private static boolean isApproval(Answer answer) {
    return answer.sale() == Meaning.APPROVED || answer.sale() == Meaning.PARTIALLY_APPROVED;
  }

  /** Without a code an answer refuses nothing. */
  private static boolean isRefusal(Answer answer) {
    return hasCode(answer) && !isApproval(answer);
  }

  /** Whether the response code says anything: letters and digits, not blanks or zero bytes. */
  private static boolean hasCode(Answer answer) {
    String code = answer.responseCode();
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      boolean readable = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!readable) {
        return false;
      }
    }
    return !code.isEmpty();
  }

  /**
   * A MAC that is present must be right; an approval must have one; a refusal where the dialect
   * says so.
   */
  private boolean trusted(Answer answer) {
    return answer.mac() == MacVerdict.RIGHT
        || (answer.mac() == MacVerdict.ABSENT && macOptionalOnRefusals && isRefusal(answer));
  }

  /**
   * What an answer to a sale says differently from its request. A partial approval names the lower
   * amount it booked.
   */
  private static Optional<String> mismatch(Payment payment, Attempt attempt, Answer answer) {
    Optional<String> party = partyMismatch(attempt, answer);
    if (party.isPresent()) {
      return party;
    }
    if (!answer.terminal().isPresent()) {
      return Optional.of("it names no terminal");
    }
    if (!answer.amount().isPresent()) {
      return Optional.of("it names no amount");
    }
    if (answer.sale() != Meaning.PARTIALLY_APPROVED
        && answer.amount().getAsLong() != payment.amount()) {
      return Optional.of("it names the amount " + answer.amount().getAsLong());
    }
    return Optional.empty();
  }

  private static Optional<String> reversalMismatch(
      Payment payment, Attempt attempt, Answer answer) {
    if (answer.amount().isPresent() && answer.amount().getAsLong() != payment.amount()) {
      return Optional.of("it names the amount " + answer.amount().getAsLong());
    }
    return partyMismatch(attempt, answer);
  }

  private static Optional<String> partyMismatch(Attempt attempt, Answer answer) {
    if (!hasCode(answer)) {
      return Optional.of("it has no response code");
    }
    if (answer.terminal().isPresent()
        && !answer.terminal().get().equals(attempt.request().terminal())) {
      return Optional.of("it names another terminal");
    }
    if (answer.merchant().isPresent()
        && !answer.merchant().get().equals(attempt.request().merchant())) {
      return Optional.of("it names another merchant");
    }
    return Optional.empty();
  }

  private static String shown(String code) {
    return code.trim().isEmpty() ? "without a code" : code;
  }

  private static String suffix(Optional<String> mismatch) {
    return mismatch.isPresent() ? ", but " + mismatch.get() : "";
  }

  /** A payment while a rule works on it. */
  private static final class Draft {
    private final Payment before;
    private final List<Attempt> attempts;
    private final List<Step.Entry> history = new ArrayList<>();
    private final EnumSet<Todo> todo = EnumSet.noneOf(Todo.class);
    private State state;
    private boolean retryOpen;
    private boolean cancelRequested;
    private Optional<String> responseCode;
    private Optional<String> rrn;
    private Optional<String> authCode;
    private Optional<Attention> attention;
    private Optional<Resolution> resolution;

    Draft(Payment payment) {
      before = payment;
      attempts = new ArrayList<>(payment.attempts());
      state = payment.state();
      retryOpen = payment.retryOpen();
      cancelRequested = payment.cancelRequested();
      responseCode = payment.responseCode();
      rrn = payment.rrn();
      authCode = payment.authCode();
      attention = payment.attention();
      resolution = payment.resolution();
    }

    State state() {
      return state;
    }

    Attempt lastAttempt() {
      return attempts.get(attempts.size() - 1);
    }

    void add(Attempt attempt) {
      attempts.add(attempt);
    }

    void put(Attempt attempt) {
      attempts.set(attempt.number() - 1, attempt);
    }

    void enter(State next) {
      if (next == state) {
        return;
      }
      state = next;
      if (next.isFinal()) {
        retryOpen = false;
        note(next.label(), 0, "The payment is " + next.label() + ".");
      }
    }

    void attention(Attention why) {
      attention = Optional.of(why);
      enter(State.ATTENTION);
    }

    void decidedBy(Answer answer) {
      responseCode =
          answer.responseCode().isEmpty() ? Optional.empty() : Optional.of(answer.responseCode());
      rrn = answer.rrn();
      authCode = answer.authCode();
    }

    void note(String kind, int attempt, String message) {
      history.add(new Step.Entry(kind, attempt, message));
    }

    void todo(Todo what) {
      todo.add(what);
    }

    Payment now() {
      return new Payment(
          before.id(),
          before.type(),
          before.amount(),
          before.currency(),
          before.reference(),
          before.instrument(),
          state,
          retryOpen,
          cancelRequested,
          attempts,
          responseCode,
          rrn,
          authCode,
          attention,
          resolution,
          before.retryUntil(),
          before.createdAt(),
          before.updatedAt());
    }

    Step step() {
      return new Step(now(), history, todo);
    }
  }
}
