package org.tillkeeper.agent.story;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.settlement.Booked;
import org.tillkeeper.agent.settlement.Difference;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;

/**
 * What is known of the batch that a payment belongs to.
 *
 * @param number the acquirer's, 6 digits
 * @param end how it ended
 * @param settlement its last one; empty where there was none
 * @param uncounted payments of it that the acquirer may have booked and the terminal did not count:
 *     refused, reversed, or in need of a person
 */
public record BatchFacts(
    String number, End end, Optional<Settlement> settlement, List<Payment> uncounted) {
  /** How a batch ended. */
  public enum End {
    /** It is open. */
    NONE,
    /** A settlement closed it. */
    SETTLED,
    /** The acquirer closed it by itself. */
    CLOSED_BY_ACQUIRER,
    /** It was closed because the terminal became another one. */
    CLOSED_BY_CHANGE
  }

  /** Makes the list read-only. */
  public BatchFacts {
    uncounted = Collections.unmodifiableList(new ArrayList<>(uncounted));
  }

  /** Its last settlement, where that has ended. */
  Optional<Settlement> ended() {
    return settlement.filter(it -> it.result().isPresent());
  }

  /** Whether acquirer and terminal had the same totals, and nothing speaks against them. */
  boolean isAgreed() {
    return ended()
        .filter(it -> it.result().equals(Optional.of(Result.BALANCED)))
        .filter(it -> it.caveats().undone() == 0 && !it.isUnequal())
        .isPresent();
  }

  /** The settlement that ended with other totals at the acquirer, until a person has looked. */
  Optional<Settlement> disputed() {
    return ended().filter(it -> !it.acknowledged().isPresent()).filter(Settlement::isUnequal);
  }

  /**
   * Whether the acquirer has exactly one payment of this amount more than the terminal, on the
   * payment's side.
   */
  boolean hasOneMore(Payment payment) {
    return differsByOne(payment, 1);
  }

  /** The same with one less. */
  boolean hasOneLess(Payment payment) {
    return differsByOne(payment, -1);
  }

  private boolean differsByOne(Payment payment, int sign) {
    Optional<Difference> difference = disputed().flatMap(Settlement::difference);
    PaymentType.Money side = payment.type().money();
    if (!difference.isPresent() || side == PaymentType.Money.NONE) {
      return false;
    }
    Difference it = difference.get();
    long count = side == PaymentType.Money.DEBIT ? it.debitCount() : it.creditCount();
    return count == sign && it.amount(side) == sign * payment.amount();
  }

  /** How many payments of it may be the one of this amount that the acquirer has more. */
  int mayBeTheOneMore(Payment payment) {
    int candidates = 0;
    for (Payment other : uncounted) {
      boolean same =
          other.amount() == payment.amount() && other.type().money() == payment.type().money();
      candidates += same ? 1 : 0;
    }
    return candidates;
  }

  /** Whether a payment is among those that the terminal did not count. */
  boolean leftOut(Payment payment) {
    for (Payment other : uncounted) {
      if (other.id().equals(payment.id())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the terminal counted a request of the payment in this batch. */
  boolean counted(Payment payment) {
    return !Booked.of(payment, number).isEmpty();
  }
}
