package org.tillkeeper.tools.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.regex.Pattern;

/** What must hold of every text that a refusal shows a person. */
final class Said {
  private static final Pattern CARD = Pattern.compile("[0-9]{12,}");
  private static final Pattern KEY = Pattern.compile("[0-9A-Fa-f]{24,}|-----BEGIN");

  private Said() {}

  /** It says something, in few words. */
  static void briefly(String text) {
    assertNotNull(text);
    assertFalse(text.isBlank(), "a refusal without words");
    assertTrue(text.length() <= 2_000, () -> "a refusal of " + text.length() + " characters");
  }

  /** On one line that does nothing to a terminal. */
  static void onOneLine(String text) {
    briefly(text);
    harmless(text);
  }

  /** Somebody's own words, which may be a blank, do nothing to a terminal. */
  static void harmless(String text) {
    text.codePoints()
        .forEach(
            c ->
                assertFalse(
                    Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE,
                    () -> String.format(Locale.ROOT, "character %04X in: %s", c, text)));
  }

  /** Nothing that could be a card number. */
  static void noCard(String text) {
    assertFalse(CARD.matcher(text).find(), () -> "it may show a card: " + text);
  }

  /** Nothing that could be a key. */
  static void noKey(String text) {
    assertFalse(KEY.matcher(text).find(), () -> "it may show a key: " + text);
  }
}
