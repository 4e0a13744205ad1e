package org.tillkeeper.iso8583.unionpay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.InvalidField;

/** BER-TLV (EMV book 3, annex B) of fields 55 and 62, as upper-case hex. */
public final class BerTlv {
  /** EMV has none longer; whatever a tag is may be shown. */
  private static final int MOST_TAG_DIGITS = 6;

  private final int field;
  private final Map<String, String> entries;

  /**
   * @param field the field it stands in, for error texts
   * @param entries value by tag, both hex, in order
   */
  public BerTlv(int field, Map<String, String> entries) {
    this.field = field;
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /**
   * Reads hex.
   *
   * @param field the field it stands in, for error texts
   * @throws InvalidField if a tag, length or value is cut short, a length takes more than 2 bytes
   *     or a tag more than 3, or a tag comes twice; the text says where and shows no value
   */
  public static BerTlv parse(int field, String hex) {
    Columns columns = columns(field, hex);
    Map<String, String> entries = new LinkedHashMap<>();
    while (!columns.atEnd()) {
      String tag = tag(columns);
      if (entries.put(tag, value(columns)) != null) {
        throw columns.wrong("a tag comes twice");
      }
    }
    return new BerTlv(field, entries);
  }

  /**
   * Reads several, one right behind the other: each begins with the tag that the first begins with.
   *
   * @param field the field they stand in, for error texts
   * @throws InvalidField as {@link #parse} does
   */
  public static List<BerTlv> parseAll(int field, String hex) {
    Columns columns = columns(field, hex);
    List<BerTlv> all = new ArrayList<>();
    String first = "";
    Map<String, String> entries = new LinkedHashMap<>();
    while (!columns.atEnd()) {
      String tag = tag(columns);
      if (tag.equals(first)) {
        all.add(new BerTlv(field, entries));
        entries = new LinkedHashMap<>();
      }
      first = first.isEmpty() ? tag : first;
      if (entries.put(tag, value(columns)) != null) {
        throw columns.wrong("a tag comes twice");
      }
    }
    if (!entries.isEmpty()) {
      all.add(new BerTlv(field, entries));
    }
    return all;
  }

  private static Columns columns(int field, String hex) {
    try {
      Hex.decode(hex);
    } catch (IllegalArgumentException e) {
      throw new InvalidField(field, "field " + field + ": " + e.getMessage());
    }
    return new Columns(field, hex.toUpperCase(Locale.ROOT));
  }

  private static String tag(Columns columns) {
    StringBuilder tag = new StringBuilder(columns.next(2, "a tag"));
    if ((octet(tag.toString()) & 0x1F) == 0x1F) {
      String more;
      do {
        if (tag.length() == MOST_TAG_DIGITS) {
          throw columns.wrong("a tag takes at most 3 bytes");
        }
        more = columns.next(2, "a tag");
        tag.append(more);
      } while ((octet(more) & 0x80) != 0);
    }
    return tag.toString();
  }

  private static String value(Columns columns) {
    int length = octet(columns.next(2, "a length"));
    if (length > 0x82 || length == 0x80) {
      throw columns.wrong("a length takes at most 2 bytes more");
    }
    if (length > 0x80) {
      int bytes = length - 0x80;
      length = Integer.parseInt(columns.next(2 * bytes, "a length"), 16);
    }
    return columns.next(2 * length, "a value");
  }

  private static int octet(String hex) {
    return Integer.parseInt(hex, 16);
  }

  /** Value by tag, both hex, in order. */
  public Map<String, String> entries() {
    return entries;
  }

  /** Hex, with the shortest lengths. */
  public String format() {
    StringBuilder hex = new StringBuilder();
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      int bytes = entry.getValue().length() / 2;
      if (bytes > 0xFFFF || entry.getValue().length() % 2 != 0) {
        throw new InvalidField(field, "field " + field + ": a value is whole bytes, at most 65535");
      }
      hex.append(entry.getKey());
      if (bytes > 0xFF) {
        hex.append("82").append(Hex.encode(new byte[] {(byte) (bytes >> 8)}));
      } else if (bytes > 0x7F) {
        hex.append("81");
      }
      hex.append(Hex.encode(new byte[] {(byte) bytes})).append(entry.getValue());
    }
    return hex.toString();
  }

  /** The tags; a value may be a card's number. */
  @Override
  public String toString() {
    return entries.keySet().toString();
  }
}
