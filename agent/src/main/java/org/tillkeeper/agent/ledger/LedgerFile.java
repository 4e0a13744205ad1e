package org.tillkeeper.agent.ledger;

import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.tillkeeper.agent.files.OwnerOnly;

/**
 * The database file of a data folder. The file is looked at before anything in it is believed or
 * changed. Its connections make durable what they commit.
 */
public final class LedgerFile {
  /** Connects to a database file. */
  public interface Connector {
    /**
     * @param file the database; it need not exist
     * @param config of the connection
     */
    Connection connect(File file, SQLiteConfig config) throws SQLException;
  }

  /** SQLite's own driver. */
  static final Connector DRIVER =
      (file, config) -> {
        try {
          // SQLite gives its log the mode of the database.
          OwnerOnly.file(file);
        } catch (IOException e) {
          throw new SQLException(e.getMessage(), e);
        }
        return config.createConnection("jdbc:sqlite:" + file.getPath());
      };

  static final String FILE = "ledger.db";

  /** The log that SQLite keeps beside it. */
  static final String WAL = FILE + "-wal";

  static final String WITNESS = "witness";

  /**
   * The lock comes first, before anything is read. Otherwise SQLite shares memory through a file,
   * and a full disk has no room for it.
   */
  private static final String SETTINGS =
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;"
          + " PRAGMA secure_delete = ON; PRAGMA cache_size = -2000;"
          + " PRAGMA journal_size_limit = 4194304";

  /**
   * A checkpoint comes after so many pages: about 4 MB, which the log's size limit is made for. A
   * page that many sales change is then written to the database once for some hundred of them.
   */
  private static final int WAL_PAGES = 4096;

  /** SQLite's smallest page, in bytes. */
  private static final int LEAST_PAGE = 512;

  private final File folder;
  private final File file;
  private final Connector connector;
  private final boolean isNew;

  LedgerFile(File folder, Connector connector) {
    this.folder = folder;
    this.connector = connector;
    file = of(folder);
    isNew = file.length() == 0;
  }

  static File of(File folder) {
    return new File(folder, FILE);
  }

  /** Whether there was no database before this. */
  boolean isNew() {
    return isNew;
  }

  File witness() {
    return new File(folder, WITNESS);
  }

  /** Connects for the first time: verifies the file, and brings its schema up to date. */
  Connection begin() throws SQLException, IOException, LedgerUnusable {
    NativeLibrary.load();
    if (isNew) {
      refuseRemains();
    } else if (file.length() < LEAST_PAGE) {
      // SQLite would take it for empty, and delete the WAL.
      throw damaged("it is cut off after " + file.length() + " bytes");
    }
    Connection connection = bare();
    boolean usable = false;
    try {
      // Only after this is it known to be ours; a WAL mode set before would change a stranger's
      // file.
      verifyIntact(connection);
      Schema.verifyOurs(connection);
      PageLayout.bringAbout(connection);
      makeDurable(connection);
      Schema.migrate(connection);
      usable = true;
      return connection;
    } finally {
      if (!usable) {
        connection.close();
      }
    }
  }

  /**
   * Refuses an empty database beside files that only a ledger leaves. Such a database was not
   * always empty, and SQLite would delete its WAL. A witness that can still be read is no reason to
   * refuse: it tells of the loss by itself.
   */
  private void refuseRemains() throws IOException, LedgerUnusable {
    boolean remains = new File(folder, FILE + "-wal").length() > 0;
    if (witness().length() > 0) {
      try (Witness unopened = new Witness(witness())) {
        remains |= !unopened.found().isPresent();
      }
    }
    if (remains) {
      throw damaged("it is empty, beside files of a ledger that was not");
    }
  }

  private Connection bare() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    // Nobody asks for them, and the driver would after each insert.
    config.setGetGeneratedKeys(false);
    config.enforceForeignKeys(true);
    Connection connection = connector.connect(file, config);
    boolean usable = false;
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(SETTINGS);
      usable = true;
      return connection;
    } finally {
      if (!usable) {
        connection.close();
      }
    }
  }

  /** Connects anew to the file that was verified. */
  Connection connect() throws SQLException {
    Connection connection = bare();
    boolean usable = false;
    try {
      makeDurable(connection);
      usable = true;
      return connection;
    } finally {
      if (!usable) {
        connection.close();
      }
    }
  }

  private static void makeDurable(Connection connection) throws SQLException {
    pragma(connection, "journal_mode = WAL");
    verifyDurable(connection);
    pragma(connection, "wal_autocheckpoint = " + WAL_PAGES);
  }

  private static void verifyDurable(Connection connection) throws SQLException {
    String mode = pragma(connection, "journal_mode");
    String synchronous = pragma(connection, "synchronous");
    if (!mode.equals("wal") || !synchronous.equals("2")) {
      throw new SQLException(
          "SQLite gives journal_mode="
              + mode
              + " and synchronous="
              + synchronous
              + " here; wal and 2 are needed, so put data on a local file system");
    }
  }

  /**
   * Verifies the pages and every index. An index that lost an entry could hide a payment or the
   * open batch, or let one key charge twice.
   */
  private static void verifyIntact(Connection connection) throws SQLException, LedgerUnusable {
    String verdict;
    // Where the connection outlives a ledger, as in a simulation, it keeps what it has prepared.
    try (PreparedStatement check = connection.prepareStatement("PRAGMA integrity_check(1)");
        ResultSet row = check.executeQuery()) {
      verdict = row.next() ? row.getString(1) : "";
    }
    if (!verdict.equals("ok")) {
      throw damaged(verdict);
    }
    Optional<String> tooMany = PartialIndexes.verdict(connection);
    if (tooMany.isPresent()) {
      throw damaged(tooMany.get());
    }
  }

  /** The refusal of a file that is not what was written. */
  static LedgerUnusable damaged(String verdict) {
    return new LedgerUnusable(
        "data: ledger.db is damaged ("
            + LedgerUnusable.saidBySqlite(verdict)
            + "); keep the folder for evidence and call for service");
  }

  private static String pragma(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + pragma)) {
      return row.next() ? row.getString(1) : "";
    }
  }
}
