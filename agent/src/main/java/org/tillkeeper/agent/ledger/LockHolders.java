package org.tillkeeper.agent.ledger;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Locale;
import java.util.Optional;
import org.tillkeeper.agent.files.OwnerOnly;

/**
 * Who holds a lock on a file, as Linux tells in {@code /proc/locks}:
 *
 * <pre>
 *   1: POSIX  ADVISORY  WRITE 1742 fe:00:1197951 0 0
 *                             process, device, number of the file
 * </pre>
 */
final class LockHolders {
  private static final Path LOCKS = Paths.get("/proc/locks");

  private LockHolders() {}

  /**
   * Whether a file is locked, and by other users' processes alone. Where the system does not tell,
   * they are not strangers: two agents on one folder would be worse than none.
   */
  static boolean areStrangers(File file) {
    Optional<Integer> us = OwnerOnly.ourUser();
    if (!us.isPresent() || !file.exists()) {
      return false;
    }
    int strangers = 0;
    try {
      String place = place(file.toPath());
      for (String line : Files.readAllLines(LOCKS, StandardCharsets.ISO_8859_1)) {
        String[] words = line.trim().split("\\s+");
        if (words.length < 8 || !words[1].equals("POSIX") || !words[5].equals(place)) {
          continue;
        }
        Integer holder = OwnerOnly.userOf(Paths.get("/proc", words[4]));
        if (us.get().equals(holder) || holder == 0) {
          return false;
        }
        strangers++;
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
    return strangers > 0;
  }

  /**
   * The process that holds a lock on a file; empty where none does, or the system does not tell.
   * The file is not opened.
   */
  static Optional<String> holder(File file) {
    try {
      String place = place(file.toPath());
      for (String line : Files.readAllLines(LOCKS, StandardCharsets.ISO_8859_1)) {
        String[] words = line.trim().split("\\s+");
        if (words.length >= 8 && words[1].equals("POSIX") && words[5].equals(place)) {
          return Optional.of(words[4]);
        }
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** A file as the system names it there. */
  private static String place(Path file) throws IOException {
    long device = ((Number) Files.getAttribute(file, "unix:dev")).longValue();
    long number = ((Number) Files.getAttribute(file, "unix:ino")).longValue();
    long major = (device >> 8 & 0xFFF) | (device >> 32 & ~0xFFFL);
    long minor = (device & 0xFF) | (device >> 12 & ~0xFFL);
    return String.format(Locale.ROOT, "%02x:%02x:%d", major, minor & 0xFFFFFFFFL, number);
  }
}
