package org.tillkeeper.agent.ledger;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;

/**
 * Keeps a data folder to one process. Taken before SQLite opens anything; the operating system
 * drops it when the process ends, however it ends. The file holds the owner's process id, for the
 * message a second agent gives.
 */
public final class FolderLock implements AutoCloseable {
  private final RandomAccessFile file;

  private FolderLock(RandomAccessFile file) {
    this.file = file;
  }

  /**
   * Takes the lock, making the folder if it is not there.
   *
   * @throws LedgerUnusable if another process has it, or the folder cannot be written
   */
  public static FolderLock take(File folder) throws LedgerUnusable {
    boolean isNew = !folder.isDirectory();
    if (isNew && !folder.mkdirs()) {
      throw new LedgerUnusable(
          "data: "
              + folder
              + " is not a folder and cannot be made; name a folder this user may write");
    }
    if (isNew && !keepToOwner(folder)) {
      throw new LedgerUnusable("data: " + folder + " cannot be kept from other users");
    }
    File path = new File(folder, "lock");
    RandomAccessFile file;
    try {
      file = new RandomAccessFile(path, "rw");
    } catch (IOException e) {
      throw new LedgerUnusable(
          "data: " + folder + " cannot be written (" + e.getMessage() + "); this user must own it",
          e);
    }
    try {
      FileLock lock = file.getChannel().tryLock(0, 1, false);
      if (lock == null) {
        throw taken(folder, file);
      }
    } catch (OverlappingFileLockException e) {
      throw taken(folder, file);
    } catch (IOException e) {
      close(file);
      throw new LedgerUnusable("data: " + path + " cannot be locked (" + e.getMessage() + ")", e);
    }
    try {
      file.setLength(0);
      file.write(("\n" + processId() + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // Only the hint for a second agent is lost: on a full disk the agent must still start, to
      // finish what is open.
      return new FolderLock(file);
    }
    return new FolderLock(file);
  }

  /** What the ledger shows of cards is masked, and still nobody else's business. */
  private static boolean keepToOwner(File folder) {
    return folder.setReadable(false, false)
        && folder.setWritable(false, false)
        && folder.setExecutable(false, false)
        && folder.setReadable(true, true)
        && folder.setWritable(true, true)
        && folder.setExecutable(true, true);
  }

  private static LedgerUnusable taken(File folder, RandomAccessFile file) {
    String owner = "";
    try {
      file.seek(1);
      String line = file.readLine();
      owner = line == null || line.isEmpty() ? "" : " (process " + line + ")";
    } catch (IOException e) {
      owner = "";
    }
    close(file);
    return new LedgerUnusable(
        "data: "
            + folder
            + " is in use by another agent"
            + owner
            + "; stop that one, or give this one a folder of its own");
  }

  /** Android has no ProcessHandle; both systems have /proc. */
  private static String processId() throws IOException {
    return new File("/proc/self").getCanonicalFile().getName();
  }

  private static void close(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // Nothing was written through it that could be lost.
      return;
    }
  }

  @Override
  public void close() {
    close(file);
  }
}
