package org.tillkeeper.agent.upkeep;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the log's files, oldest line first, also beside the agent that writes them: the files are
 * opened newest first, so that a turn of the files meanwhile loses no line and brings none twice. A
 * line that cannot be read, as a power failure leaves it, is passed over. For one thread.
 */
public final class LogSearch implements Closeable {
  private static final int FILES_MOST = 128;

  /** Longer than any line of the agent. */
  private static final int LINE_MOST = 64 * 1024;

  private final Deque<BufferedReader> files = new ArrayDeque<>();
  private final Wanted wanted;

  /**
   * Which lines.
   *
   * @param since only those at or after this
   * @param payment only those about this payment
   * @param level only those of this level or above it
   */
  public record Wanted(Optional<Instant> since, Optional<String> payment, LogLevel level) {
    /** Whether a line is one of them. */
    public boolean takes(Map<String, Object> line) {
      boolean isAbout = !payment.isPresent() || payment.get().equals(line.get("payment"));
      boolean isLevel =
          LogLevel.labelled(String.valueOf(line.get("level"))).map(level::takes).orElse(true);
      return isAbout && isLevel && !isBefore(line);
    }

    private boolean isBefore(Map<String, Object> line) {
      try {
        return since.isPresent()
            && Instant.parse(String.valueOf(line.get("at"))).isBefore(since.get());
      } catch (DateTimeException e) {
        return false;
      }
    }
  }

  /** A line: as it is written, and its members. */
  public record Line(String text, Map<String, Object> members) {}

  /**
   * @param folder of the logs; it need not be there
   * @param name of the files, as {@link AgentLog#AGENT}
   */
  public LogSearch(File folder, String name, Wanted wanted) throws IOException {
    this.wanted = wanted;
    Set<Object> known = new HashSet<>();
    boolean whole = false;
    try {
      for (int age = 0; age < FILES_MOST; age++) {
        add(LogFiles.file(folder, name, age), known);
      }
      whole = true;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  private void add(File file, Set<Object> known) throws IOException {
    try {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(Files.newInputStream(file.toPath()), StandardCharsets.UTF_8));
      Object key = Files.readAttributes(file.toPath(), BasicFileAttributes.class).fileKey();
      if (key == null || known.add(key)) {
        files.addFirst(reader);
      } else {
        reader.close();
      }
    } catch (NoSuchFileException e) {
      // There are fewer files, or it was turned just now and is read under its next name.
      return;
    }
  }

  /** The next line that is wanted; empty at the end of what is written. */
  public Optional<Line> next() throws IOException {
    while (!files.isEmpty()) {
      Optional<String> text = line(files.peekFirst());
      if (!text.isPresent()) {
        files.removeFirst().close();
        continue;
      }
      Optional<Line> line = parsed(text.get());
      if (line.isPresent() && wanted.takes(line.get().members())) {
        return line;
      }
    }
    return Optional.empty();
  }

  /** What a line says; empty where it is none. */
  public static Optional<Line> parsed(String text) {
    if (!text.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Line(text, JSON.std.mapFrom(text)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A line of bounded length: the file may be anything by now. */
  private static Optional<String> line(Reader in) throws IOException {
    StringBuilder text = new StringBuilder();
    int c = in.read();
    if (c < 0) {
      return Optional.empty();
    }
    while (c >= 0 && c != '\n') {
      if (text.length() < LINE_MOST) {
        text.append((char) c);
      }
      c = in.read();
    }
    return Optional.of(text.toString());
  }

  @Override
  public void close() throws IOException {
    while (!files.isEmpty()) {
      files.removeFirst().close();
    }
  }
}
