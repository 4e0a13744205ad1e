package org.tillkeeper.iso8583.unionpay;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tillkeeper.iso8583.InvalidField;

/**
 * Field 59: entries of a tag of 2 characters, a length and a value. A length has 3 digits, or 2 at
 * some acquirers. The tags are A1 SM4 PIN, A2 terminal, A3 QR code, A4 payment voucher, A5 place.
 */
public final class TaggedTexts {
  private static final int FIELD = 59;

  private final Map<String, String> entries;

  /**
   * @param entries value by tag, in order
   */
  public TaggedTexts(Map<String, String> entries) {
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /**
   * Reads the field.
   *
   * @param lengthDigits 2 or 3
   * @throws InvalidField if an entry is cut short or a tag comes twice
   */
  public static TaggedTexts parse(String value, int lengthDigits) {
    Columns columns = new Columns(FIELD, value);
    Map<String, String> entries = new LinkedHashMap<>();
    while (!columns.atEnd()) {
      String tag = columns.next(2, "a tag");
      int length = (int) columns.number(lengthDigits, "a length");
      if (entries.put(tag, columns.next(length, "an entry's value")) != null) {
        throw columns.wrong("a tag comes twice");
      }
    }
    return new TaggedTexts(entries);
  }

  /** Value by tag, in order. */
  public Map<String, String> entries() {
    return entries;
  }

  /**
   * The field's value.
   *
   * @param lengthDigits 2 or 3
   */
  public String format(int lengthDigits) {
    StringBuilder value = new StringBuilder();
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      if (entry.getKey().length() != 2) {
        throw new InvalidField(FIELD, "field 59: a tag is 2 characters");
      }
      value
          .append(entry.getKey())
          .append(Columns.zeros(FIELD, entry.getValue().length(), lengthDigits, "a length"))
          .append(entry.getValue());
    }
    return value.toString();
  }

  /** The tags; a value may be a card's code. */
  @Override
  public String toString() {
    return entries.keySet().toString();
  }
}
