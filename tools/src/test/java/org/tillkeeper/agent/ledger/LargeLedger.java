package org.tillkeeper.agent.ledger;

import java.io.File;
import java.time.Duration;
import java.time.Instant;

/**
 * A ledger with one day of very many payments, written by SQL in seconds. Of each 100 one was
 * voided and one voids, one was declined, one was reversed and then sent again, one was paid by
 * code under a name of the till's, one was approved in part, one was given back, one was confirmed
 * by a person, one was never sent, and one moves no money.
 */
public final class LargeLedger {
  /** The day by UTC that the payments are of. */
  public static final Instant DAY = Instant.parse("2026-11-28T00:00:00Z");

  private LargeLedger() {}

  /** Writes it into an empty folder. */
  public static void write(File folder, int payments) throws LedgerUnusable {
    long step = Duration.ofDays(1).toMillis() / (payments + 1);
    try (Ledger ledger = Ledger.open(folder, DAY)) {
      Sql sql = ledger.sql();
      sql.run("PRAGMA synchronous = OFF");
      sql.run(numbers(payments) + payment(step));
      sql.run(numbers(payments) + attempt(1));
      sql.run(numbers(payments) + attempt(2) + " WHERE i % 100 = 50");
      sql.run("UPDATE payment SET approved_amount = amount - 1 WHERE seq % 100 = 80");
      sql.run("UPDATE payment SET state = 'cancelled' WHERE seq % 100 = 81");
      sql.run("UPDATE attempt SET given_back_by = 'other' WHERE payment % 100 = 81");
      sql.run("UPDATE attempt SET outcome = 'reversed', approvals = NULL WHERE payment % 100 = 82");
      sql.run("UPDATE payment SET state = 'not-sent', rrn = NULL WHERE seq % 100 = 83");
      sql.run(
          "UPDATE attempt SET outcome = 'not-sent', sends = 0, approvals = NULL"
              + " WHERE payment % 100 = 83");
      sql.run("UPDATE payment SET type = 'preauth', kind = 'preAuth' WHERE seq % 100 = 84");
      for (String kind : new String[] {"recorded", "sent", "confirmed"}) {
        sql.run(
            numbers(payments)
                + " INSERT INTO history (payment, at, kind, attempt, message, hash) SELECT i, "
                + DAY.toEpochMilli()
                + ", '"
                + kind
                + "', 1, 'Recorded, sent or answered as payments are.', randomblob(32) FROM n");
      }
      sql.run("INSERT OR REPLACE INTO counter (name, value) VALUES ('to-seal', 'yes')");
    }
    // The next opening makes the digests, as after a migration.
    Ledger.open(folder, DAY).close();
  }

  private static String numbers(int payments) {
    return "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
        + payments
        + ")";
  }

  private static String payment(long step) {
    return " INSERT INTO payment (id, idempotency_key, request_hmac, type, kind, amount, currency, reference, entry,"
        + " masked, pin_keys, state, retry_open, cancel_requested, response_code, rrn, auth_code, card_result,"
        + " voided_by, original, refunded, tip, batch, batch_closed, created_at, updated_at, changed)"
        + " SELECT printf('p%06d', i), 'key' || i, randomblob(32), iif(i % 100 = 11, 'void', 'sale'),"
        + " iif(i % 100 = 11, 'void', 'sale'), 100 + iif(i % 100 = 11, i - 1, i) % 9000, 'CNY',"
        + " iif(i % 100 = 70, 'ORDER-' || i, NULL), iif(i % 100 = 70, 'qr', 'chip'),"
        + " iif(i % 100 = 70, '***', printf('622500******%04d', i % 10000)), 0,"
        + " iif(i % 100 = 30, 'declined', 'confirmed'), 0, 0, iif(i % 100 = 30, '51', '00'),"
        + " iif(i % 100 = 30, NULL, printf('2%011d', i)), iif(i % 100 = 30, NULL, printf('%06d', i % 1000000)), 'none',"
        + " iif(i % 100 = 10, printf('p%06d', i + 1), NULL), iif(i % 100 = 11, printf('p%06d', i - 1), NULL),"
        + " 0, 0, (SELECT min(seq) FROM batch), 0, "
        + DAY.toEpochMilli()
        + " + i * "
        + step
        + ", "
        + DAY.toEpochMilli()
        + " + i * "
        + step
        + ", 3 * i FROM n";
  }

  /** The second one of a payment is that which was approved. */
  private static String attempt(int number) {
    String confirmed = number == 2 ? "1" : "i % 100 NOT IN (30, 50)";
    return " INSERT INTO attempt (payment, number, stan, batch, terminal, merchant, amount, route, keys, host_date,"
        + " sent_at, sends, outcome, heard, unseen, inquiries, approvals, reversal_reason, reversal_stage, reversal_sends,"
        + " reversal_answered, reversal_code, reversal_keys) SELECT i, "
        + number
        + ", printf('%06d', (2 * i + "
        + number
        + ") % 1000000), '000001', '00000001', '952718182217875', 100 + i % 9000, 'primary', 1, '1128', "
        + DAY.toEpochMilli()
        + ", 1, iif("
        + confirmed
        + ", 'confirmed', iif(i % 100 = 30, 'declined', 'reversed')), 'APPROVAL', 0, 0, iif("
        + confirmed
        + ", printf('%d|2%011d|%06d||1128120000', 100 + i % 9000, i, i % 1000000), NULL)"
        + (number == 2
            ? ", NULL, NULL, NULL, NULL, NULL, NULL"
            : ", iif(i % 100 = 50, '98', NULL), iif(i % 100 = 50, 'reversed', NULL), iif(i % 100 = 50, 1, NULL),"
                + " iif(i % 100 = 50, 1, NULL), iif(i % 100 = 50, '00', NULL), iif(i % 100 = 50, 1, NULL)")
        + " FROM n";
  }
}
