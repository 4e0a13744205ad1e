package org.tillkeeper.tools.acquirer;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;

/** A request as it came: its message, the bytes of its body, and what they say. */
final class Request {
  private final ISOMsg message;
  private final byte[] body;
  private final long connection;
  private final RequestKind kind;

  Request(ISOMsg message, byte[] body, long connection) throws ISOException {
    this.message = message;
    this.body = body;
    this.connection = connection;
    this.kind = RequestKind.of(message);
  }

  ISOMsg message() {
    return message;
  }

  /** MTI, bitmap and fields as received. */
  byte[] body() {
    return body.clone();
  }

  /** The connection's number since the acquirer's start. */
  long connection() {
    return connection;
  }

  RequestKind kind() {
    return kind;
  }

  /** A field's text; empty if absent. */
  String field(int number) {
    return message.hasField(number) ? message.getString(number) : "";
  }

  /** Field 60.2; empty if absent. */
  String batch() {
    String field = field(60);
    return field.length() >= 8 ? field.substring(2, 8) : "";
  }

  /** How the card was read, from field 22. */
  String entry() {
    String mode = field(22);
    return switch (mode.length() < 2 ? "" : mode.substring(0, 2)) {
      case "01" -> "manual";
      case "02", "80", "95" -> "swipe";
      case "03", "04" -> "qr";
      case "05" -> "chip";
      case "07", "98" -> "contactless";
      default -> "other";
    };
  }

  /** The PAN from field 2 or 35, or the QR code of field 59; empty if there is none. */
  String cardNumber() {
    if (message.hasField(2)) {
      return field(2);
    }
    if (message.hasField(35)) {
      String track = field(35);
      int separator = track.indexOf('=');
      return separator < 0 ? "" : track.substring(0, separator);
    }
    return qrCode();
  }

  /** Expiry from field 14 or 35; empty if neither says. */
  String expiry() {
    if (message.hasField(14)) {
      return field(14);
    }
    String track = field(35);
    int separator = track.indexOf('=');
    return separator < 0 || track.length() < separator + 5
        ? ""
        : track.substring(separator + 1, separator + 5);
  }

  private String qrCode() {
    String field = field(59);
    if (!field.matches("(?s)A3[0-9]{3}.*")) {
      return "";
    }
    int length = Integer.parseInt(field.substring(2, 5));
    return field.length() < 5 + length ? "" : field.substring(5, 5 + length);
  }

  /** First 6 and last 4 of a card number; nothing of one too short for that. */
  static String masked(String number) {
    int hidden = number.length() - 10;
    return hidden <= 0
        ? "*".repeat(number.length())
        : number.substring(0, 6) + "*".repeat(hidden) + number.substring(number.length() - 4);
  }

  /** A message's fields without anything secret. */
  static Map<String, String> masked(ISOMsg message) {
    Map<String, String> shown = new LinkedHashMap<>();
    for (int number = 2; number <= 64; number++) {
      if (message.hasField(number)) {
        shown.put(String.valueOf(number), masked(number, message));
      }
    }
    return shown;
  }

  private static String masked(int number, ISOMsg message) {
    return switch (number) {
      case 3, 4, 11, 12, 13, 15, 22, 23, 25, 26, 32, 37, 38, 39, 41, 42, 44, 49, 53, 60, 61, 63 ->
          message.getString(number);
      case 2 -> masked(message.getString(2));
      case 64 -> new String(message.getBytes(64), StandardCharsets.ISO_8859_1);
      default -> "present";
    };
  }
}
