package org.tillkeeper.tools.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The inputs kept for a target, in {@code src/test/resources/fuzz/TARGET.txt}: one a line,
 * printable ASCII as it is, all else as {@code \n}, {@code \r}, {@code \t}, {@code \\} or {@code
 * \xNN}; an empty input is {@code \0}. A line that begins with # is a comment about the next.
 */
final class Corpus {
  private static final String EMPTY = "\\0";

  private Corpus() {}

  /** The file of a target, below the folder {@code tools}. */
  static Path file(Path tools, String target) {
    return tools.resolve("src/test/resources/fuzz").resolve(target + ".txt");
  }

  static List<byte[]> read(Path file) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    for (String line : lines(file)) {
      if (!line.startsWith("#")) {
        inputs.add(decode(line));
      }
    }
    return inputs;
  }

  /** The file's lines as they stand, comments too; none where there is no file. */
  static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.US_ASCII) : List.of();
  }

  static String encode(byte[] input) {
    StringBuilder line = new StringBuilder();
    for (byte octet : input) {
      // A line that begins with # would be a comment, and an editor may drop blanks at an end.
      boolean first = line.length() == 0 && (octet == '#' || octet == ' ');
      boolean plain = octet >= ' ' && octet <= '~' && !first;
      line.append(
          switch (octet) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\\' -> "\\\\";
            default -> plain ? String.valueOf((char) octet) : hex(octet);
          });
    }
    if (line.length() > 0 && line.charAt(line.length() - 1) == ' ') {
      line.setLength(line.length() - 1);
      line.append(hex((byte) ' '));
    }
    return line.length() == 0 ? EMPTY : line.toString();
  }

  private static String hex(byte octet) {
    return String.format(Locale.ROOT, "\\x%02x", octet);
  }

  static byte[] decode(String line) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    int at = 0;
    while (at < line.length() && !line.equals(EMPTY)) {
      char c = line.charAt(at);
      at++;
      if (c != '\\') {
        input.write(c);
        continue;
      }
      char escape = line.charAt(at);
      at++;
      switch (escape) {
        case 'n' -> input.write('\n');
        case 'r' -> input.write('\r');
        case 't' -> input.write('\t');
        case '\\' -> input.write('\\');
        case 'x' -> {
          input.write(Integer.parseInt(line.substring(at, at + 2), 16));
          at += 2;
        }
        default -> throw new IllegalArgumentException("no escape of the corpus: " + line);
      }
    }
    return input.toByteArray();
  }
}
