package org.tillkeeper.agent.ledger;

import java.util.List;
import org.tillkeeper.agent.payment.Payment;

/**
 * HMACs by which a card, a code or a slip is known again. They are made under a key of the ledger's
 * own, so they tell nothing to who has not got it. For example, two payments with the same {@link
 * What#CRYPTOGRAM} were made from one and the same reading of a chip.
 */
public final class Fingerprints {
  private static final int MOST = 100;

  /** What a fingerprint is of. */
  public enum What {
    /** The card's number, its chip's counter and its cryptogram. Kept for good. */
    CRYPTOGRAM("cryptogram_hash"),
    /** The card's number and the reference number of what a payment gives back. Kept for good. */
    GIVEN_BACK("given_back_hash"),
    /** The card's number or the code. Erased with the payment. */
    INSTRUMENT("instrument_hash");

    private final String column;

    What(String column) {
      this.column = column;
    }
  }

  private final Sql sql;
  private final Payments payments;

  Fingerprints(Sql sql, Payments payments) {
    this.sql = sql;
    this.payments = payments;
  }

  /** Keeps a payment's fingerprint. Part of the transaction that inserts the payment. */
  public void keep(String payment, What what, byte[] fingerprint) {
    sql.update("UPDATE payment SET " + what.column + " = ? WHERE id = ?", fingerprint, payment);
    payments.changed(payments.seqOf(payment));
  }

  /** Payments with a fingerprint, newest first, at most 100. */
  public List<Payment> with(What what, byte[] fingerprint) {
    return payments.where(
        "WHERE " + what.column + " = ? ORDER BY seq DESC LIMIT " + MOST, fingerprint);
  }
}
