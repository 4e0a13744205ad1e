package org.tillkeeper.tools.lane;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A ledger's files as bytes and, read with SQLite alone, as rows. */
final class LedgerFiles {
  private static final String[] NAMES = {"ledger.db", "ledger.db-wal", "witness"};

  private LedgerFiles() {}

  /** Copies what a killed agent left. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (String name : NAMES) {
      if (Files.exists(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name));
      }
    }
  }

  /** Turns one bit over. */
  static void flip(Path file, long at, int bit) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int value = bytes.read();
      bytes.seek(at);
      bytes.write(value ^ (1 << bit));
    }
  }

  /**
   * Every row of every table, in the order of its key; a column's value stands behind its name.
   *
   * @throws SQLException where SQLite cannot read them
   */
  static Map<String, List<String>> rows(Path folder) throws SQLException {
    Map<String, List<String>> rows = new TreeMap<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet names =
          statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
        while (names.next()) {
          tables.add(names.getString(1));
        }
      }
      for (String table : tables) {
        List<String> all = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
          int columns = row.getMetaData().getColumnCount();
          while (row.next()) {
            StringBuilder text = new StringBuilder();
            for (int column = 1; column <= columns; column++) {
              Object value = row.getObject(column);
              String shown = value instanceof byte[] bytes ? hex(bytes) : String.valueOf(value);
              text.append(row.getMetaData().getColumnName(column)).append('=');
              text.append(shown).append('\n');
            }
            all.add(text.toString());
          }
        }
        rows.put(table, all);
      }
    }
    return rows;
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }
}
