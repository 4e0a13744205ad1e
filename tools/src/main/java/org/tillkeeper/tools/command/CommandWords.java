package org.tillkeeper.tools.command;

import java.nio.file.Path;
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

  /**
   * Why a file is not written: a package's commands run as the agent's user, whoever calls them.
   */
  static String notAllowed(Path place) {
    return say("file.not-allowed", place, System.getProperty("user.name"));
  }
}
