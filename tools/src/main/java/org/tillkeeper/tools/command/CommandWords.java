package org.tillkeeper.tools.command;

import org.tillkeeper.tools.words.Language;
import org.tillkeeper.tools.words.Words;

/** What the commands say: {@code words/command.properties}. */
final class CommandWords {
  static final Words WORDS = Words.of("command", Language.ofReader());

  private CommandWords() {}

  /** A text in the language of the person in front of the terminal. */
  static String say(String key, Object... values) {
    return WORDS.say(key, values);
  }
}
