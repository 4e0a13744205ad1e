package org.tillkeeper.iso8583;

import java.util.Map;
import java.util.Optional;

/**
 * One acquirer's way of speaking ISO 8583, read from data: framing, fields, messages, MAC, response
 * codes. Immutable and safe for any thread; does no I/O.
 */
public final class Dialect {
  private Dialect() {}

  /**
   * A dialect that ships with Tillkeeper.
   *
   * @throws IllegalArgumentException if there is none of that name; the text lists those there are
   */
  public static Dialect named(String name) {
    throw new UnsupportedOperationException(name);
  }

  /**
   * The same dialect with some of its options set, by name. Unknown options or values are refused
   * with what is allowed.
   */
  public Dialect with(Map<String, String> options) {
    throw new UnsupportedOperationException();
  }

  /** Its name in configuration, for example {@code unionpay-pos}. */
  public String name() {
    throw new UnsupportedOperationException();
  }

  /** Bytes of the length prefix of a frame (2 in unionpay-pos). */
  public int lengthPrefixBytes() {
    throw new UnsupportedOperationException();
  }

  /**
   * How many bytes follow the length prefix.
   *
   * @throws MalformedMessage if no message of this dialect can be that short or that long
   */
  public int bodyLength(byte[] prefix) throws MalformedMessage {
    throw new UnsupportedOperationException();
  }

  /**
   * The request of a kind, from business values. Fields whose elements have no value are left out.
   */
  public Message request(Kind kind, Map<Element, String> values) {
    throw new UnsupportedOperationException();
  }

  /**
   * The reversal of an original request, from the original's values, the reason and the
   * authorisation code if known.
   */
  public Message reversal(Kind original, Map<Element, String> values) {
    throw new UnsupportedOperationException();
  }

  /**
   * Packs a whole frame, length prefix first. The MAC field is added where this dialect wants one.
   */
  public byte[] pack(Message message, MacCalculator mac) {
    throw new UnsupportedOperationException();
  }

  /** Whether requests with this MTI carry a MAC. */
  public boolean carriesMac(String mti) {
    throw new UnsupportedOperationException();
  }

  /** Reads a whole frame, length prefix first. */
  public Message unpack(byte[] frame) throws MalformedMessage {
    throw new UnsupportedOperationException();
  }

  /** Compares a received frame's MAC with the one its key makes, in constant time. */
  public MacVerdict checkMac(byte[] frame, MacCalculator mac) throws MalformedMessage {
    throw new UnsupportedOperationException();
  }

  /** What a message says about an element; empty if the message does not carry it. */
  public Optional<String> value(Message message, Element element) {
    throw new UnsupportedOperationException();
  }

  /** The MTI that answers a request's MTI, for example 0210 for 0200. */
  public String answerTo(String mti) {
    throw new UnsupportedOperationException();
  }

  /**
   * What a response code says about a sale, and its texts. Unknown codes are DECLINED with a text
   * that says so.
   */
  public ResponseCode responseCode(String code) {
    throw new UnsupportedOperationException();
  }

  /** What a response code says when it answers a reversal. */
  public ReversalMeaning reversalMeaning(String code) {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether an answer that refuses may come without a MAC (option {@code mac.onRefusals:
   * optional}).
   */
  public boolean macOptionalOnRefusals() {
    throw new UnsupportedOperationException();
  }
}
