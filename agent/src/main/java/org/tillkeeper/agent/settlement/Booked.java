package org.tillkeeper.agent.settlement;

import java.util.ArrayList;
import java.util.List;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;

/**
 * What of a payment the acquirer has in a batch, as far as the terminal knows. An acquirer books
 * attempts, not payments, so each attempt counts by itself, whatever the payment as a whole shows.
 * For example a sale needs a person because its first attempt may be charged as well; its second
 * attempt is confirmed and counts.
 */
public final class Booked {
  private Booked() {}

  /**
   * The attempts that count in a batch. An attempt counts if it is confirmed and not reversed. The
   * last one counts too if the acquirer says only that it has the message already, because
   * settlement has to show what became of it; and if a person found that the payment is charged.
   *
   * @param batch the acquirer's number of the batch; an attempt of another batch does not count
   */
  public static List<Attempt> of(Payment payment, String batch) {
    List<Attempt> booked = new ArrayList<>();
    if (payment.type().money() == PaymentType.Money.NONE || isDamaged(payment)) {
      return booked;
    }
    for (Attempt attempt : payment.attempts()) {
      if (attempt.outcome() == Attempt.Outcome.CONFIRMED) {
        booked.add(attempt);
      }
    }
    boolean byWord = payment.state() == State.CONFIRMED || payment.delivered();
    if (booked.isEmpty() && byWord) {
      payment.lastSent().ifPresent(booked::add);
    }
    booked.removeIf(attempt -> !attempt.request().batch().equals(batch));
    return booked;
  }

  /** Nothing that a damaged record says can be relied on, its state included. */
  private static boolean isDamaged(Payment payment) {
    return payment.state() == State.ATTENTION
        && payment.attention().filter(why -> why == Attention.RECORD_DAMAGED).isPresent();
  }
}
