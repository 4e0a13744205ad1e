package org.tillkeeper.agent.upkeep;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Follows the log's files while somebody else writes them. A file is known by what the system knows
 * it by, not by its name: when the files turn, the one that was read is read to its end under its
 * next name, and then those after it. For one thread.
 */
public final class LogFollow {
  private static final int FILES_MOST = 128;
  private static final int HEAD = 128;

  private final File folder;
  private final String name;
  private Optional<Object> current = Optional.empty();

  /** The system gives the number of a file that is gone to the next, so its begin counts, too. */
  private byte[] head = new byte[0];

  private long position;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  /** Begins behind what is written now. */
  public LogFollow(File folder, String name) throws IOException {
    this.folder = folder;
    this.name = name;
    File newest = LogFiles.file(folder, name, 0);
    if (newest.exists()) {
      take(newest);
      position = newest.length();
    }
  }

  private void take(File file) throws IOException {
    current = key(file);
    head = begin(file, HEAD);
  }

  private boolean isCurrent(File file) throws IOException {
    return current.isPresent()
        && current.equals(key(file))
        && Arrays.equals(head, begin(file, head.length));
  }

  private static byte[] begin(File file, int most) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
      byte[] begin = new byte[(int) Math.min(most, in.length())];
      in.readFully(begin);
      return begin;
    }
  }

  private static Optional<Object> key(File file) throws IOException {
    try {
      return Optional.ofNullable(
          Files.readAttributes(file.toPath(), BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The whole lines that were written since. */
  public List<String> lines() throws IOException {
    int age = age();
    List<String> lines = new ArrayList<>();
    while (age >= 0) {
      File file = LogFiles.file(folder, name, age);
      if (file.exists()) {
        take(file);
        read(file, lines);
      }
      if (age > 0) {
        position = 0;
        begun.reset();
      }
      age--;
    }
    return lines;
  }

  /** How old the file is by now that was read last; that of the oldest where it is gone. */
  private int age() throws IOException {
    int oldest = 0;
    for (int age = 0; age < FILES_MOST; age++) {
      File file = LogFiles.file(folder, name, age);
      if (file.exists()) {
        oldest = age;
        if (isCurrent(file)) {
          return age;
        }
      }
    }
    position = 0;
    begun.reset();
    return oldest;
  }

  private void read(File file, List<String> lines) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
      if (in.length() < position) {
        position = 0; // it was made shorter: what it lost was no whole line
        begun.reset();
      }
      in.seek(position);
      byte[] part = new byte[8192];
      int count = in.read(part);
      while (count >= 0) {
        position += count;
        for (int i = 0; i < count; i++) {
          if (part[i] == '\n') {
            lines.add(new String(begun.toByteArray(), StandardCharsets.UTF_8));
            begun.reset();
          } else {
            begun.write(part[i]);
          }
        }
        count = in.read(part);
      }
    }
  }
}
