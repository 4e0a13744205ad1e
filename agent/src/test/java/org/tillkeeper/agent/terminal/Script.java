package org.tillkeeper.agent.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The scripted conversations of one row of the transaction table, as text that an acquirer's
 * engineer can read. The format is explained in {@code docs/conversations.md}.
 *
 * @param name of the file, without its ending
 * @param head what is said of all its conversations, by key
 * @param talks the conversations
 */
record Script(String name, Map<String, String> head, List<Talk> talks) {
  static final Path FOLDER = Path.of("src", "test", "resources", "conversations");
  private static final String ENDING = ".talk";

  /** One conversation: what is told of it at its start, and its lines. */
  record Talk(String name, List<Line> lines) {}

  /**
   * One line.
   *
   * @param place file and line number
   * @param verb its first word
   * @param text what follows
   */
  record Line(String place, String verb, String text) {
    AssertionError wrong(String what) {
      return new AssertionError(place + ": " + verb + " " + text + "\n" + what);
    }
  }

  /** All of them, by file name. */
  static List<Script> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Script> scripts = new ArrayList<>();
      files
          .filter(file -> file.toString().endsWith(ENDING))
          .sorted()
          .forEach(file -> scripts.add(read(file)));
      return scripts;
    } catch (IOException e) {
      throw new AssertionError("no conversations in " + FOLDER, e);
    }
  }

  static Script read(Path file) {
    try {
      return parse(file.getFileName().toString(), Files.readAllLines(file));
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }

  static Script parse(String fileName, List<String> text) {
    Map<String, String> head = new LinkedHashMap<>();
    List<Talk> talks = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < text.size(); i++) {
      String place = fileName + ":" + (i + 1);
      String line = text.get(i).trim();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("== ")) {
        lines = new ArrayList<>();
        talks.add(new Talk(line.substring(3).trim(), lines));
      } else if (talks.isEmpty()) {
        int colon = line.indexOf(':');
        if (colon < 0) {
          throw new AssertionError(place + ": a line of the head is 'key: value', this is " + line);
        }
        head.put(line.substring(0, colon).trim(), line.substring(colon + 1).trim());
      } else {
        String[] parts = line.split("\\s+", 2);
        lines.add(new Line(place, parts[0], parts.length > 1 ? parts[1].trim() : ""));
      }
    }
    return new Script(
        fileName.endsWith(ENDING)
            ? fileName.substring(0, fileName.length() - ENDING.length())
            : fileName,
        Collections.unmodifiableMap(head),
        talks);
  }

  String head(String key, String otherwise) {
    return head.getOrDefault(key, otherwise);
  }
}
