package org.tillkeeper.tools.reconcile;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads times of a pattern that has only digits and marks between them, such as {@code uuuu-MM-dd
 * HH:mm:ss}. A statement has a hundred thousand of them, and {@link
 * java.time.format.DateTimeFormatter} takes ten times as long.
 */
final class DigitTime {
  private static final String LETTERS = "uMdHms";

  private final String pattern;
  private final int defaultYear;

  private DigitTime(String pattern, int defaultYear) {
    this.pattern = pattern;
    this.defaultYear = defaultYear;
  }

  /**
   * A reader for a pattern; empty where it has other letters, or numbers of no fixed width.
   *
   * @param defaultYear where the pattern has none
   */
  static Optional<DigitTime> of(String pattern, int defaultYear) {
    String plain = pattern.replace('y', 'u');
    int[] widths = new int[LETTERS.length()];
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      int letter = LETTERS.indexOf(c);
      if (letter >= 0) {
        widths[letter]++;
      } else if (Character.isLetter(c) || c == '\'' || c == '[') {
        return Optional.empty();
      }
    }
    boolean year = widths[0] == 0 || widths[0] == 4;
    boolean day = widths[1] == 2 && widths[2] == 2;
    boolean clock = Arrays.stream(widths, 3, widths.length).allMatch(it -> it == 0 || it == 2);
    return year && day && clock ? Optional.of(new DigitTime(plain, defaultYear)) : Optional.empty();
  }

  /**
   * The time; empty where the text is not of the pattern.
   *
   * @throws java.time.DateTimeException where there is no such day or time
   */
  Optional<LocalDateTime> read(String text) {
    if (text.length() != pattern.length()) {
      return Optional.empty();
    }
    int[] values = new int[LETTERS.length()];
    for (int i = 0; i < text.length(); i++) {
      int letter = LETTERS.indexOf(pattern.charAt(i));
      char c = text.charAt(i);
      if (letter < 0 ? c != pattern.charAt(i) : c < '0' || c > '9') {
        return Optional.empty();
      }
      if (letter >= 0) {
        values[letter] = 10 * values[letter] + c - '0';
      }
    }
    int year = pattern.indexOf('u') < 0 ? defaultYear : values[0];
    return Optional.of(
        LocalDateTime.of(year, values[1], values[2], values[3], values[4], values[5]));
  }
}
