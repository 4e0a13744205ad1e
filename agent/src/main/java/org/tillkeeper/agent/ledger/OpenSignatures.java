package org.tillkeeper.agent.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cardholders' signatures that the acquirer has not got yet, as rows. Each has the message that
 * tells it, sealed by the caller, and is gone with its picture once it has its end. What became of
 * it stands with its payment. Belongs to the agent's thread.
 */
public final class OpenSignatures {
  private final Sql sql;
  private final Payments payments;
  private final Kept<List<Row>> open;

  OpenSignatures(Sql sql, Payments payments) {
    this.sql = sql;
    this.payments = payments;
    open = new Kept<>(sql, "signature", this::readOpen);
  }

  /**
   * A signature that waits.
   *
   * @param payment its id
   * @param sends how often it was handed to the network, or was about to be
   */
  public record Row(String payment, int sends) {}

  /**
   * Keeps a signature in place of one that was never sent. Part of a transaction.
   *
   * @param message sealed
   * @param fingerprint by which the same picture is known again, telling nothing of it
   */
  public void keep(String payment, byte[] message, byte[] fingerprint) {
    ended(payment);
    sql.update(
        "INSERT INTO signature (payment, sends, message) VALUES (?, 0, ?)", payment, message);
    sql.update("UPDATE payment SET signature_hash = ? WHERE id = ?", fingerprint, payment);
    payments.changed(payments.seqOf(payment));
  }

  /** Those that wait: what was sent least often first, then the oldest. */
  public List<Row> open() {
    return open.get();
  }

  private List<Row> readOpen() {
    return sql.all(
        "SELECT payment, sends FROM signature ORDER BY sends, seq",
        row -> new Row(row.getString(1), row.getInt(2)));
  }

  /** How often a signature was sent; empty where none waits. */
  public Optional<Integer> sends(String payment) {
    for (Row row : open()) {
      if (row.payment().equals(payment)) {
        return Optional.of(row.sends());
      }
    }
    return Optional.empty();
  }

  /** The sealed message of a signature; empty once it has its end. */
  public Optional<byte[]> message(String payment) {
    return sql.first(
        "SELECT message FROM signature WHERE payment = ?", row -> row.getBytes(1), payment);
  }

  /** Counts a send, before it is sent. Part of a transaction. */
  public void sending(String payment) {
    sql.update("UPDATE signature SET sends = sends + 1 WHERE payment = ?", payment);
  }

  /** Erases a signature that has its end. Part of a transaction. */
  public void ended(String payment) {
    sql.update("DELETE FROM signature WHERE payment = ?", payment);
  }

  /** Whether a payment was signed with a picture of this fingerprint, delivered or not. */
  public boolean isOf(String payment, byte[] fingerprint) {
    return sql.first(
            "SELECT signature_hash FROM payment WHERE id = ? AND signature_hash IS NOT NULL",
            row -> row.getBytes(1),
            payment)
        .filter(known -> Arrays.equals(known, fingerprint))
        .isPresent();
  }
}
