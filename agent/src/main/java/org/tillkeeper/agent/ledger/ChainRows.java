package org.tillkeeper.agent.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the history's rows as the chain has them, for evidence. Belongs to the agent's thread. */
public final class ChainRows {
  private static final String COLUMNS =
      "SELECT h.seq, coalesce(h.payment, 0), coalesce(p.id, ''), h.at, h.kind, h.attempt,"
          + " h.message, h.hash, (SELECT b.hash FROM history b WHERE b.seq < h.seq"
          + " ORDER BY b.seq DESC LIMIT 1) FROM history h LEFT JOIN payment p ON p.seq = h.payment"
          + " WHERE h.seq > ?";
  private static final String ORDER = " ORDER BY h.seq LIMIT ?";

  private final Sql sql;

  ChainRows(Sql sql) {
    this.sql = sql;
  }

  /**
   * A row of the history.
   *
   * @param paymentSeq the ledger's number of the payment, 0 for none
   * @param payment its id, empty for none
   * @param at milliseconds since 1970
   * @param hash of the row
   * @param before hash of the row before; zeros for the first
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Row(
      long seq,
      long paymentSeq,
      String payment,
      long at,
      String kind,
      int attempt,
      String message,
      byte[] hash,
      byte[] before) {}

  /**
   * Rows in order.
   *
   * @param after seq of the last row already read, 0 for none
   * @param payment only its rows; empty for all
   */
  public List<Row> rows(long after, Optional<String> payment, int limit) {
    return payment.isPresent()
        ? sql.all(COLUMNS + " AND p.id = ?" + ORDER, ChainRows::row, after, payment.get(), limit)
        : sql.all(COLUMNS + ORDER, ChainRows::row, after, limit);
  }

  private static Row row(java.sql.ResultSet row) throws java.sql.SQLException {
    byte[] before = row.getBytes(9);
    return new Row(
        row.getLong(1),
        row.getLong(2),
        row.getString(3),
        row.getLong(4),
        row.getString(5),
        row.getInt(6),
        row.getString(7),
        row.getBytes(8),
        before == null ? History.BEGINNING : before);
  }

  /**
   * Seq of the last row before a time; 0 if there is none. Looks at few rows: times go on with the
   * rows, but for a clock that was put back.
   */
  public long lastBefore(Instant time) {
    long low = 0;
    long high = sql.number("SELECT coalesce(max(seq), 0) FROM history");
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      long at =
          sql.number(
              "SELECT at FROM history WHERE seq <= ? AND at > 0 ORDER BY seq DESC LIMIT 1", middle);
      if (at < time.toEpochMilli()) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
