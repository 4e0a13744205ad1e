package org.tillkeeper.agent.ledger;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's code. The driver unpacks it to a file at each start, and removes the file only when the
 * process ends by itself. A process that is killed would leave a megabyte or two behind each time,
 * often in memory on a terminal. So the file is removed as soon as its code is loaded.
 */
final class NativeLibrary {
  /** Where the driver unpacks to, if it is set. */
  private static final String PLACE = "org.sqlite.tmpdir";

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads the library unless this process has loaded it before.
   *
   * @throws LedgerUnusable if there is no place to unpack it to, the place does not let code run,
   *     or the driver has no library for this machine
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

  /** Removes the file of a loaded library. Some systems do not let go of it; it is then left. */
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
