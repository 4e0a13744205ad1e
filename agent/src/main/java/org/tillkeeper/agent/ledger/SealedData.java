package org.tillkeeper.agent.ledger;

import java.util.Optional;
import org.tillkeeper.agent.payment.AttemptKey;

/**
 * What messages to come would need of a payment, sealed by the caller and never looked into here.
 * Each is erased with the step after which no message needs it ({@link Ledger#save}).
 */
public final class SealedData {
  private final Sql sql;
  private final Payments payments;

  SealedData(Sql sql, Payments payments) {
    this.sql = sql;
    this.payments = payments;
  }

  /**
   * Keeps what a new attempt would need, and what later payments refer to; sealed by the caller.
   * Part of a transaction.
   */
  public void keepCard(String payment, byte[] card, byte[] account) {
    sql.update(
        "UPDATE payment SET card = ?, account = ? WHERE id = ?",
        card,
        account.length == 0 ? null : account,
        payment);
  }

  /** What {@link #keepCard} kept for a new attempt; empty once it is erased. */
  public Optional<byte[]> card(String payment) {
    return ofPayment(payment, "card");
  }

  /** What {@link #keepCard} kept of a payment's account; empty for a QR code. */
  public Optional<byte[]> account(String payment) {
    return ofPayment(payment, "account");
  }

  /**
   * Keeps an attempt's request as it was sent, sealed by the caller. Part of a transaction, after
   * the attempt was saved.
   */
  public void keepRequest(AttemptKey attempt, byte[] fields) {
    keep(attempt, "request_fields", fields);
  }

  /** What {@link #keepRequest} kept; empty once it is erased. */
  public Optional<byte[]> request(AttemptKey attempt) {
    return ofAttempt(attempt, "request_fields");
  }

  /**
   * Keeps an attempt's reversal message, sealed by the caller. Part of a transaction, after the
   * attempt was saved.
   */
  public void keepReversal(AttemptKey attempt, byte[] fields) {
    keep(attempt, "reversal_fields", fields);
  }

  /** What {@link #keepReversal} kept; empty once it is erased. */
  public Optional<byte[]> reversal(AttemptKey attempt) {
    return ofAttempt(attempt, "reversal_fields");
  }

  /**
   * Erases the reversal messages of a batch that is over, except of reversals that may still
   * succeed.
   */
  public void eraseReversalsOutside(String batch) {
    sql.update(
        "UPDATE attempt SET reversal_fields = NULL WHERE reversal_fields IS NOT NULL AND batch <> ?"
            + " AND outcome <> 'open' AND (reversal_stage IS NULL OR reversal_stage NOT IN ('open', 'parked'))",
        batch);
  }

  /** Keeps what the acquirer said to the chip, sealed by the caller. Part of a transaction. */
  public void keepChipAnswer(String payment, byte[] sealed) {
    keep(payment, "chip_answer", sealed);
  }

  /** What {@link #keepChipAnswer} kept; empty once it is erased. */
  public Optional<byte[]> chipAnswer(String payment) {
    return ofPayment(payment, "chip_answer");
  }

  /**
   * Keeps what the chip said to the acquirer's approval, sealed by the caller. Part of a
   * transaction.
   */
  public void keepChipCertificate(String payment, byte[] sealed) {
    keep(payment, "chip_certificate", sealed);
  }

  /** What {@link #keepChipCertificate} kept; empty once it is erased. */
  public Optional<byte[]> chipCertificate(String payment) {
    return ofPayment(payment, "chip_certificate");
  }

  private void keep(String payment, String column, byte[] sealed) {
    sql.update("UPDATE payment SET " + column + " = ? WHERE id = ?", sealed, payment);
  }

  private Optional<byte[]> ofPayment(String payment, String column) {
    return sql.first(
        "SELECT " + column + " FROM payment WHERE id = ? AND " + column + " IS NOT NULL",
        row -> row.getBytes(1),
        payment);
  }

  private void keep(AttemptKey attempt, String column, byte[] sealed) {
    sql.update(
        "UPDATE attempt SET " + column + " = ? WHERE payment = ? AND number = ?",
        sealed,
        payments.seqOf(attempt.payment()),
        attempt.number());
  }

  private Optional<byte[]> ofAttempt(AttemptKey attempt, String column) {
    return sql.first(
        "SELECT "
            + column
            + " FROM attempt WHERE payment = ? AND number = ? AND "
            + column
            + " IS NOT NULL",
        row -> row.getBytes(1),
        payments.seqOf(attempt.payment()),
        attempt.number());
  }
}
