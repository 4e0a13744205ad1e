package org.tillkeeper.tools.stopped;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.tillkeeper.agent.ledger.FolderLock;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerCopy;
import org.tillkeeper.agent.ledger.LedgerUnusable;

/**
 * The ledger of an agent that is stopped, read in a copy that ends with it: opening a ledger may
 * bring it up to date, and whoever only looks changes nothing. The copy is made while the folder's
 * lock is held, so that nobody writes meanwhile.
 */
public final class StoppedLedger implements AutoCloseable {
  private static final String PREFIX = "tillkeeper-ledger-";

  private final LedgerCopy copy;
  private final Ledger ledger;

  private StoppedLedger(LedgerCopy copy, Ledger ledger) {
    this.copy = copy;
    this.ledger = ledger;
  }

  /** Whether there is a ledger to read. */
  public static boolean isThere(Path data) {
    return Ledger.exists(data.toFile());
  }

  /**
   * Opens the ledger of a data folder.
   *
   * @throws IOException with a text for the person who asked: an agent has the folder, or the
   *     ledger cannot be read
   */
  public static StoppedLedger open(Path data) throws IOException {
    return of(copied(data.toFile()));
  }

  /**
   * Opens the ledger of a running agent as it was in one moment, for whoever reads so much of it
   * that the agent would be held up by telling it.
   *
   * @throws IOException if no copy can be made, or the agent writes all the time; it can be asked
   */
  public static StoppedLedger besideAgent(Path data) throws IOException {
    return of(LedgerCopy.of(data.toFile(), PREFIX));
  }

  private static StoppedLedger of(LedgerCopy copy) throws IOException {
    boolean open = false;
    try {
      StoppedLedger ledger = new StoppedLedger(copy, Ledger.open(copy.folder(), Instant.now()));
      open = true;
      return ledger;
    } catch (LedgerUnusable e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      if (!open) {
        copy.close();
      }
    }
  }

  private static LedgerCopy copied(File data) throws IOException {
    try {
      FolderLock lock = FolderLock.take(data);
      try {
        return LedgerCopy.of(data, PREFIX);
      } finally {
        lock.close();
      }
    } catch (LedgerUnusable e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** To be read. */
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    ledger.close();
    copy.close();
  }
}
