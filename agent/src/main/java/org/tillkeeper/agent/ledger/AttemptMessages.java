package org.tillkeeper.agent.ledger;

import java.util.Optional;

/**
 * The sealed messages of attempts that may still need one, apart from the attempts' rows: such a
 * message is long, and lives for the seconds until the answer. The table has as many rows as there
 * are attempts that something may follow for. An attempt is told by its payment's seq and its
 * number.
 */
final class AttemptMessages {
  /** The key of an attempt's message, of the columns of the attempt's row. */
  static final String KEY = "payment * 65536 + number";

  /** How many attempts a payment could have. Their numbers are the lower 16 bits of a key. */
  private static final int NUMBERS = 65_536;

  /** A message of an attempt, by its column. */
  enum Part {
    REQUEST("request"),
    REVERSAL("reversal");

    private final String column;

    Part(String column) {
      this.column = column;
    }
  }

  private final Sql sql;

  AttemptMessages(Sql sql) {
    this.sql = sql;
  }

  private static long key(long payment, int number) {
    return payment * NUMBERS + number;
  }

  /** Keeps a sealed message. Part of a transaction, after the attempt was saved. */
  void keep(long payment, int number, Part part, byte[] sealed) {
    sql.update(
        "INSERT INTO attempt_message (attempt, "
            + part.column
            + ") VALUES (?, ?) ON CONFLICT (attempt) DO UPDATE SET "
            + part.column
            + " = excluded."
            + part.column,
        key(payment, number),
        sealed);
  }

  /** A sealed message; empty once it is erased. */
  Optional<byte[]> read(long payment, int number, Part part) {
    return sql.first(
        "SELECT "
            + part.column
            + " FROM attempt_message WHERE attempt = ? AND "
            + part.column
            + " IS NOT NULL",
        row -> row.getBytes(1),
        key(payment, number));
  }

  /** Erases one of an attempt's messages. Part of a transaction. */
  void erase(long payment, int number, Part part) {
    sql.update(
        "UPDATE attempt_message SET "
            + part.column
            + " = NULL WHERE attempt = ? AND "
            + part.column
            + " IS NOT NULL",
        key(payment, number));
  }

  /** Erases all of an attempt's messages. Part of a transaction. */
  void erase(long payment, int number) {
    sql.update("DELETE FROM attempt_message WHERE attempt = ?", key(payment, number));
  }

  /** Erases what is left of a payment's messages. Part of a transaction. */
  void eraseAll(long payment) {
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
            + " AND (reversal_stage IS NULL OR NOT"
            + Payments.TO_SEND
            + "))",
        batch);
    sql.update("DELETE FROM attempt_message WHERE request IS NULL AND reversal IS NULL");
  }
}
