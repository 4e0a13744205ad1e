package org.tillkeeper.agent.session;

import java.util.Optional;
import org.tillkeeper.agent.payment.Asked;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.CodeQuestion;

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

  /** A request about an attempt of a payment. */
  sealed interface OfAttempt extends InFlight {
    AttemptKey attempt();

    @Override
    default Optional<String> payment() {
      return Optional.of(attempt().payment());
    }
  }

  /** An attempt's original, sent for the first time or again. */
  record Original(AttemptKey attempt, String answerMti, String stan, String terminal, Asked asked)
      implements OfAttempt {}

  /** An attempt's reversal, sent at a time of the monotonic clock. */
  record Undo(
      AttemptKey attempt,
      String answerMti,
      String stan,
      String terminal,
      Asked asked,
      long sentNanos,
      String route)
      implements OfAttempt {}

  /** An inquiry about an attempt, sent at a time of the monotonic clock. */
  record Inquiry(
      AttemptKey attempt,
      String answerMti,
      String stan,
      String terminal,
      Asked asked,
      long sentNanos,
      String route,
      long keys)
      implements OfAttempt {}

  /** A question about the code of an attempt, sent at a time of the monotonic clock. */
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
      implements OfAttempt {}

  /** Any other message, sent under these working keys; 0 for none. */
  record Other(OwnMessage ownMessage, String answerMti, String stan, String terminal, long keys)
      implements InFlight {
    @Override
    public Asked asked() {
      return Asked.UNKNOWN;
    }
  }
}
