package org.tillkeeper.tools.acquirer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The acquirer's ledger: every message, each terminal's batch and working keys (as sent, under the
 * terminal's master key), and the tables of {@link Books} and {@link Batches}. SQLite, WAL, {@code
 * synchronous=FULL}: what was answered is on disk.
 *
 * <p>Cardholders are kept as first 6 and last 4 digits and a hash keyed by a file beside the ledger
 * ({@code LEDGER.key}). Every method is to be called while holding this object's monitor.
 */
final class AcquirerLedger implements AutoCloseable {
  private static final String[] SCHEMA = {
    """
    CREATE TABLE IF NOT EXISTS terminal (
      id TEXT PRIMARY KEY, batch TEXT NOT NULL, key_block BLOB, key_layout TEXT) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS host (one INTEGER PRIMARY KEY CHECK (one = 1), days INTEGER NOT NULL) STRICT
    """,
    "INSERT OR IGNORE INTO host VALUES (1, 0)",
    """
    CREATE TABLE IF NOT EXISTS message (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, connection INTEGER NOT NULL,
      direction TEXT NOT NULL CHECK (direction IN ('request', 'answer', 'garbage')),
      kind TEXT NOT NULL, mti TEXT NOT NULL, terminal TEXT NOT NULL, batch TEXT NOT NULL,
      stan TEXT NOT NULL, code TEXT NOT NULL, fault TEXT NOT NULL, note TEXT NOT NULL,
      fields TEXT NOT NULL) STRICT
    """
  };

  private static final int KEY_BYTES = 32;

  private final Connection connection;
  private final SecretKeySpec cardholderKey;

  /**
   * What a terminal's row says.
   *
   * @param keyBlock empty while it is not signed in
   * @param keyLayout field 60.3 of the sign-in that the keys answered
   */
  record Terminal(String batch, Optional<byte[]> keyBlock, String keyLayout) {}

  /** A message to be recorded; texts may be empty, fields are masked already. */
  record Entry(
      String at,
      long connection,
      String direction,
      String kind,
      String mti,
      String terminal,
      String batch,
      String stan,
      String code,
      String fault,
      String note,
      String fields) {}

  AcquirerLedger(Path file) throws SQLException, IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    cardholderKey = cardholderKey(file.resolveSibling(file.getFileName() + ".key"));
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=5000");
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      if (!pragma(statement, "journal_mode").equals("wal")
          || !pragma(statement, "synchronous").equals("2")) {
        throw new SQLException("SQLite would not keep the ledger safe: WAL and FULL are refused");
      }
      for (String[] tables : List.of(SCHEMA, Books.SCHEMA, Batches.SCHEMA, ShownCodes.SCHEMA)) {
        for (String table : tables) {
          statement.execute(table);
        }
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    connection.setAutoCommit(false);
  }

  private static String pragma(Statement statement, String name) throws SQLException {
    try (ResultSet result = statement.executeQuery("PRAGMA " + name)) {
      return result.getString(1);
    }
  }

  private static SecretKeySpec cardholderKey(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] fresh = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(fresh);
      Files.createFile(file);
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
      Files.write(file, fresh);
    }
    byte[] key = Files.readAllBytes(file);
    if (key.length != KEY_BYTES) {
      throw new IOException(
          file + " has " + key.length + " bytes instead of 32; it belongs to the ledger beside it");
    }
    return new SecretKeySpec(key, "HmacSHA256");
  }

  /** What stands for a PAN or a QR code in the ledger; empty for an empty one. */
  String cardholder(String number) {
    if (number.isEmpty()) {
      return "";
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(cardholderKey);
      return HexFormat.of().formatHex(mac.doFinal(number.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /** Makes everything since the last commit durable. */
  void commit() throws SQLException {
    connection.commit();
  }

  /** Forgets everything since the last commit. */
  void rollback() throws SQLException {
    connection.rollback();
  }

  void register(String terminal, String firstBatch) throws SQLException {
    update("INSERT OR IGNORE INTO terminal (id, batch) VALUES (?, ?)", terminal, firstBatch);
  }

  Terminal terminal(String id) throws SQLException {
    try (PreparedStatement query =
        prepared("SELECT batch, key_block, key_layout FROM terminal WHERE id = ?", id)) {
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("terminal " + id + " is not registered");
        }
        return new Terminal(
            row.getString(1),
            Optional.ofNullable(row.getBytes(2)),
            Optional.ofNullable(row.getString(3)).orElse(""));
      }
    }
  }

  void signedIn(String terminal, byte[] keyBlock, String keyLayout) throws SQLException {
    update(
        "UPDATE terminal SET key_block = ?, key_layout = ? WHERE id = ?",
        keyBlock,
        keyLayout,
        terminal);
  }

  void signedOff(String terminal) throws SQLException {
    update("UPDATE terminal SET key_block = NULL WHERE id = ?", terminal);
  }

  void batch(String terminal, String batch) throws SQLException {
    update("UPDATE terminal SET batch = ? WHERE id = ?", batch, terminal);
  }

  /** Each terminal as the control API shows it. */
  List<Map<String, Object>> terminals() throws SQLException {
    List<Map<String, Object>> terminals =
        rows(
            "SELECT id AS terminal, batch, key_block IS NOT NULL AS signedIn FROM terminal"
                + " ORDER BY id");
    terminals.forEach(
        one -> one.replaceAll((key, value) -> key.equals("signedIn") ? value.equals(1) : value));
    return terminals;
  }

  /** How many days the host's date is ahead of the clock. */
  int daysAhead() throws SQLException {
    return ((Number) rows("SELECT days FROM host").get(0).get("days")).intValue();
  }

  void moveDate(int days) throws SQLException {
    update("UPDATE host SET days = days + ?", days);
  }

  /**
   * Records a message.
   *
   * @return its sequence number, which no other message ever has
   */
  long record(Entry entry) throws SQLException {
    update(
        "INSERT INTO message (at, connection, direction, kind, mti, terminal, batch, stan, code,"
            + " fault, note, fields) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        entry.at(),
        entry.connection(),
        entry.direction(),
        entry.kind(),
        entry.mti(),
        entry.terminal(),
        entry.batch(),
        entry.stan(),
        entry.code(),
        entry.fault(),
        entry.note(),
        entry.fields());
    return number("SELECT last_insert_rowid()");
  }

  /** The newest messages, oldest of them first. */
  List<Map<String, Object>> messages(long limit) throws SQLException {
    return rows(
        "SELECT * FROM (SELECT * FROM message ORDER BY seq DESC LIMIT ?) ORDER BY seq", limit);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** One row of a query. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  <T> List<T> read(Reader<T> reader, String sql, Object... values) throws SQLException {
    try (PreparedStatement query = prepared(sql, values);
        ResultSet row = query.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (row.next()) {
        all.add(reader.read(row));
      }
      return all;
    }
  }

  /** The one number that a query gives. */
  long number(String sql, Object... values) throws SQLException {
    return read(row -> row.getLong(1), sql, values).get(0);
  }

  void update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values)) {
      statement.executeUpdate();
    }
  }

  /** Rows by column name, as they become JSON. */
  List<Map<String, Object>> rows(String sql, Object... values) throws SQLException {
    return read(
        row -> {
          ResultSetMetaData columns = row.getMetaData();
          Map<String, Object> one = new LinkedHashMap<>();
          for (int i = 1; i <= columns.getColumnCount(); i++) {
            one.put(columns.getColumnLabel(i), row.getObject(i));
          }
          return one;
        },
        sql,
        values);
  }

  private PreparedStatement prepared(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }
}
