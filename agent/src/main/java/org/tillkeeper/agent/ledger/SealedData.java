package org.tillkeeper.agent.ledger;

import java.util.Optional;
import org.tillkeeper.agent.ledger.AttemptMessages.Part;
import org.tillkeeper.agent.payment.AttemptKey;

/**
 * Sealed data that later messages of a payment may need. The caller seals it, and nothing looks
 * into it here. Each piece is erased with the step after which no message needs it ({@link
 * Ledger#save}).
 */
public final class SealedData {
  private final Sql sql;
  private final Payments payments;

  SealedData(Sql sql, Payments payments) {
    this.sql = sql;
    this.payments = payments;
  }

  /**
   * Keeps the sealed card, which a new attempt would need, and the sealed account, which payments
   * that refer to this one need. Part of a transaction.
   */
  public void keepCard(String payment, byte[] card, byte[] account) {
    sql.update(
        "UPDATE payment SET card = ?, account = ? WHERE id = ?",
        card,
        account.length == 0 ? null : account,
        payment);
  }

  /** The sealed card of a payment; empty once it is erased. */
  public Optional<byte[]> card(String payment) {
    return ofPayment(payment, "card");
  }

  /** The sealed account of a payment; empty for a QR code of which nothing is kept. */
  public Optional<byte[]> account(String payment) {
    return ofPayment(payment, "account");
  }

  /**
   * Keeps an attempt's sealed request as it was sent. Part of a transaction, after the attempt was
   * saved.
   */
  public void keepRequest(AttemptKey attempt, byte[] fields) {
    keep(attempt, Part.REQUEST, fields);
  }

  /** The sealed request of an attempt; empty once it is erased. */
  public Optional<byte[]> request(AttemptKey attempt) {
    return read(attempt, Part.REQUEST);
  }

  /**
   * Keeps the sealed message of an attempt's reversal. Part of a transaction, after the attempt was
   * saved.
   */
  public void keepReversal(AttemptKey attempt, byte[] fields) {
    keep(attempt, Part.REVERSAL, fields);
  }

  /** The sealed message of an attempt's reversal; empty once it is erased. */
  public Optional<byte[]> reversal(AttemptKey attempt) {
    return read(attempt, Part.REVERSAL);
  }

  /**
   * Erases the reversal messages of all batches but one. Those of reversals that may still succeed
   * are kept.
   *
   * @param batch the number of the batch that is open
   */
  public void eraseReversalsOutside(String batch) {
    payments.messages().eraseReversalsOutside(batch);
  }

  /** Keeps the acquirer's sealed answer to the chip. Part of a transaction. */
  public void keepChipAnswer(String payment, byte[] sealed) {
    keep(payment, "chip_answer", sealed);
  }

  /** The acquirer's sealed answer to the chip; empty once it is erased. */
  public Optional<byte[]> chipAnswer(String payment) {
    return ofPayment(payment, "chip_answer");
  }

  /** Keeps the chip's sealed word on the acquirer's approval. Part of a transaction. */
  public void keepChipCertificate(String payment, byte[] sealed) {
    keep(payment, "chip_certificate", sealed);
  }

  /** The chip's sealed word on the approval; empty once it is erased. */
  public Optional<byte[]> chipCertificate(String payment) {
    return ofPayment(payment, "chip_certificate");
  }

  /** Keeps what a receipt says of chip and device, sealed. Part of a transaction. */
  public void keepReceiptFacts(String payment, byte[] sealed) {
    keep(payment, "receipt_facts", sealed);
  }

  /** What a receipt says of chip and device, sealed; empty where nothing was kept. */
  public Optional<byte[]> receiptFacts(String payment) {
    return ofPayment(payment, "receipt_facts");
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

  private void keep(AttemptKey attempt, Part part, byte[] sealed) {
    payments.messages().keep(payments.seqOf(attempt.payment()), attempt.number(), part, sealed);
  }

  private Optional<byte[]> read(AttemptKey attempt, Part part) {
    return payments.messages().read(payments.seqOf(attempt.payment()), attempt.number(), part);
  }
}
