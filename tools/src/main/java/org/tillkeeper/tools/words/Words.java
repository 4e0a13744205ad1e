package org.tillkeeper.tools.words;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The language of the person in front of the terminal: Chinese where the locale says so. */
public final class Words {
  private static final boolean CHINESE = isChinese(System.getenv());

  private Words() {}

  /**
   * Whether the environment asks for Chinese. Java's own locale is the last to be asked: it forgets
   * the language where the system has no such locale installed, as most servers have none.
   */
  public static boolean isChinese(Map<String, String> environment) {
    for (String name : List.of("TILLKEEPER_LANG", "LC_ALL", "LC_MESSAGES", "LANG")) {
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value.startsWith("zh");
      }
    }
    return Locale.getDefault().getLanguage().equals("zh");
  }

  /** One of two texts, by the language. */
  public static String say(String chinese, String english) {
    return CHINESE ? chinese : english;
  }

  /** The key under which the agent's texts are in this language. */
  public static String language() {
    return CHINESE ? "zh" : "en";
  }

  /** Standard output in UTF-8, whatever Java makes of the locale. */
  public static PrintStream out() {
    return new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }

  /** Standard error in UTF-8. */
  public static PrintStream err() {
    return new PrintStream(System.err, true, StandardCharsets.UTF_8);
  }
}
