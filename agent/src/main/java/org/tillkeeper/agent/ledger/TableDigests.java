package org.tillkeeper.agent.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tillkeeper.iso8583.Hex;

/**
 * The digests of the small tables, kept among the facts: the first 16 bytes of SHA-256 over all
 * rows of a table as they were last written. A disk that changes a bit of one is noticed at the
 * next start. Payments and attempts have digests of their own ({@link RecordDigest}), and the
 * history has its chain.
 *
 * <p>Some columns have no digest, because nothing follows from them: when and how often a message
 * of an upload was sent, and what management messages were for. The messages of signatures have
 * none either: they are sealed, which shows damage, and would be read anew at each write.
 */
final class TableDigests {
  /** The word that the first version of the ledger had for a digest. */
  private static final String DIGEST = "seal.";

  private static final int HEX_DIGITS = 32;

  /** The digest of this table is made last, because it holds the other tables' digests. */
  private static final String FACTS = "counter";

  private static final Map<String, String> ROWS = new LinkedHashMap<>();

  static {
    put("sqlite_schema", "type", "name", "sql");
    put("ledger_key", "id", "hex(wrapped)");
    put("working_keys", "generation", "hex(wrapped)", "received_at");
    put("batch", "seq", "number", "state", "opened_at", "closed_at");
    put("settlement", SettlementTable.digested());
    put("upload", "settlement", "number", "part");
    put("upload_payment", "settlement", "number", "place", "payment", "attempt");
    put("script_notice", "payment", "stan", "sends", "hex(message)", "refused_at");
    put("signature", "seq", "payment", "sends");
    put("download", "what", "ordered_at", "listed", "trouble", "version", "received_at");
    put("download_item", "what", "in_force", "number", "name", "value");
  }

  /**
   * Selects the rows of all tables but the facts at once. Each has its table's name and its text.
   */
  private static final String ALL_ROWS = String.join(" UNION ALL ", ROWS.values());

  /** Each column with its length, so that no two rows give the same text. */
  private static void put(String table, String... columns) {
    put(
        table,
        Arrays.asList(columns).stream().map(TableDigests::part).collect(Collectors.toList()));
  }

  /** A column's part of a row's text. */
  static String part(String column) {
    return "coalesce(length(" + column + ") || ':' || " + column + ", '-') || ';'";
  }

  /** The same of a column that was added later: rows without a value keep their digests. */
  static String partAddedLater(String column) {
    return "coalesce('"
        + column
        + " ' || length("
        + column
        + ") || ':' || "
        + column
        + " || ';', '')";
  }

  private static void put(String table, List<String> parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      text.append(text.length() == 0 ? "" : " || ").append(part);
    }
    ROWS.put(table, "SELECT '" + table + "', " + text + " AS text FROM " + table);
  }

  private final Sql sql;
  private final Facts facts;

  TableDigests(Sql sql, Facts facts) {
    this.sql = sql;
    this.facts = facts;
  }

  /** Makes every digest anew. Part of a transaction. */
  void renew() {
    rows().forEach((table, rows) -> facts.set(DIGEST + table, digest(rows)));
    renewOfFacts();
  }

  /** Makes the digests of tables that were written anew. Part of their transaction. */
  void renew(Set<String> written) {
    boolean any = written.contains(FACTS);
    for (Map.Entry<String, String> table : ROWS.entrySet()) {
      if (written.contains(table.getKey())) {
        List<String> rows = sql.all(table.getValue(), row -> row.getString(2));
        facts.set(DIGEST + table.getKey(), digest(rows));
        any = true;
      }
    }
    if (any) {
      renewOfFacts();
    }
  }

  private void renewOfFacts() {
    facts.set(DIGEST + FACTS, digest(factRows()));
  }

  /** Names of the tables that are not what was last written. */
  List<String> broken() {
    Map<String, List<String>> tables = rows();
    tables.put(FACTS, factRows());
    List<String> broken = new ArrayList<>();
    tables.forEach(
        (table, rows) -> {
          if (!facts.get(DIGEST + table).equals(Optional.of(digest(rows)))) {
            broken.add(table);
          }
        });
    return broken;
  }

  private Map<String, List<String>> rows() {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    for (String table : ROWS.keySet()) {
      tables.put(table, new ArrayList<>());
    }
    sql.all(ALL_ROWS, row -> tables.get(row.getString(1)).add(row.getString(2)));
    return tables;
  }

  private List<String> factRows() {
    List<String> rows = new ArrayList<>();
    facts
        .all()
        .forEach(
            (name, value) -> {
              if (!name.equals(DIGEST + FACTS)) {
                rows.add(text(name) + text(value));
              }
            });
    return rows;
  }

  private static String text(String value) {
    return (value == null ? "-" : value.length() + ":" + value) + ";";
  }

  private static String digest(List<String> unordered) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    // Sorted, because SQLite may change its own order when a database is written anew.
    List<String> rows = new ArrayList<>(unordered);
    Collections.sort(rows);
    for (String row : rows) {
      sha256.update(row.getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) 0);
    }
    return Hex.lowerCase(sha256.digest()).substring(0, HEX_DIGITS);
  }
}
