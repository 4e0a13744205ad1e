package org.tillkeeper.agent.ledger;

import java.util.Optional;
import org.tillkeeper.agent.payment.AttemptKey;

/**
 * The sealed messages of attempts that may still need one, apart from the attempts' rows: such a
 * message is long, and lives for the seconds until the answer. The table has as many rows as there
 * are attempts that something may follow for.
 */
final class AttemptMessages {
  /** How many attempts a payment could have. Their numbers are the lower 16 bits of a key. */
  private static final int NUMBERS = 65_536;

  private final Sql sql;
  private final Payments payments;

  AttemptMessages(Sql sql, Payments payments) {
    this.sql = sql;
    this.payments = payments;
  }

  /** The key of an attempt's row, by its payment's seq and its number in it. */
  private static long key(long payment, int number) {
    return payment * NUMBERS + number;
  }

  private long key(AttemptKey attempt) {
    return key(payments.seqOf(attempt.payment()), attempt.number());
  }

  /**
   * Keeps a sealed message. Part of a transaction, after the attempt was saved.
   *
   * @param column request or reversal
   */
  void keep(AttemptKey attempt, String column, byte[] sealed) {
    sql.update(
        "INSERT INTO attempt_message (attempt, "
            + column
            + ") VALUES (?, ?) ON CONFLICT (attempt) DO UPDATE SET "
            + column
            + " = excluded."
            + column,
        key(attempt),
        sealed);
  }

  /** A sealed message; empty once it is erased. */
  Optional<byte[]> read(AttemptKey attempt, String column) {
    return sql.first(
        "SELECT "
            + column
            + " FROM attempt_message WHERE attempt = ? AND "
            + column
            + " IS NOT NULL",
        row -> row.getBytes(1),
        key(attempt));
  }

  /** Erases what is not needed of an attempt's messages. Part of a transaction. */
  static void erase(Sql sql, long payment, int number, boolean request, boolean reversal) {
    if (request && reversal) {
      sql.update("DELETE FROM attempt_message WHERE attempt = ?", key(payment, number));
    } else if (request) {
      erase(sql, "request", key(payment, number));
    } else if (reversal) {
      erase(sql, "reversal", key(payment, number));
    }
  }

  private static void erase(Sql sql, String column, long key) {
    sql.update(
        "UPDATE attempt_message SET "
            + column
            + " = NULL WHERE attempt = ? AND "
            + column
            + " IS NOT NULL",
        key);
  }

  /** Erases what is left of a payment's messages. Part of a transaction. */
  static void eraseAll(Sql sql, long payment) {
    sql.update(
        "DELETE FROM attempt_message WHERE attempt >= ? AND attempt < ?",
        key(payment, 0),
        key(payment + 1, 0));
  }

  /** See {@link SealedData#eraseReversalsOutside}. */
  void eraseReversalsOutside(String batch) {
    sql.update(
        "UPDATE attempt_message SET reversal = NULL WHERE reversal IS NOT NULL AND EXISTS ("
            + "SELECT 1 FROM attempt WHERE payment = attempt_message.attempt / 65536"
            + " AND number = attempt_message.attempt % 65536 AND batch <> ? AND outcome <> 'open'"
            + " AND (reversal_stage IS NULL"
            + " OR reversal_stage NOT IN ('open', 'parked', 'reversed-early')))",
        batch);
    sql.update("DELETE FROM attempt_message WHERE request IS NULL AND reversal IS NULL");
  }
}
