package org.tillkeeper.tools.decode;

import java.util.ArrayList;
import java.util.List;
import org.tillkeeper.iso8583.Hex;

/**
 * Entries of tag, length and value, read as far as they are such: chip data (BER, in hex) and the
 * text entries of UnionPay's fields 59 and 62, whose lengths have three digits at some acquirers
 * and two at others.
 */
record Tlv(String tag, String value) {
  /**
   * What was read.
   *
   * @param rest what stands behind the last entry, empty where all was read
   */
  record Entries(List<Tlv> entries, String rest) {}

  /** BER-TLV (EMV book 3, annex B); zero bytes between entries are skipped. */
  static Entries ber(String hex) {
    List<Tlv> entries = new ArrayList<>();
    byte[] bytes = Hex.decode(hex);
    int at = 0;
    while (at < bytes.length) {
      int start = at;
      int next = at + 1;
      if (bytes[at] == 0) {
        at++;
        continue;
      }
      if ((bytes[at] & 0x1F) == 0x1F) {
        while (next < bytes.length && (bytes[next] & 0x80) != 0) {
          next++;
        }
        next++;
      }
      int tagEnd = next;
      if (next >= bytes.length) {
        return new Entries(entries, hex.substring(2 * start));
      }
      int length = bytes[next++] & 0xFF;
      if (length > 0x80 && length <= 0x82 && next + length - 0x80 <= bytes.length) {
        int more = length - 0x80;
        length = 0;
        for (int i = 0; i < more; i++) {
          length = length << 8 | (bytes[next++] & 0xFF);
        }
      }
      if (length > bytes.length - next) {
        return new Entries(entries, hex.substring(2 * start));
      }
      entries.add(
          new Tlv(Hex.encode(bytes, start, tagEnd - start), Hex.encode(bytes, next, length)));
      at = next + length;
    }
    return new Entries(entries, "");
  }

  /** Tag of two or four characters and a length of three or two digits, whichever reads all. */
  static Entries text(String text) {
    Entries best = new Entries(List.of(), text);
    for (int tagLength : new int[] {2, 4}) {
      for (int digits : new int[] {3, 2}) {
        Entries read = text(text, tagLength, digits);
        if (read.rest().isEmpty() && !read.entries().isEmpty()) {
          return read;
        }
        best = read.rest().length() < best.rest().length() ? read : best;
      }
    }
    return best;
  }

  private static Entries text(String text, int tagLength, int digits) {
    List<Tlv> entries = new ArrayList<>();
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
      entries.add(new Tlv(tag, text.substring(start, start + Integer.parseInt(length))));
      at = start + Integer.parseInt(length);
    }
    return new Entries(entries, text.substring(at));
  }
}
