package org.tillkeeper.tools.acquirer;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jpos.iso.ISOMsg;

/** What of a message may be kept and shown. */
final class Masking {
  private static final int LAST_FIELD = 128;

  private Masking() {}

  /** First 6 and last 4 of a card number; nothing of one too short for that. */
  static String number(String number) {
    int hidden = number.length() - 10;
    return hidden <= 0
        ? "*".repeat(number.length())
        : number.substring(0, 6) + "*".repeat(hidden) + number.substring(number.length() - 4);
  }

  /** A message's fields without anything secret. */
  static Map<String, String> fields(ISOMsg message) {
    Map<String, String> shown = new LinkedHashMap<>();
    for (int number = 2; number <= LAST_FIELD; number++) {
      if (message.hasField(number)) {
        shown.put(String.valueOf(number), field(number, message));
      }
    }
    return shown;
  }

  private static String field(int number, ISOMsg message) {
    return switch (number) {
      case 3, 4, 7, 11, 12, 13, 15, 22, 23, 24, 25, 26, 32, 37, 38, 39, 41, 42, 44, 49 ->
          message.getString(number);
      case 53, 70, 90 -> message.getString(number);
      case 2 -> number(message.getString(2));
      // Text in the generic dialects, where it may hold anything.
      case 60, 61 ->
          message.getString(number).matches("[0-9]{0,17}") ? message.getString(number) : "present";
      case 64, 128 -> new String(message.getBytes(number), StandardCharsets.ISO_8859_1);
      // Totals name nobody; rows of a batch upload hold card numbers.
      case 48 ->
          message.getString(48).matches("[0-9]{62}|[0-9]{1,12}")
              ? message.getString(48)
              : "present";
      default -> "present";
    };
  }
}
