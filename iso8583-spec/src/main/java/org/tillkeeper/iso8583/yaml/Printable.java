package org.tillkeeper.iso8583.yaml;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What of a text that somebody else wrote may be shown. Terminals, printers and browsers take some
 * characters for orders, or show the text in another order than it stands in: those are shown as
 * their number.
 *
 * <p>In a complaint about the text it also fits on one line, is not too long, and has nothing that
 * looks like a key. A key in the wrong place is a common mistake, and a complaint goes to terminals
 * and logs.
 */
public final class Printable {
  private static final Pattern LOOKS_LIKE_A_KEY = Pattern.compile("[0-9A-Fa-f]{24,}|-----BEGIN");
  private static final int MOST_CHARS = 200;

  private Printable() {}

  /**
   * The text on one line, with a backslash, a u and four hex digits for what cannot be printed:
   * control characters (C0, DEL, C1), what turns or hides text (U+200B to U+200F, U+202A to U+202E,
   * U+2066 to U+2069, U+FEFF and their like), what ends a line, halves of a pair, and what has no
   * meaning. Within a JSON text such an escape stands for the same value.
   */
  public static String escaped(String text) {
    return escaped(text, "");
  }

  /** As {@link #escaped}, with line feeds and tabs left as they are. */
  public static String escapedLines(String text) {
    return escaped(text, "\n\t");
  }

  private static String escaped(String text, String kept) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int end = i + Character.charCount(c);
      if (isPrintable(c) || kept.indexOf(c) >= 0) {
        shown.append(text, i, end);
      } else {
        for (int half = i; half < end; half++) {
          shown.append(String.format(Locale.ROOT, "\\u%04x", (int) text.charAt(half)));
        }
      }
      i = end;
    }
    return shown.length() == text.length() ? text : shown.toString();
  }

  private static boolean isPrintable(int c) {
    if (c >= ' ' && c < 0x7f) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** On one line, cut behind 200 characters. Characters that cannot be printed become {@code ?}. */
  public static String oneLine(String text) {
    return cut(text, MOST_CHARS);
  }

  /** As {@link #oneLine}, with {@code (not shown)} for each part that looks like a key. */
  public static String withoutKeys(String text) {
    return oneLine(LOOKS_LIKE_A_KEY.matcher(text).replaceAll("(not shown)"));
  }

  /** Whether any part of the text looks like a key: 24 hex digits or more, or PEM. */
  public static boolean looksLikeAKey(String text) {
    return LOOKS_LIKE_A_KEY.matcher(text).find();
  }

  /** Whether the text begins with what looks like a key: a file's name may hold hex digits. */
  public static boolean beginsLikeAKey(String text) {
    return LOOKS_LIKE_A_KEY.matcher(text).lookingAt();
  }

  /**
   * A value that may be a key as a whole: cut to a length, and only the count of its characters
   * where any part of it looks like a key.
   */
  public static String masked(String value, int charsMax) {
    return looksLikeAKey(value)
        ? "(" + value.length() + " characters, not shown)"
        : cut(value, charsMax);
  }

  private static String cut(String text, int charsMax) {
    String start = text.length() > charsMax ? text.substring(0, charsMax) + "..." : text;
    return start.replaceAll("\\p{C}", "?");
  }
}
