package org.tillkeeper.tools.acquirer;

import java.util.OptionalLong;
import org.jpos.iso.ISOMsg;

/** A request as it came: its message, the bytes of its body, and what they say. */
final class Request {
  private final Protocol protocol;
  private final ISOMsg message;
  private final byte[] body;
  private final long connection;
  private final RequestKind kind;

  Request(Protocol protocol, ISOMsg message, byte[] body, long connection) {
    this.protocol = protocol;
    this.message = message;
    this.body = body;
    this.connection = connection;
    this.kind = protocol.kind(message);
  }

  /**
   * The transaction another one is about, as its message names it; each may be empty.
   *
   * @param date MMDD
   */
  record Original(
      String batch, String stan, String date, String rrn, String authCode, String voucher) {}

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

  String mti() {
    return field(0);
  }

  /** A field's text; empty if absent. */
  String field(int number) {
    return Protocol.text(message, number);
  }

  /** A field's bytes; none if absent. */
  byte[] bytes(int number) {
    return message.hasField(number) ? message.getBytes(number) : new byte[0];
  }

  String terminal() {
    return field(41);
  }

  String merchant() {
    return field(42);
  }

  String stan() {
    return field(11);
  }

  boolean hasStan() {
    return stan().matches("[0-9]{6}");
  }

  /** In the minor unit; empty if the request has none. */
  OptionalLong amount() {
    return field(4).isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(field(4)));
  }

  /** Empty where the protocol has no batches. */
  String batch() {
    return protocol.batch(message);
  }

  /** How the card was read: swipe, chip, contactless, manual, qr or other. */
  String entry() {
    return protocol.entry(message);
  }

  Original original() {
    return protocol.original(message);
  }

  /** Whether the terminal says that it sent this before. */
  boolean isFlaggedRepeat() {
    return (mti().charAt(3) - '0') % 2 == 1;
  }

  /** The PAN, or the QR code of a QR payment; empty if there is none. */
  String cardNumber() {
    if (message.hasField(2)) {
      return field(2);
    }
    if (message.hasField(35)) {
      String track = field(35);
      int separator = track.indexOf('=');
      return separator < 0 ? "" : track.substring(0, separator);
    }
    return protocol.qrCode(message);
  }

  /** Expiry, YYMM; empty if nothing says it. */
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

  /** The chip's transaction counter (9F36), hex; empty without a chip. */
  String counter() {
    return ChipTags.value(protocol.chipData(message), "9F36");
  }
}
