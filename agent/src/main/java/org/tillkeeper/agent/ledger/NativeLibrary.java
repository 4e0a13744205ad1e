package org.tillkeeper.agent.ledger;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's code, which its driver unpacks to a file at each start and removes when the process ends
 * by itself. A process that is killed would leave it behind, a megabyte or two each time, on a
 * terminal often in memory; so the file goes as soon as its code is loaded.
 */
final class NativeLibrary {
  /** Where the driver unpacks to, if it is set. */
  private static final String PLACE = "org.sqlite.tmpdir";

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads it unless this process has.
   *
   * @throws LedgerUnusable if there is no place for it, it must not be run there, or the driver has
   *     none for this machine
   */
  static synchronized void load() throws LedgerUnusable {
    if (loaded) {
      return;
    }
    Optional<String> set = Optional.ofNullable(System.getProperty(PLACE));
    String place = set.orElse(System.getProperty("java.io.tmpdir"));
    Optional<File> own = Optional.empty();
    try {
      own = Optional.of(Files.createTempDirectory(new File(place).toPath(), "sqlite").toFile());
      System.setProperty(PLACE, own.get().getPath());
    } catch (IOException e) {
      // Not every machine needs it unpacked.
    }
    try {
      loaded = SQLiteJDBCLoader.initialize();
    } catch (Exception e) {
      throw new LedgerUnusable(
          "SQLite's library cannot be loaded ("
              + e.getMessage()
              + "). It is unpacked to "
              + place
              + ": this folder must exist, have room for 4 MB and let programs run (no noexec); name another with -D"
              + PLACE
              + "=FOLDER",
          e);
    } finally {
      own.ifPresent(NativeLibrary::remove);
      if (set.isPresent()) {
        System.setProperty(PLACE, set.get());
      } else {
        System.clearProperty(PLACE);
      }
    }
  }

  /** What a loaded library was read from is not needed any more, where the system lets it go. */
  private static void remove(File folder) {
    File[] files = folder.listFiles();
    if (files != null) {
      for (File file : files) {
        file.delete();
      }
    }
    folder.delete();
  }
}
