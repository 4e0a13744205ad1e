package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read in Chinese stands in this package alone. */
class ChineseInSourcesTest {
  private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");
  private static final Path WORDS = Path.of("src/main/java/org/tillkeeper/agent/words");

  @ParameterizedTest
  @ValueSource(strings = {"src/main/java", "../iso8583-spec/src/main/java"})
  void no_source_outside_words_has_a_chinese_character(String folder) throws IOException {
    List<String> found = new ArrayList<>();
    int read = 0;
    for (Path source : sources(Path.of(folder))) {
      read++;
      if (!source.startsWith(WORDS) && CHINESE.matcher(Files.readString(source)).find()) {
        found.add(source.toString());
      }
    }
    assertEquals(List.of(), found);
    assertTrue(read > 50, "hardly any sources: " + read);
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
