package org.tillkeeper.agent.files;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes files with mode 0600 and folders with 0700, from the moment they are made and whatever the
 * process's umask is. Closes those that are there and open to others. Where a file system has no
 * such modes there is nothing to close.
 */
public final class OwnerOnly {
  private static final Set<PosixFilePermission> FILE =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Set<PosixFilePermission> FOLDER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private OwnerOnly() {}

  /** Something that another user may read or change, and that cannot be closed to them. */
  public static final class NotOurs extends Exception {
    private static final long serialVersionUID = 1L;

    private NotOurs(String text) {
      super(text);
    }
  }

  /** Makes an empty file where there is none, and closes one that is there. */
  public static void file(File file) throws IOException {
    Path path = file.toPath();
    try {
      Files.createFile(path, PosixFilePermissions.asFileAttribute(FILE));
      // A umask may only have taken from it, even from its owner.
      Files.setPosixFilePermissions(path, FILE);
    } catch (FileAlreadyExistsException e) {
      if (!FILE.containsAll(Files.getPosixFilePermissions(path))) {
        Files.setPosixFilePermissions(path, FILE);
      }
    } catch (UnsupportedOperationException e) {
      file.createNewFile();
    }
  }

  /**
   * Writes a small file. It is written aside and renamed, so that a power failure leaves the old
   * content or the new, whole. It is on disk before this returns; where this fails nothing is left
   * aside.
   */
  public static void write(File file, byte[] content) throws IOException {
    Path path = file.getAbsoluteFile().toPath();
    Path aside = path.resolveSibling(path.getFileName() + ".new");
    try {
      Files.deleteIfExists(aside);
      createAside(aside);
      try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (IOException | UnsupportedOperationException e) {
      aside.toFile().delete(); // if it stays, the next write removes it
      throw e;
    }
  }

  private static void createAside(Path path) throws IOException {
    try {
      Files.createFile(path, PosixFilePermissions.asFileAttribute(FILE));
    } catch (UnsupportedOperationException e) {
      Files.createFile(path);
    }
  }

  /**
   * The mode of a file that group or others may do anything with, such as {@code rw-r-----}. Empty
   * where it is its owner's alone, and where the file system has no modes: there is nothing to
   * check.
   */
  public static Optional<String> modeOfOpen(File file) throws IOException {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file.toPath());
      return FOLDER.containsAll(mode)
          ? Optional.empty()
          : Optional.of(PosixFilePermissions.toString(mode));
    } catch (UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** Whether group or others may write a file, so that what it holds need not be the owner's. */
  public static boolean isWritableByOthers(Path file) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    return mode.contains(PosixFilePermission.GROUP_WRITE)
        || mode.contains(PosixFilePermission.OTHERS_WRITE);
  }

  /** Makes a folder, and those it stands in, where there is none. */
  public static void folder(File folder) throws IOException {
    Path path = folder.toPath().toAbsolutePath().normalize();
    List<Path> missing = new ArrayList<>();
    for (Path at = path; at != null && !Files.isDirectory(at); at = at.getParent()) {
      missing.add(0, at);
    }
    for (Path at : missing) {
      try {
        Files.createDirectory(at, PosixFilePermissions.asFileAttribute(FOLDER));
        Files.setPosixFilePermissions(at, FOLDER);
      } catch (UnsupportedOperationException e) {
        Files.createDirectory(at);
      }
    }
  }

  /**
   * Closes a folder to all but its owner, then what is in it.
   *
   * @param own names that the agent gives its files; one of another user's is refused, while
   *     anything else of another user's is none of the agent's business
   * @param leftAlone names of files whose modes have a rule of their own
   * @return what was open, each as a sentence
   * @throws NotOurs if the folder or a file is another user's or cannot be closed; the text says
   *     which, what is allowed and what to do
   */
  public static List<String> close(File folder, Set<String> own, Set<String> leftAlone)
      throws IOException, NotOurs {
    List<String> closed = new ArrayList<>();
    try {
      Optional<Integer> us = ourUser();
      Path path = folder.toPath().normalize();
      closeOne(path, us, closed);
      closeWithin(path, us, own, leftAlone, closed);
    } catch (UnsupportedOperationException e) {
      return closed;
    }
    return closed;
  }

  private static void closeWithin(
      Path folder,
      Optional<Integer> us,
      Set<String> own,
      Set<String> leftAlone,
      List<String> closed)
      throws IOException, NotOurs {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      all.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      // Its own kind, since an iterator may throw no other.
      throw e.getCause();
    }
    for (Path entry : entries) {
      String name = String.valueOf(entry.getFileName());
      boolean isOurs = us.isPresent() && us.get().equals(userOf(entry, LinkOption.NOFOLLOW_LINKS));
      if (!(isOurs || own.contains(name)) || !Files.exists(entry)) {
        continue;
      }
      if (leftAlone.contains(name)) {
        refuseAnothers(entry, us);
        continue;
      }
      closeOne(entry, us, closed);
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        closeWithin(entry, us, own, leftAlone, closed);
      }
    }
  }

  private static void refuseAnothers(Path path, Optional<Integer> us) throws IOException, NotOurs {
    Integer owner = userOf(path);
    Integer linker = userOf(path, LinkOption.NOFOLLOW_LINKS);
    if (us.isPresent() && !(us.get().equals(owner) && us.get().equals(linker))) {
      throw new NotOurs(
          path
              + " belongs to another user ("
              + Files.getOwner(path).getName()
              + "), who may read and change it; allowed is what the user who runs this owns alone:"
              + " chown -R "
              + us.get()
              + " "
              + path
              + ", or name another folder");
    }
  }

  private static void closeOne(Path path, Optional<Integer> us, List<String> closed)
      throws IOException, NotOurs {
    refuseAnothers(path, us);
    Set<PosixFilePermission> had = Files.getPosixFilePermissions(path);
    Set<PosixFilePermission> allowed = Files.isDirectory(path) ? FOLDER : FILE;
    if (allowed.containsAll(had)) {
      return;
    }
    boolean mended;
    try {
      Files.setPosixFilePermissions(path, allowed);
      mended = allowed.containsAll(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      mended = false;
    }
    if (!mended) {
      throw new NotOurs(
          path
              + " is open to other users ("
              + PosixFilePermissions.toString(had)
              + ") and cannot be closed to them; allowed is no access but the owner's, on a file"
              + " system that keeps modes: chmod -R go= "
              + path
              + ", or name another folder");
    }
    closed.add(
        path
            + " was open to other users ("
            + PosixFilePermissions.toString(had)
            + ") and is closed to them now");
  }

  /** Number of the user that a file or process folder belongs to. */
  public static Integer userOf(Path path, LinkOption... how) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid", how);
  }

  /** Number of the user this process runs as; empty where the system does not tell. */
  public static Optional<Integer> ourUser() {
    try {
      for (String line :
          Files.readAllLines(Paths.get("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
        // Uid: real, effective, saved, of the file system
        if (line.startsWith("Uid:")) {
          return Optional.of(Integer.valueOf(line.trim().split("\\s+")[2]));
        }
      }
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
