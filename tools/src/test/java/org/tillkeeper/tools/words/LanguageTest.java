package org.tillkeeper.tools.words;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
  @ParameterizedTest
  @CsvSource({
    "zh_CN.UTF-8, CHINESE",
    "zh_TW, CHINESE",
    "zh, CHINESE",
    "en_GB.UTF-8, ENGLISH",
    "C, ENGLISH"
  })
  void the_locale_decides_the_language(String locale, Language language) {
    assertEquals(language, Language.of(Map.of("LANG", locale)));
  }

  @Test
  void the_own_variable_comes_first_then_the_order_of_posix() {
    assertEquals(
        Language.CHINESE, Language.of(Map.of("TILLKEEPER_LANG", "zh", "LC_ALL", "en_US.UTF-8")));
    assertEquals(
        Language.ENGLISH, Language.of(Map.of("TILLKEEPER_LANG", "en", "LANG", "zh_CN.UTF-8")));
    assertEquals(
        Language.CHINESE, Language.of(Map.of("LC_ALL", "zh_CN.UTF-8", "LC_MESSAGES", "C")));
    assertEquals(Language.ENGLISH, Language.of(Map.of("LC_MESSAGES", "C", "LANG", "zh_CN.UTF-8")));
  }

  @Test
  void an_empty_variable_counts_as_none() {
    assertEquals(Language.CHINESE, Language.of(Map.of("LC_ALL", "", "LANG", "zh_CN.UTF-8")));
  }
}
