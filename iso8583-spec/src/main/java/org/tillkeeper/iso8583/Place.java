package org.tillkeeper.iso8583;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where a message carries an element. A dialect file writes it as one of these:
 *
 * <pre>
 *   4            a field
 *   60[3-8]      characters 3 to 8 of a field
 *   59/A3        a tag of a field whose entries are a tag of 2 characters, a length of 3 digits and a value
 *   59/A3:2      the same with lengths of 2 digits
 *   header[6-6]  hex digits of the header
 * </pre>
 *
 * @param field the field's number, 0 for the header
 * @param from first character, from 0
 * @param to behind the last character, 0 for the whole value
 * @param tag the entry's tag, empty for none
 * @param lengthDigits digits of an entry's length
 */
record Place(int field, int from, int to, String tag, int lengthDigits) {
  /** What may be written, for error texts. */
  static final String ALLOWED =
      "FIELD, FIELD[FROM-TO], FIELD/TAG, FIELD/TAG:DIGITS or header[FROM-TO]";

  private static final int TAG = 2;
  private static final int LENGTH = 3;

  static Place parse(String text) {
    int slash = text.indexOf('/');
    if (slash >= 0) {
      String tag = text.substring(slash + 1);
      int digits = LENGTH;
      if (tag.length() == TAG + 2 && (tag.endsWith(":2") || tag.endsWith(":3"))) {
        digits = tag.charAt(TAG + 1) - '0';
        tag = tag.substring(0, TAG);
      }
      if (tag.length() != TAG) {
        throw new IllegalArgumentException(ALLOWED);
      }
      return new Place(field(text.substring(0, slash)), 0, 0, tag, digits);
    }
    int open = text.indexOf('[');
    if (open < 0) {
      return new Place(field(text), 0, 0, "", LENGTH);
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
    return new Place(whole.equals("header") ? 0 : field(whole), from - 1, to, "", LENGTH);
  }

  /** The fields that some places are in. */
  static Set<Integer> fields(Iterable<Place> places) {
    Set<Integer> fields = new HashSet<>();
    for (Place place : places) {
      fields.add(place.field());
    }
    return fields;
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
    while (at >= 0 && at < whole.length()) {
      int end = entryEnd(whole, at, lengthDigits);
      if (end >= 0 && whole.startsWith(tag, at)) {
        return Optional.of(whole.substring(at + TAG + lengthDigits, end));
      }
      at = end;
    }
    return Optional.empty();
  }

  /** The entries with these tags, in the order they stand, up to where the text is no entry. */
  static String only(String whole, Set<String> tags, int lengthDigits) {
    StringBuilder kept = new StringBuilder();
    int at = 0;
    while (at >= 0 && at < whole.length()) {
      int end = entryEnd(whole, at, lengthDigits);
      if (end >= 0 && tags.contains(whole.substring(at, at + TAG))) {
        kept.append(whole, at, end);
      }
      at = end;
    }
    return kept.toString();
  }

  /** Where the entry at a place ends, -1 if there is no whole one. */
  private static int entryEnd(String whole, int at, int lengthDigits) {
    int start = at + TAG + lengthDigits;
    if (start > whole.length()) {
      return -1;
    }
    int length = Section.wholeNumber(whole.substring(at + TAG, start));
    return length < 0 || length > whole.length() - start ? -1 : start + length;
  }
}
