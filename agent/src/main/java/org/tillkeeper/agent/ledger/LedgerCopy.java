package org.tillkeeper.agent.ledger;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A ledger and its witness, copied to where whoever only looks may open them: opening a ledger may
 * bring it up to date. The copy lies in a folder of this user's alone and is gone once closed.
 */
public final class LedgerCopy implements AutoCloseable {
  private static final List<String> FILES =
      Collections.unmodifiableList(
          Arrays.asList(LedgerFile.FILE, LedgerFile.WAL, LedgerFile.WITNESS));

  private static final int TRIES = 3;

  private final Path folder;

  private LedgerCopy(Path folder) {
    this.folder = folder;
  }

  /** How large the ledger of a data folder is with its log, bytes. */
  public static long bytes(File data) {
    return new File(data, LedgerFile.FILE).length() + new File(data, LedgerFile.WAL).length();
  }

  /**
   * Copies the ledger of a data folder as it was in one moment.
   *
   * @param prefix of the copy's folder, in the system's folder for such things
   * @throws IOException if no copy can be made, or the ledger is written all the time
   */
  public static LedgerCopy of(File data, String prefix) throws IOException {
    LedgerCopy copy = new LedgerCopy(Files.createTempDirectory(prefix));
    boolean made = false;
    try {
      copy.fill(data.toPath());
      made = true;
      return copy;
    } finally {
      if (!made) {
        copy.close();
      }
    }
  }

  private void fill(Path data) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      String before = state(data);
      for (String name : FILES) {
        Path file = data.resolve(name);
        if (Files.exists(file)) {
          Files.copy(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } else {
          Files.deleteIfExists(folder.resolve(name));
        }
      }
      if (state(data).equals(before)) {
        return;
      }
    }
    throw new BeingWritten();
  }

  /** The ledger changed while it was copied, each time. */
  public static final class BeingWritten extends IOException {
    private static final long serialVersionUID = 1L;

    BeingWritten() {
      super("the ledger is being written");
    }
  }

  private static String state(Path data) throws IOException {
    StringBuilder state = new StringBuilder();
    for (String name : FILES) {
      Path file = data.resolve(name);
      if (Files.exists(file)) {
        state.append(Files.getLastModifiedTime(file)).append(' ').append(Files.size(file));
      }
      state.append(';');
    }
    return state.toString();
  }

  /** Where it lies. */
  public File folder() {
    return folder.toFile();
  }

  @Override
  public void close() {
    File[] files = folder().listFiles();
    for (File one : files == null ? new File[0] : files) {
      one.delete();
    }
    folder().delete();
  }
}
