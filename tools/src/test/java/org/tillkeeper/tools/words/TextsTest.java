package org.tillkeeper.tools.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of both languages, and the sources that say them. */
class TextsTest {
  private static final Path SOURCES = Path.of("src/main/java/org/tillkeeper/tools");
  private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");
  private static final Pattern VALUE = Pattern.compile("%(?:[0-9]+\\$)?s");

  /** A source says the texts of the folder it is in, and of the rooms that it names. */
  private static final Pattern ROOM = Pattern.compile("Words\\.of\\(\"([a-z]+)\"");

  private static final Pattern SAID = Pattern.compile("\\bsay\\(\\s*\"([^\"]+)\"\\s*[,)]");

  @ParameterizedTest
  @ValueSource(strings = {"command", "decode", "demo", "reconcile", "setup", "typed", "usage"})
  void both_languages_have_the_same_texts_with_the_same_values(String room) throws IOException {
    ResourceBundle english = Words.texts(room, Language.ENGLISH);
    ResourceBundle chinese = Words.texts(room, Language.CHINESE);

    // Without its parent, which is the English one, a Chinese file has only what is its own.
    assertEquals(new TreeSet<>(english.keySet()), new TreeSet<>(own(room)));
    for (String key : english.keySet()) {
      assertEquals(values(english.getString(key)), values(chinese.getString(key)), key);
      assertFalse(CHINESE.matcher(english.getString(key)).find(), key);
    }
  }

  private static Set<String> own(String room) throws IOException {
    Path file = Path.of("src/main/resources/org/tillkeeper/tools/words", room + "_zh.properties");
    Properties texts = new Properties();
    texts.load(new StringReader(Files.readString(file)));
    return texts.stringPropertyNames();
  }

  private static List<String> values(String text) {
    return VALUE.matcher(text).results().map(MatchResult::group).sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"command", "decode", "demo", "reconcile"})
  void every_text_that_a_room_says_is_there(String room) throws IOException {
    List<String> missing = new ArrayList<>();
    int said = 0;
    for (Path source : sources(SOURCES.resolve(room))) {
      String code = Files.readString(source);
      Set<String> texts = new TreeSet<>(Words.texts(room, Language.ENGLISH).keySet());
      for (MatchResult named : ROOM.matcher(code).results().toList()) {
        texts.addAll(Words.texts(named.group(1), Language.ENGLISH).keySet());
      }
      for (MatchResult one : SAID.matcher(code).results().toList()) {
        said++;
        if (!texts.contains(one.group(1))) {
          missing.add(source.getFileName() + ": " + one.group(1));
        }
      }
    }
    assertEquals(List.of(), missing);
    assertFalse(said < 10, "the sources say hardly anything: " + said);
  }

  @Test
  void no_source_outside_words_has_a_chinese_character() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path source : sources(SOURCES)) {
      if (CHINESE.matcher(Files.readString(source)).find()) {
        found.add(source.toString());
      }
    }
    assertEquals(List.of(), found);
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
