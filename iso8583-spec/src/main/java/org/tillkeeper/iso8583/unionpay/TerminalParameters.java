package org.tillkeeper.iso8583.unionpay;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tillkeeper.iso8583.InvalidField;

/**
 * Field 62 of the answer to a request for parameters (0810/360), as text: a tag of 2 digits and a
 * value whose length the tag fixes.
 */
public final class TerminalParameters {
  private static final int FIELD = 62;

  /** Length by tag: 12 time-out in seconds, 13 retries, 22 merchant's name, 23 reversals, ... */
  private static final Map<String, Integer> LENGTHS = new LinkedHashMap<>();

  static {
    int[][] table = {
      {11, 2}, {12, 2}, {13, 1}, {14, 14}, {15, 14}, {16, 14}, {17, 14}, {18, 1}, {19, 2}, {20, 1},
      {21, 1}, {22, 40}, {23, 1}, {24, 1}, {25, 1}, {26, 4}
    };
    for (int[] row : table) {
      LENGTHS.put(Integer.toString(row[0]), row[1]);
    }
  }

  private final Map<String, String> values;

  /**
   * @param values value by tag, in order
   */
  public TerminalParameters(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Reads the field's text.
   *
   * @throws InvalidField if a tag is unknown, for then nothing behind it can be read either, or
   *     comes twice
   */
  public static TerminalParameters parse(String text) {
    Columns columns = new Columns(FIELD, text);
    Map<String, String> values = new LinkedHashMap<>();
    while (!columns.atEnd()) {
      String tag = columns.digits(2, "a tag");
      if (!LENGTHS.containsKey(tag)) {
        throw columns.wrong("tag " + tag + " is none of " + LENGTHS.keySet());
      }
      if (values.put(tag, columns.next(LENGTHS.get(tag), "tag " + tag)) != null) {
        throw columns.wrong("tag " + tag + " comes twice");
      }
    }
    return new TerminalParameters(values);
  }

  /** Value by tag, in order. */
  public Map<String, String> values() {
    return values;
  }

  /** The field's text. */
  public String format() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      Integer length = LENGTHS.get(entry.getKey());
      if (length == null || entry.getValue().length() != length) {
        throw new InvalidField(
            FIELD, "field 62: tag " + entry.getKey() + " is unknown or not " + length + " long");
      }
      text.append(entry.getKey()).append(entry.getValue());
    }
    return text.toString();
  }
}
