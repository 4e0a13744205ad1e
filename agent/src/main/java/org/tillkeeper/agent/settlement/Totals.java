package org.tillkeeper.agent.settlement;

import org.tillkeeper.agent.payment.PaymentType;

/**
 * Totals of a batch, or of its payments with domestic or with foreign cards. {@link Counting} says
 * what counts as what.
 *
 * @param debitCount sales, completions, offline sales; tips where they count by themselves
 * @param debitAmount their sum in the minor unit, tips included
 * @param creditCount voids, refunds, completion voids
 * @param creditAmount their sum in the minor unit
 */
public record Totals(int debitCount, long debitAmount, int creditCount, long creditAmount) {
  /** The totals of an empty batch. */
  public static final Totals NONE = new Totals(0, 0, 0, 0);

  /** By how many payments two totals of one batch differ at least, counted on each side. */
  public int changesTo(Totals later) {
    return changes(debitCount, debitAmount, later.debitCount, later.debitAmount)
        + changes(creditCount, creditAmount, later.creditCount, later.creditAmount);
  }

  /** A tip that counts with its sale changes the sum alone. */
  private static int changes(int count, long amount, int laterCount, long laterAmount) {
    return Math.max(Math.abs(count - laterCount), amount == laterAmount ? 0 : 1);
  }

  Totals plus(PaymentType.Money side, int count, long amount) {
    return side == PaymentType.Money.DEBIT
        ? new Totals(debitCount + count, debitAmount + amount, creditCount, creditAmount)
        : new Totals(debitCount, debitAmount, creditCount + count, creditAmount + amount);
  }

  Totals and(Totals other) {
    return new Totals(
        debitCount + other.debitCount,
        debitAmount + other.debitAmount,
        creditCount + other.creditCount,
        creditAmount + other.creditAmount);
  }

  Totals less(Totals part) {
    return new Totals(
        debitCount - part.debitCount,
        debitAmount - part.debitAmount,
        creditCount - part.creditCount,
        creditAmount - part.creditAmount);
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
