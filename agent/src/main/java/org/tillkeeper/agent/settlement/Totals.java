package org.tillkeeper.agent.settlement;

import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;

/**
 * Totals of a batch. They count attempts; {@link Booked} says which. A voided sale stays a debit,
 * and its void is a credit. A tip counts as a payment of its own amount. Pre-authorisations and
 * balance inquiries count nothing. Domestic and foreign cards are not told apart; all count as
 * domestic.
 *
 * @param debitCount sales, completions, offline sales, tips
 * @param debitAmount their sum in the minor unit
 * @param creditCount voids, refunds, completion voids
 * @param creditAmount their sum in the minor unit
 */
public record Totals(int debitCount, long debitAmount, int creditCount, long creditAmount) {
  /** The totals of an empty batch. */
  public static final Totals NONE = new Totals(0, 0, 0, 0);

  /**
   * The totals with one more payment of the batch, as far as it counts; see {@link Booked}.
   *
   * @param batch the acquirer's number of the batch
   */
  public Totals with(Payment payment, String batch) {
    Totals totals = this;
    for (int i = Booked.of(payment, batch).size(); i > 0; i--) {
      totals = totals.plus(payment.type().money(), payment.approvedAmount());
    }
    return totals;
  }

  /** By how many payments two totals of one batch differ, counted on each side. */
  public int changesTo(Totals later) {
    return Math.abs(debitCount - later.debitCount) + Math.abs(creditCount - later.creditCount);
  }

  private Totals plus(PaymentType.Money side, long amount) {
    return side == PaymentType.Money.DEBIT
        ? new Totals(debitCount + 1, debitAmount + amount, creditCount, creditAmount)
        : new Totals(debitCount, debitAmount, creditCount + 1, creditAmount + amount);
  }

  /**
   * The totals for a message with limited room. A value that does not fit becomes the largest that
   * fits. The acquirer then finds the totals unequal, and is sent every payment.
   *
   * @param counts the largest count that fits
   * @param amounts the largest sum that fits
   */
  public Totals atMost(int counts, long amounts) {
    return new Totals(
        Math.min(debitCount, counts),
        Math.min(debitAmount, amounts),
        Math.min(creditCount, counts),
        Math.min(creditAmount, amounts));
  }
}
