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

  private static String cut(String text, String stop) {
    return text.endsWith(stop) ? text.substring(0, text.length() - stop.length()) : text;
  }
}
