package org.tillkeeper.agent.words;

/**
 * One text in both languages.
 *
 * @param zh Chinese
 * @param en English
 */
public record Bilingual(String zh, String en) {
  /** One sentence after the other. */
  Bilingual then(Bilingual next) {
    return new Bilingual(zh + next.zh, en + " " + next.en);
  }

  /** A sentence without its full stop. */
  Bilingual clause() {
    return new Bilingual(cut(zh, "。"), cut(en, "."));
  }

  /** All up to the first full stop. */
  Bilingual firstSentence() {
    return new Bilingual(upTo(zh, "。"), upTo(en + " ", ". ").trim());
  }

  private static String upTo(String text, String stop) {
    int at = text.indexOf(stop);
    return at < 0 ? text : text.substring(0, at + stop.length());
  }

  private static String cut(String text, String stop) {
    return text.endsWith(stop) ? text.substring(0, text.length() - stop.length()) : text;
  }
}
