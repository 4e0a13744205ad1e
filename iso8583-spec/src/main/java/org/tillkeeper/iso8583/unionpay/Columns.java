package org.tillkeeper.iso8583.unionpay;

import org.tillkeeper.iso8583.InvalidField;

/** A field's value read from left to right in columns of fixed width. */
final class Columns {
  private final int field;
  private final String text;
  private int at;

  Columns(int field, String text) {
    this.field = field;
    this.text = text;
  }

  boolean atEnd() {
    return at == text.length();
  }

  int left() {
    return text.length() - at;
  }

  /** The next characters. */
  String next(int width, String name) {
    if (width > left()) {
      throw wrong(name + " takes " + width + " characters, " + left() + " are left");
    }
    at += width;
    return text.substring(at - width, at);
  }

  /** The next characters, all digits. */
  String digits(int width, String name) {
    return digits(field, next(width, name), width, name);
  }

  long number(int width, String name) {
    return Long.parseLong(digits(width, name));
  }

  void end() {
    if (!atEnd()) {
      throw wrong(left() + " characters are too many");
    }
  }

  InvalidField wrong(String what) {
    return new InvalidField(field, "field " + field + " at character " + (at + 1) + ": " + what);
  }

  /** The same digits if they are so many. */
  static String digits(int field, String text, int width, String name) {
    boolean fits = text.length() == width;
    for (int i = 0; fits && i < width; i++) {
      fits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!fits) {
      throw new InvalidField(field, "field " + field + ": " + name + " is " + width + " digits");
    }
    return text;
  }

  /** A number with zeros in front. */
  static String zeros(int field, long number, int width, String name) {
    String digits = Long.toString(number);
    if (number < 0 || digits.length() > width) {
      throw new InvalidField(
          field, "field " + field + ": " + name + " is at most " + width + " digits");
    }
    StringBuilder text = new StringBuilder();
    for (int i = digits.length(); i < width; i++) {
      text.append('0');
    }
    return text.append(digits).toString();
  }

  /** A text with blanks behind. */
  static String blanks(int field, String text, int width, String name) {
    if (text.length() > width) {
      throw new InvalidField(
          field, "field " + field + ": " + name + " is at most " + width + " characters");
    }
    StringBuilder padded = new StringBuilder(text);
    while (padded.length() < width) {
      padded.append(' ');
    }
    return padded.toString();
  }
}
