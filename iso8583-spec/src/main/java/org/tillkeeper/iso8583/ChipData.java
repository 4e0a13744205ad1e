package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Chip data of field 55: BER-TLV (EMV book 3, annex B) as hex. */
public final class ChipData {
  private ChipData() {}

  /**
   * The entries with these tags, in the order they stand. Reading ends where the data stop being
   * TLV: what a reversal can still carry goes, for a reversal must not fail over a card's data.
   *
   * @param hex upper-case hex
   * @param tags upper-case hex
   */
  public static String only(String hex, Set<String> tags) {
    StringBuilder kept = new StringBuilder();
    for (Entry entry : entries(hex)) {
      if (tags.contains(entry.tag())) {
        kept.append(entry.whole());
      }
    }
    return kept.toString();
  }

  /**
   * The same data with another value of a tag, which is added at the end where it is missing.
   *
   * @param hex upper-case hex
   * @param tag upper-case hex
   * @param value upper-case hex, at most 127 bytes
   */
  public static String with(String hex, String tag, String value) {
    String wanted = tag + String.format(Locale.ROOT, "%02X", value.length() / 2) + value;
    StringBuilder data = new StringBuilder();
    boolean there = false;
    for (Entry entry : entries(hex)) {
      boolean isIt = entry.tag().equals(tag);
      data.append(isIt ? wanted : entry.whole());
      there |= isIt;
    }
    return there ? data.toString() : data + wanted;
  }

  /** A tag, and the whole of it with length and value, as hex. */
  private record Entry(String tag, String whole) {}

  private static List<Entry> entries(String hex) {
    List<Entry> entries = new ArrayList<>();
    int at = 0;
    while (at < hex.length()) {
      int tagEnd = tagEnd(hex, at);
      if (tagEnd < 0 || tagEnd + 2 > hex.length()) {
        break;
      }
      int length = octet(hex, tagEnd);
      int valueAt = tagEnd + 2;
      if (length > 0x82 || length == 0x80 || length < 0) {
        break;
      }
      if (length > 0x80) {
        int bytes = length - 0x80;
        if (valueAt + 2 * bytes > hex.length()) {
          break;
        }
        length = 0;
        for (int i = 0; i < bytes; i++) {
          length = length << 8 | octet(hex, valueAt + 2 * i);
        }
        valueAt += 2 * bytes;
      }
      if (length < 0 || 2 * length > hex.length() - valueAt) {
        break;
      }
      int end = valueAt + 2 * length;
      entries.add(new Entry(hex.substring(at, tagEnd), hex.substring(at, end)));
      at = end;
    }
    return entries;
  }

  private static int tagEnd(String hex, int at) {
    if (at + 2 > hex.length()) {
      return -1;
    }
    int end = at + 2;
    if ((octet(hex, at) & 0x1F) == 0x1F) {
      do {
        if (end + 2 > hex.length()) {
          return -1;
        }
        end += 2;
      } while ((octet(hex, end - 2) & 0x80) != 0);
    }
    return end;
  }

  /** The byte at a hex digit, or -1 where there is no hex. */
  private static int octet(String hex, int at) {
    int high = Character.digit(hex.charAt(at), 16);
    int low = Character.digit(hex.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
