package org.tillkeeper.agent.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * Statements and transactions on the one connection. Every failure of SQLite becomes {@link
 * LedgerUnavailable}. No failure leaves a transaction open, because what was not committed must
 * never be read as if it were. If SQLite does not undo a transaction, the connection is closed,
 * which undoes it, and is opened anew before the next statement.
 */
final class Sql implements AutoCloseable {
  private static final Log LOG = Log.of(Sql.class);

  /** Opens the database, ready for use. */
  interface Source {
    Connection open() throws SQLException;
  }

  /** Reads one row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Source source;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private final Map<String, String> tables = new HashMap<>();
  private final Map<String, Long> writes = new HashMap<>();
  private final Set<String> written = new HashSet<>();
  private Consumer<Set<String>> beforeCommit = names -> {};
  private Optional<Connection> connection;
  private boolean inTransaction;
  private boolean closed;
  private long undone;

  /**
   * @param first a connection that is open
   * @param source opens another one if the first fails
   */
  Sql(Connection first, Source source) throws SQLException {
    byHand(first);
    connection = Optional.of(first);
    this.source = source;
  }

  /**
   * Lets transactions begin and end by {@link #transaction} alone. Otherwise the driver tries to
   * begin one after each statement that gives no rows, fails where one is open, and has cost as
   * much as a small statement.
   */
  private static void byHand(Connection open) throws SQLException {
    if (!open.getAutoCommit()) {
      return; // One that is used again has begun nothing.
    }
    open.setAutoCommit(false);
    try (Statement statement = open.createStatement()) {
      statement.executeUpdate("COMMIT"); // of what the driver has begun by that
    }
  }

  /**
   * Sets what each transaction ends with.
   *
   * @param work is given the names of the tables that were written
   */
  void beforeCommit(Consumer<Set<String>> work) {
    beforeCommit = work;
  }

  int update(String sql, Object... values) {
    String table = tables.computeIfAbsent(sql, Sql::table);
    written.add(table);
    writes.merge(table, 1L, Long::sum);
    try {
      return bound(sql, values).executeUpdate();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /** The table that a statement writes. */
  private static String table(String sql) {
    String[] words = sql.split(" ", 4);
    return words[words[0].equals("UPDATE") ? 1 : 2];
  }

  /**
   * A number that changes whenever a table may have changed: when it was written, and when a
   * transaction was undone.
   */
  long writes(String table) {
    return writes.getOrDefault(table, 0L) + undone;
  }

  /**
   * A number that changes whenever what was read may not be true any more: when a transaction was
   * undone, and when the connection was given up.
   */
  long undone() {
    return undone;
  }

  /** The statements that are kept ready: all that ran since the connection was opened. */
  Set<String> statements() {
    return Collections.unmodifiableSet(prepared.keySet());
  }

  /** Runs a statement that gives no rows and has many steps, to its end. */
  void run(String sql) {
    try (Statement statement = current().createStatement()) {
      // Only this call of the driver's goes on to the last step.
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  <T> List<T> all(String sql, Row<T> reader, Object... values) {
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(reader.read(rows));
      }
      return found;
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /** Reads rows by a statement that is not kept ready: it is asked once in the ledger's life. */
  <T> List<T> once(String sql, Row<T> reader) {
    try (Statement statement = current().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(reader.read(rows));
      }
      return found;
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  <T> Optional<T> first(String sql, Row<T> reader, Object... values) {
    List<T> found = all(sql, reader, values);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  long number(String sql, Object... values) {
    return first(sql, row -> row.getLong(1), values).orElse(0L);
  }

  /**
   * Runs as one transaction. All of its work is durable when this returns, and nothing of it is
   * there when it throws.
   */
  <T> T transaction(Supplier<T> work) {
    if (inTransaction) {
      throw new IllegalStateException("transactions do not nest: one step, one commit");
    }
    boolean done = false;
    inTransaction = true;
    try {
      control("BEGIN IMMEDIATE");
      written.clear();
      T result = work.get();
      beforeCommit.accept(written);
      control("COMMIT");
      done = true;
      return result;
    } catch (SQLException e) {
      throw unavailable(e);
    } finally {
      inTransaction = false;
      if (!done) {
        undo();
      }
    }
  }

  void verifyWritable() {
    try {
      control("BEGIN IMMEDIATE");
      control("ROLLBACK");
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private void undo() {
    undone++;
    if (!connection.isPresent()) {
      return;
    }
    // A statement that failed half-way would keep SQLite from rolling back.
    dropPrepared();
    try {
      control("ROLLBACK");
    } catch (SQLException e) {
      if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
        LOG.warn("opening the ledger anew, it did not roll back", Fact.text("why", e.getMessage()));
        drop();
      }
    }
  }

  private void control(String sql) throws SQLException {
    bound(sql).executeUpdate();
  }

  private PreparedStatement bound(String sql, Object... values) throws SQLException {
    Connection open = current();
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = open.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /** The connection. Opens it anew if it was given up. */
  Connection current() throws SQLException {
    if (closed) {
      throw new SQLException("it is closed");
    }
    if (!connection.isPresent()) {
      Connection anew = source.open();
      boolean usable = false;
      try {
        byHand(anew);
        usable = true;
      } finally {
        if (!usable) {
          close(anew);
        }
      }
      connection = Optional.of(anew);
    }
    return connection.get();
  }

  private static LedgerUnavailable unavailable(SQLException e) {
    return new LedgerUnavailable("the ledger cannot be used: " + e.getMessage(), e);
  }

  /**
   * Gives up a statement that failed. After some failures (disk full, I/O error) the driver has
   * finalized it without saying so, and it would fail for ever.
   */
  private LedgerUnavailable failed(String sql, SQLException e) {
    PreparedStatement statement = prepared.remove(sql);
    if (statement != null) {
      try {
        statement.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
    }
    return unavailable(e);
  }

  private void dropPrepared() {
    for (PreparedStatement statement : prepared.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        LOG.debug("a failed statement says so again", Fact.text("why", e.getMessage()));
      }
    }
    prepared.clear();
  }

  @Override
  public void close() {
    closed = true;
    drop();
  }

  private void drop() {
    // What was read over this connection is not known any more.
    undone++;
    dropPrepared();
    connection.ifPresent(Sql::close);
    connection = Optional.empty();
  }

  private static void close(Connection open) {
    try {
      open.close();
    } catch (SQLException e) {
      LOG.warn(
          "the ledger did not close cleanly; nothing committed is lost by that",
          Fact.text("why", e.getMessage()));
    }
  }
}
