package org.tillkeeper.tools.simulate;

import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnusable;

/** A data folder that one ledger after another lives in. */
final class Place implements AutoCloseable {
  private final File folder;
  private Optional<WarmConnection> warm = Optional.empty();
  private boolean whole = true;

  Place(File folder) {
    this.folder = folder;
  }

  File folder() {
    return folder;
  }

  /** Puts a ledger's files here, as a kill leaves them. */
  void fill(File from) throws IOException {
    whole = true;
    Disk.copy(from, folder);
  }

  /** Its files have lost something: SQLite must look at them as if it had never seen any. */
  void isNotWhole() {
    whole = false;
  }

  /** At a time of the run. */
  Ledger open(Instant at) throws LedgerUnusable {
    return Ledger.open(folder, at, this::connect);
  }

  private Connection connect(File file, SQLiteConfig config) throws SQLException {
    if (!whole || !warm.filter(WarmConnection::isUsable).isPresent()) {
      end();
      warm = Optional.of(new WarmConnection(file, config.toProperties()));
    }
    return warm.get();
  }

  private void end() throws SQLException {
    if (warm.isPresent()) {
      warm.get().end();
      warm = Optional.empty();
    }
  }

  /** Whoever lived here has closed its ledger. */
  void leave() throws SQLException {
    if (!whole) {
      end();
    }
  }

  @Override
  public void close() throws SQLException {
    end();
  }
}
