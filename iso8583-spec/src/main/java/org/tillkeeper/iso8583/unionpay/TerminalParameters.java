package org.tillkeeper.iso8583.unionpay;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.iso8583.InvalidField;

/**
 * Field 62 of the answer to a request for parameters (0810/360), as text: a tag of 2 digits and a
 * value whose length the tag fixes.
 */
public final class TerminalParameters {
  private static final int FIELD = 62;

  private static final String RESPONSE_TIMEOUT = "12";
  private static final int RESPONSE_TIMEOUT_DIGITS = 2;
  private static final long RESPONSE_TIMEOUT_MOST = 99;

  /**
   * What a tag holds.
   *
   * @param name a word for it
   * @param length in characters, of which one is a byte
   */
  private record Parameter(String name, int length) {}

  private static final Map<String, Parameter> BY_TAG = new LinkedHashMap<>();

  static {
    BY_TAG.put("11", new Parameter("applicationType", 2));
    BY_TAG.put(RESPONSE_TIMEOUT, new Parameter("responseTimeout", RESPONSE_TIMEOUT_DIGITS));
    BY_TAG.put("13", new Parameter("redials", 1));
    BY_TAG.put("14", new Parameter("phone1", 14));
    BY_TAG.put("15", new Parameter("phone2", 14));
    BY_TAG.put("16", new Parameter("phone3", 14));
    BY_TAG.put("17", new Parameter("managementPhone", 14));
    BY_TAG.put("18", new Parameter("tips", 1));
    BY_TAG.put("19", new Parameter("tipPercent", 2));
    BY_TAG.put("20", new Parameter("manualEntry", 1));
    BY_TAG.put("21", new Parameter("autoSignOff", 1));
    BY_TAG.put("22", new Parameter("merchantName", 40));
    BY_TAG.put("23", new Parameter("reversalResends", 1));
    BY_TAG.put("24", new Parameter("offlineUpload", 1));
    BY_TAG.put("25", new Parameter("masterKeyIndex", 1));
    BY_TAG.put("26", new Parameter("transactions", 4));
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
      if (!BY_TAG.containsKey(tag)) {
        throw columns.wrong("tag " + tag + " is none of " + BY_TAG.keySet());
      }
      if (values.put(tag, columns.next(BY_TAG.get(tag).length(), "tag " + tag)) != null) {
        throw columns.wrong("tag " + tag + " comes twice");
      }
    }
    return new TerminalParameters(values);
  }

  /** Value by tag, in order. */
  public Map<String, String> values() {
    return values;
  }

  /** A word for what a tag holds; empty for a tag that is unknown. */
  public static Optional<String> name(String tag) {
    return Optional.ofNullable(BY_TAG.get(tag)).map(Parameter::name);
  }

  /**
   * The same parameters with another time that an answer is waited for.
   *
   * @param seconds more than 99 are said as 99
   */
  public TerminalParameters withResponseTimeout(long seconds) {
    Map<String, String> all = new LinkedHashMap<>(values);
    long said = Math.min(RESPONSE_TIMEOUT_MOST, seconds);
    all.put(
        RESPONSE_TIMEOUT,
        Columns.zeros(FIELD, said, RESPONSE_TIMEOUT_DIGITS, "the time an answer is waited for"));
    return new TerminalParameters(all);
  }

  /** The field's text. */
  public String format() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      Parameter parameter = BY_TAG.get(entry.getKey());
      if (parameter == null) {
        throw new InvalidField(
            FIELD, "field 62: tag " + entry.getKey() + " is none of " + BY_TAG.keySet());
      }
      if (entry.getValue().length() != parameter.length()) {
        throw new InvalidField(
            FIELD, "field 62: tag " + entry.getKey() + " is not " + parameter.length() + " long");
      }
      text.append(entry.getKey()).append(entry.getValue());
    }
    return text.toString();
  }
}
