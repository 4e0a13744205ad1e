package org.tillkeeper.agent.settlement;

import org.tillkeeper.agent.payment.PaymentType;

/**
 * The acquirer's totals of a batch beside the terminal's. A difference is theirs less ours. For
 * example, the acquirer has a sale of 12.34 that this terminal takes for cancelled: one debit and
 * 12.34 more.
 */
public record Difference(Totals ours, Totals theirs) {
  public long debitCount() {
    return theirs.debitCount() - (long) ours.debitCount();
  }

  public long debitAmount() {
    return theirs.debitAmount() - ours.debitAmount();
  }

  public long creditCount() {
    return theirs.creditCount() - (long) ours.creditCount();
  }

  public long creditAmount() {
    return theirs.creditAmount() - ours.creditAmount();
  }

  /** How much more the acquirer has on a side, in the minor unit; negative if it has less. */
  public long amount(PaymentType.Money side) {
    return side == PaymentType.Money.DEBIT ? debitAmount() : creditAmount();
  }

  /** Whether the acquirer has more payments on a side than the terminal, or a larger sum. */
  public boolean theirsExceed(PaymentType.Money side) {
    return switch (side) {
      case DEBIT -> debitCount() > 0 || debitAmount() > 0;
      case CREDIT -> creditCount() > 0 || creditAmount() > 0;
      case NONE -> false;
    };
  }
}
