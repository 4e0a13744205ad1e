package org.tillkeeper.agent.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The ledger's schema as numbered SQL files. Each file is applied once, in a transaction of its
 * own, together with the number that says so ({@code PRAGMA user_version}). Every row is carried
 * over.
 */
final class Schema {
  private static final String[] STEPS = {
    "001-payments.sql",
    "002-transactions.sql",
    "003-settlement.sql",
    "004-errands.sql",
    "005-answered-on.sql",
    "006-digests.sql",
    "007-digests-anew.sql",
    "008-uploaded-attempts.sql",
    "009-settlement-acknowledged.sql",
    "010-approvals.sql",
    "011-known-again.sql",
    "012-retry-end.sql",
    "013-sign-in-wanted.sql",
    "014-foreign-totals.sql",
    "015-found-by.sql",
    "016-announcements.sql",
    "017-unseen.sql",
    "018-receipt-facts.sql",
    "019-signatures.sql",
    "020-fewer-pages.sql",
    "021-shown-codes.sql"
  };

  /** {@code PRAGMA application_id}: "TKPR". */
  private static final int APPLICATION = 0x544B5052;

  private Schema() {}

  /** The version this agent brings every ledger to. */
  static int newest() {
    return STEPS.length;
  }

  /** Refuses a database of a newer agent or of another program, before anything is changed. */
  static void verifyOurs(Connection connection) throws SQLException, LedgerUnusable {
    int version = number(connection, "PRAGMA user_version");
    int application = number(connection, "PRAGMA application_id");
    boolean isEmpty =
        version == 0
            && application == 0
            && number(connection, "SELECT count(*) FROM sqlite_master") == 0;
    if (application != APPLICATION && !isEmpty) {
      throw new LedgerUnusable(
          "data: ledger.db is a database of another program; name a folder of the agent's own");
    }
    if (version < 0) {
      throw new LedgerUnusable(
          "data: ledger.db is damaged (its version is "
              + version
              + "); keep the folder for evidence and call for service");
    }
    if (version > STEPS.length) {
      throw new LedgerUnusable(
          "data: the ledger has version "
              + version
              + ", this agent knows "
              + STEPS.length
              + " at most; start the newer agent again, nothing was changed");
    }
  }

  static void migrate(Connection connection) throws SQLException {
    int version = number(connection, "PRAGMA user_version");
    for (int step = version; step < STEPS.length; step++) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        try {
          for (String sql : statements(STEPS[step])) {
            statement.execute(sql);
          }
          statement.execute("PRAGMA application_id = " + APPLICATION);
          statement.execute("PRAGMA user_version = " + (step + 1));
          statement.execute("COMMIT");
        } catch (SQLException e) {
          statement.execute("ROLLBACK");
          throw e;
        }
      }
    }
    if (version == 0) {
      // What the steps built and dropped again leaves no page behind in a ledger that is new.
      try (Statement statement = connection.createStatement()) {
        statement.execute("VACUUM");
      }
    }
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /**
   * The statements of a file. A statement ends with a semicolon at a line's end. A comment begins
   * with two dashes and ends with the line.
   */
  private static String[] statements(String file) {
    StringBuilder sql = new StringBuilder();
    for (String line : resource(file).split("\n", -1)) {
      int comment = line.indexOf("--");
      sql.append(comment < 0 ? line : line.substring(0, comment)).append('\n');
    }
    return sql.toString().trim().split(";\\s*\n|;$", 0);
  }

  private static String resource(String file) {
    try (InputStream in = Schema.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the agent's jar lacks " + file);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
      return new String(out.toByteArray(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the agent's jar cannot be read: " + file, e);
    }
  }
}
