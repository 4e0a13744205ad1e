package org.tillkeeper.agent.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tillkeeper.agent.payment.Payment;

/**
 * Goes through very many payments once, newest first by their number. Rows are read by the thousand
 * with two statements, not each payment with two of its own, and none is kept; each row's digest is
 * verified as ever. Belongs to the agent's thread, or to that of whoever reads a copy.
 */
public final class PaymentScan {
  /** At once in memory: each takes some kilobytes. */
  private static final int ROWS = 1000;

  private static final String PAYMENTS =
      "SELECT "
          + PaymentTable.COLUMNS
          + ", seq FROM payment WHERE seq >= ? AND seq < ? AND created_at >= ? AND created_at < ?"
          + " ORDER BY seq DESC LIMIT "
          + ROWS;

  private static final String ATTEMPTS =
      "SELECT "
          + AttemptTable.COLUMNS
          + ", payment FROM attempt WHERE payment >= ? AND payment <= ? ORDER BY payment, number";

  private PaymentScan() {}

  /**
   * Shows each payment that was recorded within a time. Nothing may write meanwhile.
   *
   * @param until the first moment after it
   */
  public static void each(Ledger ledger, Instant since, Instant until, Consumer<Payment> to) {
    Sql sql = ledger.sql();
    long from = since.toEpochMilli();
    long end = until.toEpochMilli();
    // The clock may have jumped: the index on times tells between which numbers they all lie.
    long first = sql.number("SELECT coalesce(min(seq), 1)" + PaymentPage.AMONG, from, end);
    long before = sql.number("SELECT coalesce(max(seq), 0)" + PaymentPage.AMONG, from, end) + 1;
    List<Read> rows;
    do {
      rows = sql.all(PAYMENTS, Read::of, first, before, from, end);
      if (!rows.isEmpty()) {
        before = rows.get(rows.size() - 1).seq;
        Map<Long, List<TextRow>> attempts = attempts(sql, before, rows.get(0).seq);
        for (Read row : rows) {
          List<TextRow> own = attempts.getOrDefault(row.seq, Collections.emptyList());
          to.accept(PaymentRow.of(row.digest, row.text, own).payment());
        }
      }
    } while (rows.size() == ROWS);
  }

  /** A payment's row whose attempts are not read yet. */
  private static final class Read {
    private final byte[] digest;
    private final String text;
    private final long seq;

    private Read(byte[] digest, String text, long seq) {
      this.digest = digest;
      this.text = text;
      this.seq = seq;
    }

    static Read of(ResultSet row) throws SQLException {
      return new Read(row.getBytes(1), row.getString(2), row.getLong(3));
    }
  }

  private static Map<Long, List<TextRow>> attempts(Sql sql, long lowest, long highest) {
    Map<Long, List<TextRow>> attempts = new HashMap<>();
    sql.all(
        ATTEMPTS,
        row ->
            attempts
                .computeIfAbsent(row.getLong(2), any -> new ArrayList<>(1))
                .add(AttemptTable.read(row.getString(1))),
        lowest,
        highest);
    return attempts;
  }
}
