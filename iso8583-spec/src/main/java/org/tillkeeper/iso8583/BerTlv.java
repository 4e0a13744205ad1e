package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * BER-TLV as EMV uses it (EMV book 3, annex B): data objects of a tag, a length and a value, as
 * upper-case hex. Field 55 holds them, and field 62 of some messages.
 *
 * <pre>
 *   9F3602001C    tag 9F36, length 02, value 001C
 *   tag           1 to 3 bytes
 *   length        1 byte to 7F; 81 and 1 byte, or 82 and 2 bytes, where it is longer
 *   00            between objects: skipped
 * </pre>
 *
 * <p>{@link #parse} takes whole data alone. {@link #read} takes any text: it returns the objects
 * that were good and says where the text stopped being TLV.
 */
public final class BerTlv {
  private static final int MOST_TAG_DIGITS = 6;
  private static final int MOST_LEVELS = 9;

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
   * One data object.
   *
   * @param tag hex
   * @param value hex
   * @param whole tag, length and value as they stood, hex
   */
  public record Entry(String tag, String value, String whole) {
    private boolean isConstructed() {
      return (octet(tag.substring(0, 2)) & 0x20) != 0;
    }

    /** The tag; the value may be a card's number. */
    @Override
    public String toString() {
      return tag;
    }
  }

  /**
   * A text that was read as far as it was TLV.
   *
   * @param entries the objects that were good, in order; a tag may come twice
   * @param rest what follows the last good object, hex; empty if all was good
   * @param fault where reading stopped, and why, such as {@code at character 3: a tag takes 2
   *     characters, 0 are left}; empty if all was good
   */
  public record Reading(List<Entry> entries, String rest, Optional<String> fault) {
    /** The tags; a value may be a card's number. */
    @Override
    public String toString() {
      return entries + fault.map(why -> " " + why).orElse("");
    }
  }

  /** Reads as far as the text is TLV. Never fails. */
  public static Reading read(String hex) {
    Reader reader = new Reader(hex.toUpperCase(Locale.ROOT));
    List<Entry> entries = new ArrayList<>();
    int good = 0;
    try {
      for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
        entries.add(next.get());
        good = reader.at;
      }
    } catch (Broken e) {
      return new Reading(
          Collections.unmodifiableList(entries),
          reader.text.substring(good),
          Optional.of(e.getMessage()));
    }
    return new Reading(Collections.unmodifiableList(entries), "", Optional.empty());
  }

  /**
   * Reads whole data in which no tag comes twice.
   *
   * @param field the field it stands in, for error texts
   * @throws InvalidField if a tag, length or value is cut short, a length takes more than 2 bytes
   *     or a tag more than 3, or a tag comes twice; the text says where and shows no value
   */
  public static BerTlv parse(int field, String hex) {
    Map<String, String> entries = new LinkedHashMap<>();
    int objects = 0;
    for (Entry entry : whole(field, hex)) {
      add(field, ++objects, entry, entries);
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
    List<BerTlv> all = new ArrayList<>();
    String first = "";
    Map<String, String> entries = new LinkedHashMap<>();
    int objects = 0;
    for (Entry entry : whole(field, hex)) {
      if (entry.tag().equals(first)) {
        all.add(new BerTlv(field, entries));
        entries = new LinkedHashMap<>();
      }
      first = first.isEmpty() ? entry.tag() : first;
      add(field, ++objects, entry, entries);
    }
    if (!entries.isEmpty()) {
      all.add(new BerTlv(field, entries));
    }
    return all;
  }

  /**
   * Whether the text is data objects and nothing else: at least one, constructed ones whole within,
   * no zero bytes between, and no tag that begins with FF.
   */
  public static boolean isWellFormed(String hex) {
    return !hex.isEmpty() && isWellFormed(hex, MOST_LEVELS);
  }

  private static boolean isWellFormed(String hex, int levels) {
    Reading reading = read(hex);
    if (levels == 0 || reading.fault().isPresent()) {
      return false;
    }
    int digits = 0;
    for (Entry entry : reading.entries()) {
      digits += entry.whole().length();
      if (entry.tag().startsWith("FF")
          || (entry.isConstructed() && !isWellFormed(entry.value(), levels - 1))) {
        return false;
      }
    }
    return digits == hex.length();
  }

  private static List<Entry> whole(int field, String hex) {
    try {
      Hex.decode(hex);
    } catch (IllegalArgumentException e) {
      throw new InvalidField(field, "field " + field + ": " + e.getMessage());
    }
    Reading reading = read(hex);
    if (reading.fault().isPresent()) {
      throw new InvalidField(field, "field " + field + " " + reading.fault().get());
    }
    return reading.entries();
  }

  private static void add(int field, int object, Entry entry, Map<String, String> entries) {
    if (entries.put(entry.tag(), entry.value()) != null) {
      throw new InvalidField(
          field, "field " + field + " at object " + object + ": a tag comes twice");
    }
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

  /** The text is TLV no more; the message says where and why. */
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken(int at, String why) {
      super("at character " + (at + 1) + ": " + why);
    }
  }

  /** Takes one object after the other from a text. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    /** The next object; empty at the end. */
    Optional<Entry> next() throws Broken {
      while (text.startsWith("00", at)) {
        at += 2;
      }
      if (at == text.length()) {
        return Optional.empty();
      }
      int start = at;
      String tag = tag();
      String value = take(2 * length(), "a value");
      return Optional.of(new Entry(tag, value, text.substring(start, at)));
    }

    private String tag() throws Broken {
      StringBuilder tag = new StringBuilder(take(2, "a tag"));
      if ((octet(tag.toString()) & 0x1F) == 0x1F) {
        String more;
        do {
          if (tag.length() == MOST_TAG_DIGITS) {
            throw new Broken(at, "a tag takes at most 3 bytes");
          }
          more = take(2, "a tag");
          tag.append(more);
        } while ((octet(more) & 0x80) != 0);
      }
      return tag.toString();
    }

    private int length() throws Broken {
      int first = octet(take(2, "a length"));
      if (first > 0x82 || first == 0x80) {
        throw new Broken(at, "a length takes at most 2 bytes more");
      }
      return first < 0x80 ? first : octet(take(2 * (first - 0x80), "a length"));
    }

    private String take(int digits, String name) throws Broken {
      int left = text.length() - at;
      if (digits > left) {
        throw new Broken(at, name + " takes " + digits + " characters, " + left + " are left");
      }
      for (int i = at; i < at + digits; i++) {
        if ("0123456789ABCDEF".indexOf(text.charAt(i)) < 0) {
          throw new Broken(i, "not a hex digit");
        }
      }
      at += digits;
      return text.substring(at - digits, at);
    }
  }
}
