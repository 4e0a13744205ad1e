package org.tillkeeper.iso8583.unionpay;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.iso8583.InvalidField;

/**
 * Tag A2 of field 59: what proves that the terminal is a registered one. Entries of a tag (2
 * digits), a length (3 digits) and a value: 01 device type, 02 hardware serial number, 03 factor
 * (the last 6 digits of the PAN or the QR code), 04 the serial number and factor under SM4 in 8
 * characters, 05 the application's version.
 */
public final class TerminalSecurity {
  private static final int FIELD = 59;
  private static final int LENGTH = 3;

  private final Map<String, String> entries;

  /**
   * @param entries value by tag, in order
   */
  public TerminalSecurity(Map<String, String> entries) {
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /**
   * Reads the tag's value.
   *
   * @throws InvalidField if an entry is cut short, a tag is not 2 digits or comes twice
   */
  public static TerminalSecurity parse(String value) {
    Columns columns = new Columns(FIELD, value);
    Map<String, String> entries = new LinkedHashMap<>();
    while (!columns.atEnd()) {
      String tag = columns.digits(2, "a tag of A2");
      int length = (int) columns.number(LENGTH, "a length of A2");
      if (entries.put(tag, columns.next(length, "a value of A2")) != null) {
        throw columns.wrong("a tag of A2 comes twice");
      }
    }
    return new TerminalSecurity(entries);
  }

  /** Value by tag, in order. */
  public Map<String, String> entries() {
    return entries;
  }

  /** 2 digits, for example 04 for an intelligent terminal. */
  public Optional<String> deviceType() {
    return Optional.ofNullable(entries.get("01"));
  }

  /** The hardware's serial number. */
  public Optional<String> serial() {
    return Optional.ofNullable(entries.get("02"));
  }

  /** The last 6 digits of the PAN or of the QR code. */
  public Optional<String> factor() {
    return Optional.ofNullable(entries.get("03"));
  }

  /** 8 characters made of serial number and factor. */
  public Optional<String> ciphertext() {
    return Optional.ofNullable(entries.get("04"));
  }

  /** The application's version. */
  public Optional<String> version() {
    return Optional.ofNullable(entries.get("05"));
  }

  /** The tag's value. */
  public String format() {
    StringBuilder value = new StringBuilder();
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      value
          .append(Columns.digits(FIELD, entry.getKey(), 2, "a tag of A2"))
          .append(Columns.zeros(FIELD, entry.getValue().length(), LENGTH, "a length of A2"))
          .append(entry.getValue());
    }
    return value.toString();
  }

  /** The tags; the factor is part of a card number. */
  @Override
  public String toString() {
    return entries.keySet().toString();
  }
}
