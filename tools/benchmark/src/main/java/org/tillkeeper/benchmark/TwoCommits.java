package org.tillkeeper.benchmark;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The least that a record of a sale costs: one durable commit before the request is sent and one
 * for its answer, of a row as short as a record can be. SQLite as the agent has it: WAL, {@code
 * synchronous=FULL}.
 */
final class TwoCommits implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement update;
  private long last;

  TwoCommits(Path file) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA locking_mode = EXCLUSIVE");
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("CREATE TABLE sale (id INTEGER PRIMARY KEY, what BLOB, answer BLOB)");
    }
    insert = connection.prepareStatement("INSERT INTO sale (id, what) VALUES (?, ?)");
    update = connection.prepareStatement("UPDATE sale SET answer = ? WHERE id = ?");
  }

  void request(byte[] what) throws SQLException {
    last++;
    insert.setLong(1, last);
    insert.setBytes(2, what);
    insert.executeUpdate();
  }

  void answer(byte[] what) throws SQLException {
    update.setBytes(1, what);
    update.setLong(2, last);
    update.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
