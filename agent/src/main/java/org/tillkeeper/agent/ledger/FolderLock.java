package org.tillkeeper.agent.ledger;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.files.OwnerOnly;

/**
 * Keeps a data folder to one process. The lock is taken before SQLite opens anything. The operating
 * system drops it when the process ends, however it ends. The file holds the owner's process id,
 * which a second agent names in its message.
 */
public final class FolderLock implements AutoCloseable {
  /**
   * Folders this process holds. A second opening of a held lock's file would drop the lock when it
   * is closed, because on Linux the lock belongs to the process and not to the file that was
   * opened.
   */
  private static final Map<String, FolderLock> HELD = new HashMap<>();

  /** What Java makes of a byte that the locale has no character for. */
  private static final char UNREADABLE = '\uFFFD';

  private static final String TOKEN = "api-token";

  /** What the agent puts into the folder. */
  private static final Set<String> OWN =
      new HashSet<>(
          Arrays.asList(
              "lock",
              "ledger.db",
              "ledger.db-wal",
              "ledger.db-shm",
              "ledger.db-journal",
              "witness",
              "line-hours",
              "logs",
              TOKEN));

  private final RandomAccessFile file;
  private final String name;
  private final List<String> closed;

  private FolderLock(RandomAccessFile file, String name, List<String> closed) {
    this.file = file;
    this.name = name;
    this.closed = closed;
  }

  /**
   * Number of the process that holds a folder; empty where none does, or the system does not tell.
   * Changes nothing: the lock is not touched.
   */
  public static Optional<String> holder(File folder) {
    return LockHolders.holder(new File(folder, "lock"));
  }

  /** What of the folder was open to other users until now, each as a sentence. */
  public List<String> closed() {
    return closed;
  }

  /**
   * Takes the lock, making the folder if it is not there. A folder that other users can read or
   * write is closed to them.
   *
   * @throws LedgerUnusable if another process has it, the folder cannot be written, or it or a file
   *     in it is another user's
   */
  public static FolderLock take(File folder) throws LedgerUnusable {
    return take(folder, System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  /**
   * Takes it as {@link #take(File)} does.
   *
   * @param locale the character set in which Java names files
   */
  static FolderLock take(File folder, String locale) throws LedgerUnusable {
    refuseTwoNames(folder, locale);
    List<String> closed = keepToOwner(folder);
    synchronized (HELD) {
      String name = canonical(folder);
      if (HELD.containsKey(name)) {
        throw taken(folder, " (this process)");
      }
      FolderLock lock = lock(folder, name, closed);
      HELD.put(name, lock);
      return lock;
    }
  }

  /**
   * Refuses a name that Java and SQLite would say to the system in two ways: Java in the locale's
   * character set, SQLite always in UTF-8. The lock would lie in one folder and the ledger in
   * another.
   */
  private static void refuseTwoNames(File folder, String locale) throws LedgerUnusable {
    String path = folder.getAbsolutePath();
    boolean same =
        Charset.isSupported(locale)
            && Arrays.equals(
                path.getBytes(Charset.forName(locale)), path.getBytes(StandardCharsets.UTF_8));
    if (!same || path.indexOf(UNREADABLE) >= 0) {
      throw new LedgerUnusable(
          "data: "
              + folder
              + " cannot be named in this locale, whose character set is "
              + locale
              + ": the lock and the ledger would lie in two folders; start with LC_ALL=C.UTF-8, or"
              + " name the folder in ASCII");
    }
  }

  private static String canonical(File folder) throws LedgerUnusable {
    try {
      return folder.getCanonicalPath();
    } catch (IOException e) {
      throw new LedgerUnusable(
          "data: " + folder + " cannot be resolved (" + e.getMessage() + ")", e);
    }
  }

  private static FolderLock lock(File folder, String name, List<String> closed)
      throws LedgerUnusable {
    File path = new File(folder, "lock");
    RandomAccessFile file;
    try {
      if (LockHolders.areStrangers(path)) {
        // One that got hold of it while the folder was open to all. Nobody can get hold of the
        // next.
        Files.delete(path.toPath());
      }
      OwnerOnly.file(path);
      file = new RandomAccessFile(path, "rw");
    } catch (IOException e) {
      throw new LedgerUnusable(
          "data: " + folder + " cannot be written (" + e.getMessage() + "); this user must own it",
          e);
    }
    try {
      FileLock lock = file.getChannel().tryLock(0, 1, false);
      if (lock == null) {
        String owner = owner(file);
        close(file);
        throw taken(folder, owner);
      }
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
      return new FolderLock(file, name, closed);
    }
    return new FolderLock(file, name, closed);
  }

  /**
   * Makes the folder, or closes it and what is in it to other users. Card numbers in the ledger are
   * masked, but are nobody else's business all the same, and who can write it decides what was
   * paid.
   */
  private static List<String> keepToOwner(File folder) throws LedgerUnusable {
    try {
      OwnerOnly.folder(folder);
    } catch (IOException e) {
      throw new LedgerUnusable(
          "data: "
              + folder
              + " is not a folder and cannot be made; name a folder this user may write",
          e);
    }
    try {
      return OwnerOnly.close(folder, OWN, Collections.singleton(TOKEN));
    } catch (OwnerOnly.NotOurs e) {
      throw new LedgerUnusable("data: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new LedgerUnusable(
          "data: " + folder + " cannot be examined (" + e.getMessage() + "); this user must own it",
          e);
    }
  }

  private static String owner(RandomAccessFile file) {
    try {
      file.seek(1);
      String line = file.readLine();
      return line == null || line.isEmpty() ? "" : " (process " + line + ")";
    } catch (IOException e) {
      return "";
    }
  }

  private static LedgerUnusable taken(File folder, String owner) {
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
    synchronized (HELD) {
      close(file);
      HELD.remove(name, this);
    }
  }
}
