package org.tillkeeper.agent.loop;

import org.tillkeeper.agent.ledger.Ledger.AttemptKey;

/** The one request that waits for its answer. Lives for one exchange. */
sealed interface Outstanding {
  /** MTI of its answer. */
  String answerMti();

  /** STAN of its answer; empty where the message carries none. */
  String stan();

  /** An attempt's original. */
  record Original(AttemptKey attempt, String answerMti, String stan) implements Outstanding {}

  /** An attempt's reversal, sent at a time of the monotonic clock. */
  record Undo(AttemptKey attempt, String answerMti, String stan, long sentNanos, String route)
      implements Outstanding {}

  /** A sign-in. */
  record SignIn(String answerMti, String stan) implements Outstanding {}

  /** An echo. */
  record Echo(String answerMti) implements Outstanding {
    @Override
    public String stan() {
      return "";
    }
  }
}
