package org.tillkeeper.agent.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the small tables said when they were last written, so that a disk that changes a bit of one
 * is noticed at the next start: the first 16 bytes of SHA-256 over every row, kept among the
 * counters. Payments and attempts have digests of their own ({@link RecordDigest}), the history has
 * its chain.
 *
 * <p>Not sealed, since nothing follows from it: when and how often a message of an upload was sent,
 * and what management messages were for.
 */
final class Seals {
  private static final String SEAL = "seal.";
  private static final int HEX_DIGITS = 32;

  /** The counters come last: they hold the other seals. */
  private static final String COUNTER = "counter";

  private static final Map<String, String> ROWS = new LinkedHashMap<>();

  static {
    ROWS.put("sqlite_schema", "SELECT type, name, sql FROM sqlite_master");
    ROWS.put("ledger_key", "SELECT id, hex(wrapped) FROM ledger_key");
    ROWS.put("working_keys", "SELECT generation, hex(wrapped), received_at FROM working_keys");
    ROWS.put("batch", "SELECT * FROM batch");
    ROWS.put("settlement", "SELECT hex(request_hmac), * FROM settlement");
    ROWS.put("upload", "SELECT settlement, number, part FROM upload");
    ROWS.put("upload_payment", "SELECT * FROM upload_payment");
    ROWS.put(
        "script_notice",
        "SELECT payment, stan, sends, hex(message), refused_at FROM script_notice");
    ROWS.put("download", "SELECT * FROM download");
    ROWS.put("download_item", "SELECT * FROM download_item");
    ROWS.put(COUNTER, "SELECT name, value FROM counter WHERE name <> 'seal.counter'");
  }

  private final Sql sql;

  Seals(Sql sql) {
    this.sql = sql;
  }

  /** Makes every seal anew. Part of a transaction. */
  void renew() {
    renew(ROWS.keySet());
  }

  /** Makes the seals of tables that were written anew. Part of their transaction. */
  void renew(Set<String> written) {
    boolean any = false;
    for (String table : ROWS.keySet()) {
      if (!table.equals(COUNTER) && written.contains(table)) {
        put(table);
        any = true;
      }
    }
    if (any || written.contains(COUNTER)) {
      put(COUNTER);
    }
  }

  private void put(String table) {
    sql.update(
        "INSERT INTO counter (name, value) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        SEAL + table,
        digest(table));
  }

  /** Tables that say another thing than when they were last written. */
  List<String> broken() {
    List<String> broken = new ArrayList<>();
    for (String table : ROWS.keySet()) {
      String kept =
          sql.first(
                  "SELECT value FROM counter WHERE name = ?", row -> row.getString(1), SEAL + table)
              .orElse("");
      if (!kept.equals(digest(table))) {
        broken.add(table);
      }
    }
    return broken;
  }

  private String digest(String table) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    // In an order of our own: SQLite may change its own when a database is written anew.
    List<String> rows = new ArrayList<>(sql.all(ROWS.get(table), Seals::text));
    Collections.sort(rows);
    for (String row : rows) {
      sha256.update(row.getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) 0);
    }
    StringBuilder hex = new StringBuilder();
    for (byte each : sha256.digest()) {
      hex.append(Character.forDigit(each >> 4 & 0xF, 16))
          .append(Character.forDigit(each & 0xF, 16));
    }
    return hex.substring(0, HEX_DIGITS);
  }

  /** Each column with its length, so that no two rows give the same text. */
  private static String text(ResultSet row) throws SQLException {
    StringBuilder text = new StringBuilder();
    int count = row.getMetaData().getColumnCount();
    for (int column = 1; column <= count; column++) {
      String value = row.getString(column);
      text.append(value == null ? "-" : value.length() + ":" + value).append(';');
    }
    return text.toString();
  }
}
