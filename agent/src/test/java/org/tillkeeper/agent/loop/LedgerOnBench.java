package org.tillkeeper.agent.loop;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.tillkeeper.agent.ledger.Ledger;

/** What only a test may do to a ledger. */
final class LedgerOnBench {
  private LedgerOnBench() {}

  /** Only processes die on the bench, never the power, so nothing has to reach the disk. */
  static void withoutSync(Ledger ledger) {
    execute(ledger, "PRAGMA synchronous = OFF");
  }

  /** From now on no commit succeeds, as on a disk that is full or has turned read-only. */
  static void failWrites(Ledger ledger) {
    execute(ledger, "PRAGMA query_only = ON");
  }

  static void allowWrites(Ledger ledger) {
    execute(ledger, "PRAGMA query_only = OFF");
  }

  /** Rows changed since it was opened. */
  static long changes(Ledger ledger) {
    try (Statement statement = connection(ledger).createStatement();
        ResultSet row = statement.executeQuery("SELECT total_changes()")) {
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void execute(Ledger ledger, String sql) {
    try (Statement statement = connection(ledger).createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static Connection connection(Ledger ledger) {
    try {
      Field field = Ledger.class.getDeclaredField("connection");
      field.setAccessible(true);
      return (Connection) field.get(ledger);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the ledger keeps its connection elsewhere now", e);
    }
  }

  /** Copies a data folder as a kill would leave it. */
  static void copy(File from, File to) throws IOException {
    if (!to.mkdirs()) {
      throw new IOException("cannot make " + to);
    }
    for (String name : new String[] {"ledger.db", "ledger.db-wal", "witness"}) {
      File file = new File(from, name);
      if (file.exists()) {
        Files.copy(file.toPath(), new File(to, name).toPath());
      }
    }
  }
}
