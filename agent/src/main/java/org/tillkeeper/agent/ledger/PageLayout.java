package org.tillkeeper.agent.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * How the pages of the database are laid out: small, so that a commit writes little, and such that
 * free ones can be given back. A database that was made otherwise is written anew once.
 *
 * <p>A sale changes some thirty pages, and a few dozen bytes in each of them. With SQLite's usual
 * pages of 4 kB a device is given 179 kB for it, with these about 50 (agent/docs/performance.md).
 */
final class PageLayout {
  private static final Log LOG = Log.of(PageLayout.class);

  /** Bytes in a page. Smaller ones would hold no whole payment. */
  static final int PAGE = 1024;

  /**
   * A larger database keeps the pages it has. SQLite builds the new one in memory first, and a
   * terminal has little. Bytes.
   */
  static final long MOST_REWRITTEN = 16L << 20;

  private static final int INCREMENTAL = 2;

  private PageLayout() {}

  /**
   * Lays a database out. Before it gets a log: SQLite cannot change the size of a page beside one.
   * Where there is no room for the new one it stays as it is, which only costs more.
   */
  static void bringAbout(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean small = number(statement, "PRAGMA page_size") == PAGE;
      boolean givesBack = number(statement, "PRAGMA auto_vacuum") == INCREMENTAL;
      if (small && givesBack) {
        return;
      }
      boolean empty = number(statement, "SELECT count(*) FROM sqlite_master") == 0;
      if (!empty && givesBack && bytes(statement) > MOST_REWRITTEN) {
        return;
      }
      if (!empty) {
        statement.execute("PRAGMA journal_mode = DELETE");
      }
      if (empty || bytes(statement) <= MOST_REWRITTEN) {
        statement.execute("PRAGMA page_size = " + PAGE);
      }
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      if (!empty) {
        statement.execute("VACUUM");
      }
    } catch (SQLException e) {
      LOG.warn("the ledger cannot be laid out anew", Fact.text("why", e.getMessage()));
    }
  }

  private static long bytes(Statement statement) throws SQLException {
    return number(statement, "PRAGMA page_count") * number(statement, "PRAGMA page_size");
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
