package org.tillkeeper.agent.terminal;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.iso8583.Dialect;

/** A dialect that ships, changed as a page of the documentation says in its diff blocks. */
final class ChangedDialect {
  private static final Pattern BLOCK = Pattern.compile("(?s)```diff\n(.*?)```");

  private ChangedDialect() {}

  /**
   * @param page of {@code docs}; empty for the dialect as it ships
   */
  static Dialect of(String name, String page) throws Exception {
    return page.isEmpty() ? Dialect.named(name) : Dialect.read(text(name, page), page);
  }

  /** The file that comes of it. */
  static String text(String name, String page) throws Exception {
    String yaml;
    try (InputStream in = Dialect.class.getResourceAsStream(name + ".yaml")) {
      yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Matcher blocks = BLOCK.matcher(Files.readString(Path.of("docs", page)));
    while (blocks.find()) {
      StringBuilder before = new StringBuilder();
      StringBuilder after = new StringBuilder();
      for (String line : blocks.group(1).split("\n")) {
        if (!line.startsWith("+")) {
          before.append(line.substring(1)).append('\n');
        }
        if (!line.startsWith("-")) {
          after.append(line.substring(1)).append('\n');
        }
      }
      int at = yaml.indexOf(before.toString());
      if (at < 0 || yaml.indexOf(before.toString(), at + 1) >= 0) {
        throw new AssertionError(page + ": stands not once in " + name + ".yaml:\n" + before);
      }
      yaml = yaml.substring(0, at) + after + yaml.substring(at + before.length());
    }
    return yaml;
  }
}
