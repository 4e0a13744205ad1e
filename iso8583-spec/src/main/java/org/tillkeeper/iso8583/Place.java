package org.tillkeeper.iso8583;

import java.util.Optional;

/**
 * Where a message carries an element: {@code 4} a field, {@code 60[3-8]} characters 3 to 8 of one,
 * {@code 59/A3} a tag of a field whose entries are tag (2 characters), length (3 digits), value, or
 * {@code header[6-6]} hex digits of the header.
 *
 * @param field the field's number, 0 for the header
 * @param from first character, from 0
 * @param to behind the last character, 0 for the whole value
 * @param tag the entry's tag, empty for none
 */
record Place(int field, int from, int to, String tag) {
  /** What may be written, for error texts. */
  static final String ALLOWED = "FIELD, FIELD[FROM-TO], FIELD/TAG or header[FROM-TO]";

  private static final int TAG = 2;
  private static final int TAG_AND_LENGTH = 5;

  static Place parse(String text) {
    int slash = text.indexOf('/');
    if (slash >= 0) {
      String tag = text.substring(slash + 1);
      if (tag.length() != TAG) {
        throw new IllegalArgumentException(ALLOWED);
      }
      return new Place(field(text.substring(0, slash)), 0, 0, tag);
    }
    int open = text.indexOf('[');
    if (open < 0) {
      return new Place(field(text), 0, 0, "");
    }
    int dash = text.indexOf('-', open);
    if (dash < 0 || !text.endsWith("]")) {
      throw new IllegalArgumentException(ALLOWED);
    }
    int from = Section.wholeNumber(text.substring(open + 1, dash));
    int to = Section.wholeNumber(text.substring(dash + 1, text.length() - 1));
    if (from < 1 || to < from) {
      throw new IllegalArgumentException(ALLOWED);
    }
    String whole = text.substring(0, open);
    return new Place(whole.equals("header") ? 0 : field(whole), from - 1, to, "");
  }

  private static int field(String text) {
    int number = Section.wholeNumber(text);
    if (number < 2) {
      throw new IllegalArgumentException(ALLOWED);
    }
    return number;
  }

  /** What the message carries there; empty if nothing. */
  Optional<String> in(Message message) {
    String whole = field == 0 ? message.header() : message.fields().get(field);
    if (whole == null) {
      return Optional.empty();
    }
    if (!tag.isEmpty()) {
      return tagged(whole);
    }
    if (to == 0) {
      return Optional.of(whole);
    }
    return whole.length() < to ? Optional.empty() : Optional.of(whole.substring(from, to));
  }

  private Optional<String> tagged(String whole) {
    int at = 0;
    while (whole.length() - at >= TAG_AND_LENGTH) {
      int length = Section.wholeNumber(whole.substring(at + TAG, at + TAG_AND_LENGTH));
      int start = at + TAG_AND_LENGTH;
      if (length < 0 || length > whole.length() - start) {
        return Optional.empty();
      }
      if (whole.startsWith(tag, at)) {
        return Optional.of(whole.substring(start, start + length));
      }
      at = start + length;
    }
    return Optional.empty();
  }
}
