package org.tillkeeper.agent.ledger;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConnection;

/** What only a test may do to a ledger. */
public final class LedgerOnBench {
  private LedgerOnBench() {}

  /** Only processes die on the bench, never the power, so nothing has to reach the disk. */
  public static void withoutSync(Ledger ledger) {
    execute(ledger, "PRAGMA synchronous = OFF");
  }

  /** From now on no commit succeeds, as on a disk that is full or has turned read-only. */
  public static void failWrites(Ledger ledger) {
    execute(ledger, "PRAGMA query_only = ON");
  }

  public static void allowWrites(Ledger ledger) {
    execute(ledger, "PRAGMA query_only = OFF");
  }

  /** From now on a transaction that writes this fact fails, and no other does. */
  public static void failFact(Ledger ledger, String name) {
    execute(
        ledger,
        "CREATE TEMP TRIGGER planted BEFORE INSERT ON main.counter WHEN NEW.name = '"
            + name
            + "' BEGIN SELECT raise(ABORT, 'planted'); END");
  }

  public static void allowFact(Ledger ledger) {
    execute(ledger, "DROP TRIGGER planted");
  }

  /** So many signatures of other payments wait. */
  public static void waitingSignatures(Ledger ledger, int count) {
    ledger.transaction(
        () -> {
          for (int i = 0; i < count; i++) {
            waitingSignature(ledger, "other-" + i);
          }
        });
  }

  /** A signature of some payment waits. Part of a transaction. */
  static void waitingSignature(Ledger ledger, String payment) {
    ledger
        .sql()
        .update(
            "INSERT INTO signature (payment, sends, message) VALUES (?, 0, ?)",
            payment,
            new byte[] {1});
  }

  /** Each row of a query as one text, its columns divided by a blank. */
  public static List<String> rows(Ledger ledger, String columns, String from) {
    return texts(ledger, "SELECT concat_ws(' ', " + columns + ") FROM " + from);
  }

  /** Rows changed since it was opened. */
  public static long changes(Ledger ledger) {
    try {
      return ((SQLiteConnection) connection(ledger)).getDatabase().total_changes();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** No page can be had any more, as on a disk that is full. */
  static void fillDisk(Ledger ledger) {
    long pages = number(ledger, "PRAGMA page_count");
    execute(ledger, "PRAGMA max_page_count = " + pages);
  }

  static void freeDisk(Ledger ledger) {
    execute(ledger, "PRAGMA max_page_count = 1000000");
  }

  public static List<String> texts(Ledger ledger, String sql) {
    try (Statement statement = connection(ledger).createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      int columns = row.getMetaData().getColumnCount();
      while (row.next()) {
        texts.add(row.getString(columns));
      }
      return texts;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  static long number(Ledger ledger, String sql) {
    return Long.parseLong(texts(ledger, sql).get(0));
  }

  static void execute(Ledger ledger, String sql) {
    try (Statement statement = connection(ledger).createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private static Connection connection(Ledger ledger) {
    try {
      return ledger.sql().current();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Copies a data folder as a kill would leave it. */
  public static void copy(File from, File to) throws IOException {
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
