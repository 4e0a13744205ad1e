package org.tillkeeper.tools.stopped;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tillkeeper.agent.ledger.FolderLock;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnusable;

/**
 * The ledger of an agent that is stopped, read in a copy that ends with it: opening a ledger may
 * bring it up to date, and whoever only looks changes nothing. The copy is made while the folder's
 * lock is held, so that nobody writes meanwhile.
 */
public final class StoppedLedger implements AutoCloseable {
  private static final List<String> FILES = List.of("ledger.db", "ledger.db-wal", "witness");

  private final Path copy;
  private final Ledger ledger;

  private StoppedLedger(Path copy, Ledger ledger) {
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
    Path copy = Files.createTempDirectory("tillkeeper-ledger");
    boolean open = false;
    try {
      copied(data, copy);
      StoppedLedger ledger = new StoppedLedger(copy, Ledger.open(copy.toFile(), Instant.now()));
      open = true;
      return ledger;
    } catch (LedgerUnusable e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      if (!open) {
        delete(copy);
      }
    }
  }

  private static void copied(Path data, Path copy) throws IOException, LedgerUnusable {
    File folder = data.toFile();
    FolderLock lock = FolderLock.take(folder);
    try {
      for (String name : FILES) {
        if (Files.exists(data.resolve(name))) {
          Files.copy(data.resolve(name), copy.resolve(name));
        }
      }
    } finally {
      lock.close();
    }
  }

  /** To be read. */
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public void close() throws IOException {
    ledger.close();
    delete(copy);
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
