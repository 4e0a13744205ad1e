package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.State;

/** What a till was shown last of each payment. */
final class Shown {
  private final Map<String, Payment> shown = new HashMap<>();

  /** What was shown before; empty where this is the first time. */
  Optional<Payment> show(Payment payment) {
    return Optional.ofNullable(shown.put(payment.id(), payment));
  }

  /** After the disk has lost commits. */
  void forget(String payment) {
    shown.remove(payment);
  }

  Optional<Payment> last(String payment) {
    return Optional.ofNullable(shown.get(payment));
  }

  Collection<Payment> all() {
    return shown.values();
  }

  /** Whether a reversal is shown as proof that the acquirer never had an original. */
  boolean isFoundUnknown(String stan) {
    return any(
        stan,
        (payment, attempt) ->
            attempt
                .reversal()
                .map(Reversal::stage)
                .equals(Optional.of(Reversal.Stage.NO_ORIGINAL)));
  }

  /** Whether an attempt is shown as reversed. */
  boolean isReversed(String stan, String batch) {
    return any(
        stan,
        (payment, attempt) ->
            attempt.request().batch().equals(batch)
                && attempt.outcome() == Attempt.Outcome.REVERSED);
  }

  /** Whether a reversal is shown that will be sent again. */
  boolean isReversedAgain(String stan) {
    return any(stan, (payment, attempt) -> attempt.isReversalSentAgain());
  }

  /** Whether the batch of the payment that has an attempt is closed on this side. */
  boolean isOfClosedBatch(String stan) {
    return any(stan, (payment, attempt) -> payment.batchClosed());
  }

  private boolean any(String stan, BiPredicate<Payment, Attempt> fits) {
    for (Payment payment : shown.values()) {
      for (Attempt attempt : payment.attempts()) {
        if (attempt.request().stan().equals(stan) && fits.test(payment, attempt)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Payments that are shown in a state. */
  List<Payment> as(State state) {
    List<Payment> payments = new ArrayList<>();
    for (Payment payment : shown.values()) {
      if (payment.state() == state) {
        payments.add(payment);
      }
    }
    return payments;
  }

  /** What was accepted offline, also by a chip, and is undelivered now: count and sum. */
  long[] undelivered() {
    long[] sum = new long[2];
    for (Payment payment : shown.values()) {
      boolean atRisk = payment.terms().acceptedOffline() && !payment.state().isFinal();
      if (atRisk && !payment.delivered()) {
        sum[0]++;
        sum[1] += payment.amount();
      }
    }
    return sum;
  }
}
