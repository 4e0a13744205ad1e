package org.tillkeeper.agent.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks for entries too many in the indexes that cover only a part of their table's rows. SQLite's
 * own check finds a missing entry in any index, but an entry too many only in an index that covers
 * every row (measured with 3.51.3). A page that is newer or older than the rest leaves such an
 * entry, which names a row that is not there.
 */
final class PartialIndexes {
  private static final String INDEXES =
      "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";

  /**
   * @param condition that its rows fulfil
   */
  private record Index(String name, String condition) {}

  private PartialIndexes() {}

  /** SQLite's own words for the first index that is wrong; empty where all are right. */
  static Optional<String> verdict(Connection connection) throws SQLException {
    for (Map.Entry<String, List<Index>> table : byTable(connection).entrySet()) {
      long[] rows = rows(connection, table.getKey(), table.getValue());
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] != entries(connection, table.getKey(), table.getValue().get(i))) {
          return Optional.of("wrong # of entries in index " + table.getValue().get(i).name());
        }
      }
    }
    return Optional.empty();
  }

  private static Map<String, List<Index>> byTable(Connection connection) throws SQLException {
    Map<String, List<Index>> tables = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(INDEXES);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        String sql = row.getString(3);
        int where = sql.toUpperCase(Locale.ROOT).indexOf("WHERE ");
        if (where >= 0) {
          tables
              .computeIfAbsent(row.getString(2), name -> new ArrayList<>())
              .add(new Index(row.getString(1), sql.substring(where + "WHERE ".length())));
        }
      }
    }
    return tables;
  }

  /** How many rows of the table belong into each index, counted in one pass. */
  private static long[] rows(Connection connection, String table, List<Index> indexes)
      throws SQLException {
    StringBuilder counts = new StringBuilder();
    for (Index index : indexes) {
      counts.append(counts.length() == 0 ? "" : ", ");
      counts.append("count(*) FILTER (WHERE ").append(index.condition()).append(')');
    }
    String all = "SELECT " + counts + " FROM " + table + " NOT INDEXED";
    try (PreparedStatement statement = connection.prepareStatement(all);
        ResultSet row = statement.executeQuery()) {
      row.next();
      long[] rows = new long[indexes.size()];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = row.getLong(i + 1);
      }
      return rows;
    }
  }

  private static long entries(Connection connection, String table, Index index)
      throws SQLException {
    String entries =
        "SELECT count(*) FROM "
            + table
            + " INDEXED BY "
            + index.name()
            + " WHERE "
            + index.condition();
    try (PreparedStatement statement = connection.prepareStatement(entries);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
