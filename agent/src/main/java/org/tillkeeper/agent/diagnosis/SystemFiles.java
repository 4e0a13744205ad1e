package org.tillkeeper.agent.diagnosis;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the system tells in files, such as {@code /proc} and {@code /sys}. Where a file is not there
 * or may not be read, as {@code /proc/net} on Android, nothing is known, and that is no failure.
 */
public final class SystemFiles {
  /** Longer files are cut off: none of these has so much to say. */
  private static final int LINES_MOST = 4096;

  private final File root;

  /**
   * @param root the folder below which they lie: {@code /}, or a copy for a test
   */
  public SystemFiles(File root) {
    this.root = root;
  }

  /** The lines of a file; empty where it cannot be read. */
  Optional<List<String>> lines(String path) {
    List<String> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new FileInputStream(new File(root, path)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine();
          line != null && lines.size() < LINES_MOST;
          line = in.readLine()) {
        lines.add(line);
      }
      return Optional.of(lines);
    } catch (IOException | SecurityException e) {
      return Optional.empty();
    }
  }

  /** The first line of a file, trimmed; empty where it cannot be read or has none. */
  Optional<String> line(String path) {
    return lines(path).filter(all -> !all.isEmpty()).map(all -> all.get(0).trim());
  }

  /** The first line of a file as a number; empty where it is none. */
  Optional<Long> number(String path) {
    return line(path).flatMap(SystemFiles::asNumber);
  }

  private static Optional<Long> asNumber(String text) {
    try {
      return Optional.of(Long.decode(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Names in a folder, in order; none where it cannot be read. */
  List<String> names(String folder) {
    String[] names = new File(root, folder).list();
    if (names == null) {
      return Collections.emptyList();
    }
    Arrays.sort(names);
    return Arrays.asList(names);
  }

  boolean exists(String path) {
    return new File(root, path).exists();
  }
}
