package org.tillkeeper.tools.lane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** What an agent that died had under way, read from a copy of its files with SQLite alone. */
final class Leftovers {
  private static final Map<String, String> QUESTIONS =
      Map.of(
          "a sale that was sent",
          "SELECT count(*) FROM payment WHERE state = 'sent'",
          "a sale that waited",
          "SELECT count(*) FROM payment WHERE state = 'recorded'",
          "a reversal that was open",
          "SELECT count(*) FROM attempt WHERE reversal_stage IN ('open', 'parked')",
          "a sale accepted offline",
          "SELECT count(*) FROM payment WHERE state = 'stored'",
          "a settlement",
          "SELECT count(*) FROM settlement WHERE stage <> 'ended'");

  private Leftovers() {}

  /**
   * Counts what is found.
   *
   * @param data the agent's data folder; nothing in it is touched
   * @param scratch a folder for the copy
   * @param counts are raised
   */
  static void count(Path data, Path scratch, Map<String, Long> counts)
      throws IOException, SQLException {
    Path copy = Files.createTempDirectory(scratch, "look");
    LedgerFiles.copy(data, copy);
    long found = 0;
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + copy.resolve("ledger.db"));
        Statement statement = connection.createStatement()) {
      for (Map.Entry<String, String> question : QUESTIONS.entrySet()) {
        try (ResultSet row = statement.executeQuery(question.getValue())) {
          if (row.next() && row.getLong(1) > 0) {
            counts.merge("hit " + question.getKey(), 1L, Long::sum);
            found++;
          }
        }
      }
    }
    if (found == 0) {
      counts.merge("hit an agent with nothing open", 1L, Long::sum);
    }
    Lanes.delete(copy);
  }
}
