package org.tillkeeper.tools.demo;

import org.tillkeeper.tools.words.Language;
import org.tillkeeper.tools.words.Words;

/** What the demonstration says: {@code words/demo.properties}. */
final class DemoWords {
  static final Words WORDS = Words.of("demo", Language.ofReader());

  private DemoWords() {}

  /** A text in the language of the person in front of the demonstration. */
  static String say(String key, Object... values) {
    return WORDS.say(key, values);
  }
}
