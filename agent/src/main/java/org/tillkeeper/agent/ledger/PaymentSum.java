package org.tillkeeper.agent.ledger;

import java.time.Instant;
import java.util.Optional;
import org.tillkeeper.agent.payment.Payment;

/**
 * Some payments as a sum.
 *
 * @param count how many
 * @param amount their sum in the minor unit
 * @param oldest when the oldest of them began, by the wall clock; empty where there is none
 */
public record PaymentSum(long count, long amount, Optional<Instant> oldest) {
  /** Of none. */
  public static final PaymentSum NONE = new PaymentSum(0, 0, Optional.empty());

  /** With one more. */
  public PaymentSum and(Payment payment) {
    Instant began = payment.createdAt();
    boolean older = !oldest.isPresent() || began.isBefore(oldest.get());
    return new PaymentSum(
        count + 1, amount + payment.amount(), older ? Optional.of(began) : oldest);
  }
}
