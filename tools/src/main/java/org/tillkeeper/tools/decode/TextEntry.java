package org.tillkeeper.tools.decode;

import java.util.ArrayList;
import java.util.List;

/**
 * One entry of UnionPay's fields 59 and 62 where they are text: a tag, a length in digits and a
 * value. The length has three digits at some acquirers and two at others, as in {@code A4003abc}
 * and {@code A403abc}.
 */
record TextEntry(String tag, String value) {
  /**
   * A text that was read as far as it was entries.
   *
   * @param rest what stands behind the last entry, empty where all was read
   */
  record Reading(List<TextEntry> entries, String rest) {}

  /** Tag of two or four characters and a length of three or two digits, whichever reads all. */
  static Reading read(String text) {
    Reading best = new Reading(List.of(), text);
    for (int tagLength : new int[] {2, 4}) {
      for (int digits : new int[] {3, 2}) {
        Reading read = read(text, tagLength, digits);
        if (read.rest().isEmpty() && !read.entries().isEmpty()) {
          return read;
        }
        best = read.rest().length() < best.rest().length() ? read : best;
      }
    }
    return best;
  }

  private static Reading read(String text, int tagLength, int digits) {
    List<TextEntry> entries = new ArrayList<>();
    int at = 0;
    while (at + tagLength + digits <= text.length()) {
      String tag = text.substring(at, at + tagLength);
      String length = text.substring(at + tagLength, at + tagLength + digits);
      int start = at + tagLength + digits;
      if (!tag.matches("[0-9A-Z]+")
          || !length.matches("[0-9]+")
          || Integer.parseInt(length) > text.length() - start) {
        break;
      }
      entries.add(new TextEntry(tag, text.substring(start, start + Integer.parseInt(length))));
      at = start + Integer.parseInt(length);
    }
    return new Reading(entries, text.substring(at));
  }
}
