package org.tillkeeper.tools.words;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The two languages that everything is said in. */
public enum Language {
  CHINESE("zh"),
  ENGLISH("en");

  private static final Language OF_READER = of(System.getenv());

  private final String code;

  Language(String code) {
    this.code = code;
  }

  /** The language of the person in front of the terminal: Chinese where the locale says so. */
  public static Language ofReader() {
    return OF_READER;
  }

  /**
   * What an environment asks for. Java's own locale is the last to be asked: it forgets the
   * language where the system has no such locale installed, as most servers have none.
   */
  static Language of(Map<String, String> environment) {
    for (String name : List.of("TILLKEEPER_LANG", "LC_ALL", "LC_MESSAGES", "LANG")) {
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value.startsWith(CHINESE.code) ? CHINESE : ENGLISH;
      }
    }
    return Locale.getDefault().getLanguage().equals(CHINESE.code) ? CHINESE : ENGLISH;
  }

  /** {@code zh} or {@code en}: under this key the agent's answers have their texts. */
  public String code() {
    return code;
  }

  /** One of two texts that came as a pair. */
  public String choose(String chinese, String english) {
    return this == CHINESE ? chinese : english;
  }
}
