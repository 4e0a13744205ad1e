package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries too many in indexes over a part of the rows, which SQLite's own check does not see. */
class PartialIndexesTest {
  @TempDir File folder;
  private String url;

  @BeforeEach
  void rows() throws SQLException {
    url = "jdbc:sqlite:" + new File(folder, "test.db");
    run(
        "CREATE TABLE t (seq INTEGER PRIMARY KEY, state TEXT NOT NULL, original TEXT, erased INTEGER)",
        "INSERT INTO t (state, original, erased) VALUES ('open', NULL, 0), ('ended', 'a', 0),"
            + " ('parked', 'b', 1), ('ended', NULL, 1)");
  }

  private void run(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private Optional<String> verdict() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return PartialIndexes.verdict(connection);
    }
  }

  private List<String> saidBySqlite() throws SQLException {
    List<String> said = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
      while (rows.next()) {
        said.add(rows.getString(1));
      }
    }
    return said;
  }

  /** Rows go while the schema does not name an index, which then has entries too many. */
  private void loseRows(String rows, String index) throws SQLException {
    String kept;
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT quote(type) || ', ' || quote(name) || ', ' || quote(tbl_name) || ', '"
                    + " || rootpage || ', ' || quote(sql) FROM sqlite_master WHERE name = '"
                    + index
                    + "'")) {
      kept = row.getString(1);
    }
    run("PRAGMA writable_schema = ON", "DELETE FROM sqlite_master WHERE name = '" + index + "'");
    run(
        "DELETE FROM " + rows,
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_master VALUES (" + kept + ")");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX i ON t (state) WHERE state = 'open'",
        "CREATE INDEX i ON t (seq) WHERE state IN ('open', 'parked')",
        "CREATE INDEX i ON t (original) WHERE original IS NOT NULL",
        "CREATE INDEX i ON t (erased) WHERE state = 'open' OR state IN ('parked')",
        "CREATE INDEX i ON t ((1)) WHERE state <> 'ended'",
        "CREATE INDEX i ON t (seq) WHERE erased = 0",
        "CREATE INDEX i ON t (seq) WHERE original IS NULL AND state <> 'ended'",
        "CREATE INDEX i ON t (seq)\n  WHERE erased = 0"
      })
  void an_entry_too_many_is_found_whatever_the_condition(String index) throws SQLException {
    run(index);
    assertEquals(Optional.empty(), verdict());
    loseRows("t WHERE seq <= 2", "i");
    assertEquals(Optional.of("wrong # of entries in index i"), verdict());
  }

  @Test
  void sqlites_own_check_does_not_see_it_so_this_is_still_needed() throws SQLException {
    run("CREATE INDEX i ON t (seq) WHERE erased = 0");
    loseRows("t WHERE seq = 1", "i");
    assertEquals(List.of("ok"), saidBySqlite());
  }

  @Test
  void a_ledger_with_an_entry_of_a_row_that_is_not_there_is_refused() throws Exception {
    File data = new File(folder, "data");
    assertTrue(data.mkdir());
    Ledger.open(data, LedgerTest.NOW).close();
    url = "jdbc:sqlite:" + new File(data, "ledger.db");
    run(
        "INSERT INTO history (seq, at, kind, attempt, message, hash)"
            + " VALUES (9, 0, 'noted', 0, '', x'00')");
    loseRows("history WHERE seq = 9", "history_own");
    LedgerUnusable refused =
        assertThrows(LedgerUnusable.class, () -> Ledger.open(data, LedgerTest.NOW).close());
    assertTrue(
        refused.getMessage().contains("wrong # of entries in index history_own"),
        refused.getMessage());
  }
}
