package org.tillkeeper.agent.settlement;

import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;

/**
 * Totals of a batch. A voided sale stays a debit and its void is a credit; a tip counts as a
 * payment of its own amount; pre-authorisations and balance inquiries count nothing. Domestic and
 * foreign cards are not told apart: all are domestic.
 *
 * @param debitCount sales, completions, offline sales, tips
 * @param debitAmount their sum in the minor unit
 * @param creditCount voids, refunds, completion voids
 * @param creditAmount their sum in the minor unit
 */
public record Totals(int debitCount, long debitAmount, int creditCount, long creditAmount) {
  /** Of an empty batch. */
  public static final Totals NONE = new Totals(0, 0, 0, 0);

  /**
   * Whether a payment counts: the acquirer approved it, or a person found that it did, or the
   * acquirer has it already and only settlement can show as what. What is reversed, declined or
   * needs a person does not.
   */
  public static boolean counts(Payment payment) {
    boolean booked = payment.state() == State.CONFIRMED || payment.delivered();
    return booked && payment.type().money() != PaymentType.Money.NONE;
  }

  /** With one more payment of the batch, if it counts. */
  public Totals with(Payment payment) {
    if (!counts(payment)) {
      return this;
    }
    long amount = payment.approvedAmount();
    return payment.type().money() == PaymentType.Money.DEBIT
        ? new Totals(debitCount + 1, debitAmount + amount, creditCount, creditAmount)
        : new Totals(debitCount, debitAmount, creditCount + 1, creditAmount + amount);
  }

  /**
   * The same where the message has no room for it: what does not fit becomes the most that does,
   * the acquirer finds them unequal, and is sent every payment.
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
