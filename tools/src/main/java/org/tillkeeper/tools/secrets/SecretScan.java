package org.tillkeeper.tools.secrets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The search that every output passes: files, folders, heap dumps, what was printed. It tells what
 * it found and where, and never the secret. Files of gzip are looked into as well. Safe for any
 * thread.
 */
public final class SecretScan {
  private static final int AT_ONCE = 1 << 20;

  private final List<Secrets.Form> forms;
  private final List<List<Secrets.Form>> byFirstTwo = new ArrayList<>();
  private final int longest;

  /** A search for these; what is added to them later is not looked for. */
  public SecretScan(Secrets secrets) {
    forms = secrets.forms();
    for (int i = 0; i <= 0xFFFF; i++) {
      byFirstTwo.add(List.of());
    }
    int most = 1;
    for (Secrets.Form form : forms) {
      int at = firstTwo(form.bytes(), 0);
      List<Secrets.Form> more = new ArrayList<>(byFirstTwo.get(at));
      more.add(form);
      byFirstTwo.set(at, List.copyOf(more));
      most = Math.max(most, form.bytes().length);
    }
    longest = most;
  }

  /**
   * A secret that was found.
   *
   * @param secret its name
   * @param form what it looked like
   * @param where the file or the name of the output
   * @param offset of its first byte
   */
  public record Find(String secret, String form, String where, long offset) {
    @Override
    public String toString() {
      return secret + ", " + form + ", in " + where + " at " + offset;
    }
  }

  /**
   * Every find in every file of a folder, by relative name. A file that vanishes is passed over.
   */
  public List<Find> folder(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    List<Find> found = new ArrayList<>();
    for (Path file : files) {
      String name = folder.relativize(file).toString();
      found.addAll(bytes(name, name.getBytes(StandardCharsets.UTF_8)));
      try {
        found.addAll(file(name, file));
      } catch (NoSuchFileException gone) {
        // What it held was looked for in vain, and is nowhere now.
      }
    }
    return found;
  }

  /** Every find in a file; a heap dump is one. */
  public List<Find> file(Path file) throws IOException {
    return file(String.valueOf(file.getFileName()), file);
  }

  private List<Find> file(String name, Path file) throws IOException {
    List<Find> found = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      found.addAll(stream(name, in));
    }
    if (isGzip(file)) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        found.addAll(stream(name + " (unpacked)", in));
      }
    }
    return found;
  }

  private static boolean isGzip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 0x1F && in.read() == 0x8B;
    }
  }

  /** Every find in what was printed, sent or received. */
  public List<Find> bytes(String name, byte[] bytes) {
    try {
      return stream(name, new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("bytes can always be read", e);
    }
  }

  /** Every find until the end of a stream. */
  public List<Find> stream(String name, InputStream in) throws IOException {
    List<Find> found = new ArrayList<>();
    byte[] window = new byte[AT_ONCE + longest];
    long offset = 0;
    int kept = 0;
    while (true) {
      int read = in.readNBytes(window, kept, AT_ONCE);
      int length = kept + read;
      boolean last = read < AT_ONCE;
      // What could go on behind the window is looked at with the next one.
      int until = last ? length : Math.max(0, length - longest);
      look(name, window, length, until, offset, found);
      if (last) {
        return found;
      }
      kept = length - until;
      System.arraycopy(window, until, window, 0, kept);
      offset += until;
    }
  }

  private void look(
      String name, byte[] window, int length, int until, long offset, List<Find> found) {
    for (int at = 0; at < until && at + 1 < length; at++) {
      for (Secrets.Form form : byFirstTwo.get(firstTwo(window, at))) {
        if (stands(form.bytes(), window, at, length)) {
          found.add(new Find(form.secret(), form.form(), name, offset + at));
        }
      }
    }
  }

  private static boolean stands(byte[] form, byte[] window, int at, int length) {
    if (form.length > length - at) {
      return false;
    }
    for (int i = 0; i < form.length; i++) {
      if (window[at + i] != form[i]) {
        return false;
      }
    }
    return true;
  }

  private static int firstTwo(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }
}
