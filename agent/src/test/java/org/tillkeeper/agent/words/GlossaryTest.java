package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One word for one thing, wherever people read. */
class GlossaryTest {
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"");
  private static final Path PAGE = Path.of("docs/glossary.md");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/main/java/org/tillkeeper/agent/words",
        "src/main/resources/org/tillkeeper/agent/till",
        "../tools/src/main/resources/org/tillkeeper/tools/words",
        "../iso8583-spec/src/main/resources/org/tillkeeper/iso8583",
        "docs",
        "../tools/docs",
        "../iso8583-spec/docs",
        "../README.md"
      })
  void no_text_has_another_word_for_what_has_one(String place) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files(Path.of(place))) {
      String text = readByPeople(file);
      for (Glossary term : Glossary.values()) {
        for (String other : term.others()) {
          if (text.contains(other)) {
            found.add(
                file
                    + ": \""
                    + other
                    + "\", the word is \""
                    + term.zh()
                    + "\" or \""
                    + term.en()
                    + '"');
          }
        }
      }
    }
    assertEquals(List.of(), found);
  }

  private static List<Path> files(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("Glossary.java") && !file.endsWith(PAGE.getFileName()))
          .filter(file -> !file.toString().endsWith(".png"))
          .sorted()
          .toList();
    }
  }

  /** Of a source its texts alone; what names a field of an acquirer's own table is not ours. */
  private static String readByPeople(Path file) throws IOException {
    String text = Files.readString(file);
    if (file.toString().endsWith(".java")) {
      StringBuilder texts = new StringBuilder();
      TEXT.matcher(text).results().map(MatchResult::group).forEach(texts::append);
      text = texts.toString();
    }
    return text.toLowerCase(Locale.ROOT);
  }

  @Test
  void the_page_lists_every_term() throws IOException {
    String page = Files.readString(PAGE);
    for (Glossary term : Glossary.values()) {
      String row = "| " + term.zh() + " | " + term.en() + " | ";
      assertTrue(page.contains(row + String.join(", ", term.others()) + " |"), row);
    }
    assertEquals(
        Glossary.values().length + 2, page.lines().filter(line -> line.startsWith("|")).count());
  }
}
