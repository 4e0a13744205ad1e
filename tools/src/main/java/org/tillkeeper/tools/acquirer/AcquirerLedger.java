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
 * The acquirer's ledger: what each cardholder was charged, every message, each terminal's batch and
 * working keys (as sent, under the terminal's master key). SQLite, WAL, {@code synchronous=FULL}:
 * what was answered is on disk.
 *
 * <p>Cardholders are kept as first 6 and last 4 digits and a hash keyed by a file beside the ledger
 * ({@code LEDGER.key}). Every method is to be called while holding this object's monitor.
 */
final class AcquirerLedger implements AutoCloseable {
  private static final String[] SCHEMA = {
    """
    CREATE TABLE IF NOT EXISTS terminal (
      id TEXT PRIMARY KEY, batch TEXT NOT NULL, key_block BLOB) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS sale (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      terminal TEXT NOT NULL, batch TEXT NOT NULL, stan TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('booked', 'reversed', 'declined')),
      amount INTEGER NOT NULL, currency TEXT NOT NULL, entry TEXT NOT NULL,
      masked_pan TEXT NOT NULL, cardholder TEXT NOT NULL,
      rrn TEXT NOT NULL, auth_code TEXT NOT NULL, code TEXT NOT NULL,
      at TEXT NOT NULL, reversed_at TEXT,
      requests INTEGER NOT NULL DEFAULT 1, reversals INTEGER NOT NULL DEFAULT 0,
      UNIQUE (terminal, batch, stan)) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS early_reversal (
      terminal TEXT NOT NULL, batch TEXT NOT NULL, stan TEXT NOT NULL, at TEXT NOT NULL,
      PRIMARY KEY (terminal, batch, stan)) STRICT
    """,
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

  /** What a terminal's row says. The key block is empty while it is not signed in. */
  record Terminal(String batch, Optional<byte[]> keyBlock) {}

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
      for (String table : SCHEMA) {
        statement.execute(table);
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

  /** What stands for a PAN or a QR code in the ledger. */
  String cardholder(String number) {
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
        prepared("SELECT batch, key_block FROM terminal WHERE id = ?", id)) {
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("terminal " + id + " is not registered");
        }
        return new Terminal(row.getString(1), Optional.ofNullable(row.getBytes(2)));
      }
    }
  }

  void signedIn(String terminal, byte[] keyBlock) throws SQLException {
    update("UPDATE terminal SET key_block = ? WHERE id = ?", keyBlock, terminal);
  }

  void signedOff(String terminal) throws SQLException {
    update("UPDATE terminal SET key_block = NULL WHERE id = ?", terminal);
  }

  void batch(String terminal, String batch) throws SQLException {
    update("UPDATE terminal SET batch = ? WHERE id = ?", batch, terminal);
  }

  Optional<Booking> sale(String terminal, String batch, String stan) throws SQLException {
    String sql =
        "SELECT state, amount, currency, entry, masked_pan, cardholder, rrn, auth_code, code, at"
            + " FROM sale WHERE terminal = ? AND batch = ? AND stan = ?";
    try (PreparedStatement query = prepared(sql, terminal, batch, stan);
        ResultSet row = query.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      return Optional.of(
          new Booking(
              terminal,
              batch,
              stan,
              row.getString(1),
              row.getLong(2),
              row.getString(3),
              row.getString(4),
              row.getString(5),
              row.getString(6),
              row.getString(7),
              row.getString(8),
              row.getString(9),
              row.getString(10)));
    }
  }

  void add(Booking sale) throws SQLException {
    update(
        "INSERT INTO sale (terminal, batch, stan, state, amount, currency, entry, masked_pan,"
            + " cardholder, rrn, auth_code, code, at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        sale.terminal(),
        sale.batch(),
        sale.stan(),
        sale.state(),
        sale.amount(),
        sale.currency(),
        sale.entry(),
        sale.maskedPan(),
        sale.cardholder(),
        sale.rrn(),
        sale.authCode(),
        sale.code(),
        sale.at());
  }

  void countRepeat(Booking sale) throws SQLException {
    update(
        "UPDATE sale SET requests = requests + 1 WHERE terminal = ? AND batch = ? AND stan = ?",
        sale.terminal(),
        sale.batch(),
        sale.stan());
  }

  /** A sale that is booked is reversed; one that is not stays as it is. */
  void reverse(Booking sale, String at) throws SQLException {
    update(
        "UPDATE sale SET reversals = reversals + 1,"
            + " reversed_at = CASE state WHEN 'booked' THEN ? ELSE reversed_at END,"
            + " state = CASE state WHEN 'booked' THEN 'reversed' ELSE state END"
            + " WHERE terminal = ? AND batch = ? AND stan = ?",
        at,
        sale.terminal(),
        sale.batch(),
        sale.stan());
  }

  void rememberEarlyReversal(String terminal, String batch, String stan, String at)
      throws SQLException {
    update("INSERT OR IGNORE INTO early_reversal VALUES (?, ?, ?, ?)", terminal, batch, stan, at);
  }

  boolean wasReversedEarly(String terminal, String batch, String stan) throws SQLException {
    return !rows(
            "SELECT 1 AS one FROM early_reversal WHERE terminal = ? AND batch = ? AND stan = ?",
            terminal,
            batch,
            stan)
        .isEmpty();
  }

  /** Whether a QR code has paid before, whatever became of that payment. */
  boolean qrCodeWasUsed(String cardholder) throws SQLException {
    return !rows(
            "SELECT 1 AS one FROM sale WHERE cardholder = ? AND entry = 'qr'"
                + " AND state <> 'declined' LIMIT 1",
            cardholder)
        .isEmpty();
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
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT last_insert_rowid()")) {
      return row.getLong(1);
    }
  }

  /** Sales of some states as the control API shows them, oldest first. */
  List<Map<String, Object>> sales(List<String> states) throws SQLException {
    String marks = String.join(", ", states.stream().map(state -> "?").toList());
    return rows(
        "SELECT terminal, batch, stan, amount, currency, state, entry, masked_pan AS maskedPan,"
            + " substr(cardholder, 1, 16) AS cardholder, rrn, auth_code AS authCode, code, at,"
            + " reversed_at AS reversedAt, requests, reversals FROM sale WHERE state IN ("
            + marks
            + ") ORDER BY seq",
        states.toArray());
  }

  /** Number and sum of sales by state. */
  Map<String, Object> totals() throws SQLException {
    Map<String, Object> totals = new LinkedHashMap<>();
    for (String state : List.of(Booking.BOOKED, Booking.REVERSED, Booking.DECLINED)) {
      totals.put(
          state,
          rows(
                  "SELECT count(*) AS count, coalesce(sum(amount), 0) AS amount FROM sale"
                      + " WHERE state = ?",
                  state)
              .get(0));
    }
    totals.put(
        "cardholders",
        rows(
            "SELECT masked_pan AS maskedPan, substr(cardholder, 1, 16) AS cardholder,"
                + " count(*) AS count, sum(amount) AS charged FROM sale WHERE state = 'booked'"
                + " GROUP BY sale.cardholder, masked_pan ORDER BY min(seq)"));
    List<Map<String, Object>> terminals =
        rows(
            "SELECT id AS terminal, batch, key_block IS NOT NULL AS signedIn FROM terminal"
                + " ORDER BY id");
    terminals.forEach(
        one -> one.replaceAll((key, value) -> key.equals("signedIn") ? value.equals(1) : value));
    totals.put("terminals", terminals);
    return totals;
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

  private void update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values)) {
      statement.executeUpdate();
    }
  }

  private List<Map<String, Object>> rows(String sql, Object... values) throws SQLException {
    try (PreparedStatement query = prepared(sql, values);
        ResultSet row = query.executeQuery()) {
      ResultSetMetaData columns = row.getMetaData();
      List<Map<String, Object>> rows = new ArrayList<>();
      while (row.next()) {
        Map<String, Object> one = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          one.put(columns.getColumnLabel(i), row.getObject(i));
        }
        rows.add(one);
      }
      return rows;
    }
  }
}
