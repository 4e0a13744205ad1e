package org.tillkeeper.agent.settlement;

import org.tillkeeper.agent.payment.PaymentType;

/**
 * Totals of a batch, of domestic and of foreign cards. An acquirer that does not tell them apart is
 * told {@link #all}.
 */
public record BatchTotals(Totals domestic, Totals foreign) {
  /** The totals of an empty batch. */
  public static final BatchTotals NONE = new BatchTotals(Totals.NONE, Totals.NONE);

  /** Totals without a foreign card. */
  public static BatchTotals ofDomestic(Totals totals) {
    return new BatchTotals(totals, Totals.NONE);
  }

  /** Totals of all cards, and the part of them that is of foreign cards. */
  public static BatchTotals ofAll(Totals all, Totals foreign) {
    return new BatchTotals(all.less(foreign), foreign);
  }

  /** Domestic and foreign cards together. */
  public Totals all() {
    return domestic.and(foreign);
  }

  /** Whether any payment of a foreign card counts. */
  public boolean hasForeign() {
    return !foreign.equals(Totals.NONE);
  }

  BatchTotals plus(boolean isForeign, PaymentType.Money side, int count, long amount) {
    return isForeign
        ? new BatchTotals(domestic, foreign.plus(side, count, amount))
        : new BatchTotals(domestic.plus(side, count, amount), foreign);
  }

  /** By how many payments two totals of one batch differ at least. */
  public int changesTo(BatchTotals later) {
    return domestic.changesTo(later.domestic) + foreign.changesTo(later.foreign);
  }

  /** See {@link Totals#atMost}. */
  public BatchTotals atMost(int counts, long amounts) {
    return new BatchTotals(domestic.atMost(counts, amounts), foreign.atMost(counts, amounts));
  }
}
