package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.Optional;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Asked;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.CodeQuestion;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.iso8583.CodeMeaning;
import org.tillkeeper.iso8583.InquiryMeaning;
import org.tillkeeper.iso8583.ReversalMeaning;

/** A request that waits for its answer. Lives for one exchange. */
sealed interface InFlight {
  /** MTI of its answer. */
  String answerMti();

  /** STAN of its answer; empty where the message carries none. */
  String stan();

  /** What it said of currency and processing code, which its answer may not contradict. */
  Asked asked();

  /** The terminal that its answer names, if it names one. */
  String terminal();

  /** The id of the payment it belongs to, if it belongs to one. */
  default Optional<String> payment() {
    return Optional.empty();
  }

  /** How it gives way to a payment that would wait for its answer; empty where it does not. */
  default Optional<Yielding> givesWay() {
    return Optional.empty();
  }

  /**
   * How a request gives way.
   *
   * @param after how long a payment waits for it
   * @param place what stands above this place goes before it
   * @param what it is called when its connection is given up
   */
  record Yielding(Duration after, Turns.Place place, String what) {}

  /** A request about an attempt of a payment. */
  sealed interface OfAttempt extends InFlight {
    AttemptKey attempt();

    /** The generation of the working keys that it was sent under. */
    long keys(Attempt attempt);

    @Override
    default Optional<String> payment() {
      return Optional.of(attempt().payment());
    }
  }

  /** An attempt's original, sent for the first time or again. */
  record Original(AttemptKey attempt, String answerMti, String stan, String terminal, Asked asked)
      implements OfAttempt {
    @Override
    public long keys(Attempt original) {
      return original.request().keys();
    }
  }

  /** What follows an attempt's original. */
  sealed interface FollowUp extends OfAttempt {
    /** The name of the route it was sent by. */
    String route();

    /** When, on the monotonic clock. */
    long sentNanos();

    /** What it is called among the codes of the line. */
    String label();

    /** What its answer is to the payment. */
    Event answered(Answer answer, Event.Circumstances circumstances);

    /** Whether its answer says that there is no such original. */
    boolean isWithoutOriginal(Answer answer);
  }

  /** An attempt's reversal. */
  record Undo(
      AttemptKey attempt,
      String answerMti,
      String stan,
      String terminal,
      Asked asked,
      long sentNanos,
      String route)
      implements FollowUp {
    @Override
    public long keys(Attempt original) {
      return original.reversal().get().keys();
    }

    @Override
    public String label() {
      return "reversal";
    }

    @Override
    public Event answered(Answer answer, Event.Circumstances circumstances) {
      return new Event.ReversalAnswered(attempt.number(), answer, circumstances);
    }

    @Override
    public boolean isWithoutOriginal(Answer answer) {
      return answer.reversal() == ReversalMeaning.NO_ORIGINAL;
    }
  }

  /** An inquiry about an attempt. */
  record Inquiry(
      AttemptKey attempt,
      String answerMti,
      String stan,
      String terminal,
      Asked asked,
      long sentNanos,
      String route,
      long keys)
      implements FollowUp {
    @Override
    public long keys(Attempt original) {
      return keys;
    }

    @Override
    public String label() {
      return "inquiry";
    }

    @Override
    public Event answered(Answer answer, Event.Circumstances circumstances) {
      return new Event.InquiryAnswered(attempt.number(), answer, circumstances);
    }

    @Override
    public boolean isWithoutOriginal(Answer answer) {
      return answer.inquiry() == InquiryMeaning.NO_ORIGINAL;
    }
  }

  /** A question about the code of an attempt, or its closing. */
  record OfCode(
      AttemptKey attempt,
      CodeQuestion what,
      String answerMti,
      String stan,
      String terminal,
      Asked asked,
      long sentNanos,
      String route,
      long keys)
      implements FollowUp {
    private static final Duration GIVES_WAY_AFTER = Duration.ofSeconds(1);

    @Override
    public Optional<Yielding> givesWay() {
      return Optional.of(
          new Yielding(GIVES_WAY_AFTER, Turns.Place.SHOWN_CODE, "question about a code"));
    }

    @Override
    public long keys(Attempt original) {
      return keys;
    }

    @Override
    public String label() {
      return "code";
    }

    @Override
    public Event answered(Answer answer, Event.Circumstances circumstances) {
      return new Event.CodeAnswered(attempt.number(), what, answer, circumstances);
    }

    @Override
    public boolean isWithoutOriginal(Answer answer) {
      return what == CodeQuestion.CLOSING && answer.code().closed() == CodeMeaning.NO_CODE;
    }
  }

  /** Any other message, sent under these working keys; 0 for none. */
  record Other(OwnMessage ownMessage, String answerMti, String stan, String terminal, long keys)
      implements InFlight {
    @Override
    public Asked asked() {
      return Asked.UNKNOWN;
    }

    @Override
    public Optional<Yielding> givesWay() {
      return ownMessage
          .givesWayAfter()
          .map(after -> new Yielding(after, Turns.Place.OTHER, ownMessage.label()));
    }
  }
}
