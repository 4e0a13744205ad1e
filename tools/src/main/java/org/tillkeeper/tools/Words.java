package org.tillkeeper.tools;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The language of the person in front of the terminal: Chinese where the locale says so. */
final class Words {
  private static final boolean CHINESE = Locale.getDefault().getLanguage().equals("zh");

  private Words() {}

  static String say(String chinese, String english) {
    return CHINESE ? chinese : english;
  }

  /** The key under which the agent's texts are in this language. */
  static String language() {
    return CHINESE ? "zh" : "en";
  }

  /** Standard output in UTF-8, whatever Java makes of the locale. */
  static PrintStream out() {
    return new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }

  /** Standard error in UTF-8. */
  static PrintStream err() {
    return new PrintStream(System.err, true, StandardCharsets.UTF_8);
  }
}
