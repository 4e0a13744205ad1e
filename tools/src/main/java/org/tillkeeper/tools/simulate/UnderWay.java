package org.tillkeeper.tools.simulate;

import java.util.HashMap;
import java.util.Map;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;

/** Requests that the network still has: they may arrive yet. */
final class UnderWay {
  private final Map<String, Integer> originals = new HashMap<>();
  private final Map<String, Integer> reversals = new HashMap<>();

  void left(Request request) {
    count(request, 1);
  }

  /** It arrived, or is lost. */
  void gone(Request request) {
    count(request, -1);
  }

  private void count(Request request, int change) {
    if (request.verb().isOriginal()) {
      originals.merge(request.stan(), change, Integer::sum);
    } else if (request.verb() == Verb.REVERSAL) {
      reversals.merge(request.stan(), change, Integer::sum);
    }
  }

  /** Whether an original may still arrive. */
  boolean mayStillArrive(String stan) {
    return originals.getOrDefault(stan, 0) > 0;
  }

  /** Whether any request of a payment may still arrive. */
  boolean mayStillArrive(Payment payment) {
    for (Attempt attempt : payment.attempts()) {
      String stan = attempt.request().stan();
      if (mayStillArrive(stan) || reversals.getOrDefault(stan, 0) > 0) {
        return true;
      }
    }
    return false;
  }
}
