package org.tillkeeper.tools.words;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The words in what people type: {@code words/typed.properties}. Chinese ones are read as the
 * English ones beside them, whatever language the reader has.
 */
final class TypedWords {
  private static final Words SAID = Words.of("typed", Language.ofReader());
  private static final Words ENGLISH = Words.of("typed", Language.ENGLISH);
  private static final Words CHINESE = Words.of("typed", Language.CHINESE);

  /** Longer words first: they hold shorter ones. */
  private static final List<String> KEYS =
      new TreeSet<>(Words.texts("typed", Language.ENGLISH).keySet())
          .stream()
              .filter(key -> key.startsWith("word."))
              .sorted(Comparator.comparing(key -> -CHINESE.say(key).length()))
              .toList();

  private TypedWords() {}

  /** The text with English words for Chinese ones. */
  static String read(String typed) {
    String text = typed.trim().replace('\uFF1A', ':');
    for (String key : KEYS) {
      text = text.replace(CHINESE.say(key), ENGLISH.say(key));
    }
    return text.trim();
  }

  /** What is allowed, in the language of the reader. */
  static String allowed(String what, Object... values) {
    return SAID.say("allowed." + what, values);
  }
}
