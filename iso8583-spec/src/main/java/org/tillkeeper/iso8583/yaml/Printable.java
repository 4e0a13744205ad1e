package org.tillkeeper.iso8583.yaml;

import java.util.regex.Pattern;

/**
 * What of a text that somebody wrote may stand in a complaint about it: one line, not too long, and
 * nothing that looks like a key. A key in the wrong place is a common mistake, and a complaint goes
 * to terminals and logs.
 */
public final class Printable {
  private static final Pattern LOOKS_LIKE_A_KEY = Pattern.compile("[0-9A-Fa-f]{24,}|-----BEGIN");
  private static final int MOST_CHARS = 200;

  private Printable() {}

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
