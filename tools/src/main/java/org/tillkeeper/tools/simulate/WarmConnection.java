package org.tillkeeper.tools.simulate;

import java.io.File;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * A connection to a database file that outlives the ledger it was opened for, with the statements
 * it prepared: parsing schema and statements takes longer than a life of the agent. Closed by a
 * ledger it lets go of the file (no lock, no journal, nothing of it in memory), so that another may
 * be put in its place; SQLite then reads it from the beginning, and recovers its WAL, as it does
 * with any file it finds. What is known of the file's schema stays true because every ledger here
 * comes from one template: a file that lost anything is never opened with this.
 */
final class WarmConnection extends JDBC4Connection {
  private static final String LET_GO =
      "PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL;"
          + " SELECT count(*) FROM sqlite_master; PRAGMA shrink_memory";

  private final Map<String, Warm> statements = new HashMap<>();
  private final File wal;
  private boolean usable = true;

  WarmConnection(File file, Properties properties) throws SQLException {
    super("jdbc:sqlite:" + file.getPath(), file.getPath(), properties);
    wal = new File(file.getPath() + "-wal");
  }

  /** A statement that is not finalized when it is closed. */
  private static final class Warm extends JDBC4PreparedStatement {
    Warm(WarmConnection connection, String sql) throws SQLException {
      super(connection, sql);
    }

    boolean isFinalized() {
      return pointer.isClosed();
    }

    @Override
    public void close() {
      // It waits for the next life.
    }
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    Warm statement = statements.get(sql);
    if (statement == null || statement.isFinalized()) {
      statement = new Warm(this, sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /** Lets go of the file. */
  @Override
  public void close() {
    try (Statement statement = createStatement()) {
      statement.executeUpdate(LET_GO);
      usable = !wal.exists();
    } catch (SQLException e) {
      usable = false;
    }
  }

  /** Whether it let go of the file and can be used for another. */
  boolean isUsable() {
    return usable;
  }

  /** Closes it in truth. */
  void end() throws SQLException {
    super.close();
  }
}
