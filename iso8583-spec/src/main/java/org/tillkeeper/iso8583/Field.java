package org.tillkeeper.iso8583;

import org.jpos.iso.BCDInterpreter;
import org.jpos.iso.BcdPrefixer;
import org.jpos.iso.ISOBinaryField;
import org.jpos.iso.ISOBinaryFieldPackager;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOField;
import org.jpos.iso.ISOFieldPackager;
import org.jpos.iso.ISOStringFieldPackager;
import org.jpos.iso.Interpreter;
import org.jpos.iso.LeftPadder;
import org.jpos.iso.LiteralBinaryInterpreter;
import org.jpos.iso.LiteralInterpreter;
import org.jpos.iso.NullPadder;
import org.jpos.iso.NullPrefixer;
import org.jpos.iso.Padder;
import org.jpos.iso.Prefixer;
import org.jpos.iso.RightPadder;

/**
 * One field of a dialect's table: what fits in it and how it stands on the wire. Everything is
 * checked here before jPOS sees it, so that nothing jPOS does with bad data can be reached.
 */
final class Field {
  /** What a field may hold. */
  enum Type {
    /** Digits, two a byte. */
    N,
    /** Digits and the track separator {@code =} (nibble D), two a byte. */
    Z,
    /**
     * Letters and digits, one byte a character. Not enforced: what a host sends can be sent back.
     */
    AN,
    /** Any bytes, one a character (ISO 8859-1), so that GBK or bytes inside survive. */
    ANS,
    /** Bytes; the value is their hex. */
    B
  }

  private final int number;
  private final String name;
  private final Type type;
  private final int prefixBytes;
  private final int length;
  private final boolean padLeft;
  private final boolean secret;
  private final String charset;
  private final ISOFieldPackager packager;

  /**
   * @param prefixBytes BCD bytes of the length prefix; 0 where the length is fixed
   * @param length digits (n, z) or bytes: exactly, or at most where there is a prefix
   * @param padLeft whether an odd number of digits is padded on the left
   * @param charset how people read the bytes of an ans field
   */
  Field(
      int number,
      String name,
      Type type,
      int prefixBytes,
      int length,
      boolean padLeft,
      boolean secret,
      String charset) {
    this.number = number;
    this.name = name;
    this.type = type;
    this.prefixBytes = prefixBytes;
    this.length = length;
    this.padLeft = padLeft;
    this.secret = secret;
    this.charset = charset;
    this.packager = packager();
  }

  private ISOFieldPackager packager() {
    Prefixer prefixer =
        switch (prefixBytes) {
          case 0 -> NullPrefixer.INSTANCE;
          case 1 -> BcdPrefixer.LL;
          default -> BcdPrefixer.LLL;
        };
    if (type == Type.B) {
      return new ISOBinaryFieldPackager(length, name, LiteralBinaryInterpreter.INSTANCE, prefixer);
    }
    Interpreter interpreter = LiteralInterpreter.INSTANCE;
    Padder padder = NullPadder.INSTANCE;
    if (inNibbles()) {
      interpreter = padLeft ? BCDInterpreter.LEFT_PADDED : BCDInterpreter.RIGHT_PADDED;
    }
    if (prefixBytes == 0) {
      // Only a jPOS peer that hands in short values meets these; our own packing refuses them.
      padder = inNibbles() ? LeftPadder.ZERO_PADDER : RightPadder.SPACE_PADDER;
    }
    return new ISOStringFieldPackager(length, name, padder, interpreter, prefixer);
  }

  int number() {
    return number;
  }

  String name() {
    return name;
  }

  boolean secret() {
    return secret;
  }

  String charset() {
    return charset;
  }

  boolean isFixed(Type ofType, int ofLength) {
    return prefixBytes == 0 && type == ofType && length == ofLength;
  }

  /** The field as a jPOS message packager wants it. */
  ISOFieldPackager jpos() {
    return packager;
  }

  /** The bytes of a value, length prefix included. */
  byte[] pack(String value) {
    check(value);
    try {
      return type == Type.B
          ? packager.pack(new ISOBinaryField(number, Hex.decode(value)))
          : packager.pack(new ISOField(number, value));
    } catch (ISOException e) {
      throw new InvalidField(number, title() + " could not be packed, it is " + limit());
    }
  }

  /** Refuses a value that does not fit. */
  void check(String value) {
    int units = type == Type.B ? (value.length() + 1) / 2 : value.length();
    if (prefixBytes == 0 ? units != length : units > length) {
      throw new InvalidField(number, title() + " is " + limit() + ", the value has " + units);
    }
    if (type == Type.B && value.length() % 2 != 0) {
      throw new InvalidField(number, title() + " is hex with an even number of digits");
    }
    for (int i = 0; i < value.length(); i++) {
      if (!allows(value.charAt(i))) {
        throw new InvalidField(
            number, title() + " is " + limit() + ", character " + (i + 1) + " is none of them");
      }
    }
  }

  private boolean allows(char c) {
    return switch (type) {
      case N -> isDigit(c);
      case Z -> isDigit(c) || c == '=';
      case AN, ANS -> c <= 0xFF;
      case B -> isDigit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
    };
  }

  /**
   * Reads the field at an offset.
   *
   * @throws MalformedMessage if it is cut short, longer than it may be or no value of its type
   */
  Read unpack(byte[] frame, int offset) throws MalformedMessage {
    int units = prefixBytes == 0 ? length : prefix(frame, offset);
    int start = offset + prefixBytes;
    int bytes = inNibbles() ? (units + 1) / 2 : units;
    if (bytes > frame.length - start) {
      throw malformed(
          start, "needs " + bytes + " bytes, the message has " + (frame.length - start) + " left");
    }
    if (inNibbles()) {
      checkNibbles(frame, start, units);
    }
    try {
      String value;
      if (type == Type.B) {
        value = Hex.encode(frame, start, bytes);
      } else {
        ISOField component = new ISOField(number);
        packager.unpack(component, frame, offset);
        value = (String) component.getValue();
      }
      return new Read(value, start + bytes);
    } catch (ISOException | RuntimeException e) {
      throw malformed(offset, "could not be read, it is " + limit());
    }
  }

  private int prefix(byte[] frame, int offset) throws MalformedMessage {
    if (prefixBytes > frame.length - offset) {
      throw malformed(
          offset,
          "needs a length of "
              + prefixBytes
              + (prefixBytes == 1 ? " byte" : " bytes")
              + ", the message has "
              + (frame.length - offset)
              + " left");
    }
    int units = 0;
    for (int i = offset; i < offset + prefixBytes; i++) {
      int high = (frame[i] >> 4) & 0xF;
      int low = frame[i] & 0xF;
      if (high > 9 || low > 9) {
        throw malformed(i, "needs a length in BCD, found " + Hex.encode(frame, i, 1));
      }
      units = units * 100 + high * 10 + low;
    }
    if (units > length) {
      throw malformed(offset, "is " + limit() + ", its length says " + units);
    }
    return units;
  }

  private void checkNibbles(byte[] frame, int start, int units) throws MalformedMessage {
    boolean odd = units % 2 != 0;
    int first = odd && padLeft ? 1 : 0;
    for (int i = 0; i < units; i++) {
      int nibble = nibble(frame, start, first + i);
      if (nibble > 9 && !(type == Type.Z && nibble == 0xD)) {
        int at = start + (first + i) / 2;
        // One byte says enough to find the fault; more could be a card number out of step.
        throw malformed(
            at,
            "is " + limit() + ", found " + (secret ? "something else" : Hex.encode(frame, at, 1)));
      }
    }
    if (odd) {
      int pad = nibble(frame, start, padLeft ? 0 : units);
      if (pad != 0 && pad != 0xF) {
        int at = start + (padLeft ? 0 : units / 2);
        throw malformed(at, "has an odd number of digits, its padding is neither 0 nor F");
      }
    }
  }

  private static int nibble(byte[] frame, int start, int index) {
    int octet = frame[start + index / 2];
    return index % 2 == 0 ? (octet >> 4) & 0xF : octet & 0xF;
  }

  private MalformedMessage malformed(int offset, String what) {
    return new MalformedMessage(number, offset, title() + " at offset " + offset + " " + what);
  }

  /** Number and name, for error texts. */
  String title() {
    return "field " + number + " (" + name + ")";
  }

  /** The field's limit in words, for example {@code at most 19 digits}. */
  private String limit() {
    String unit =
        switch (type) {
          case N -> " digits";
          case Z -> " digits and =";
          case AN, ANS -> " single-byte characters";
          case B -> " bytes in hex";
        };
    return (prefixBytes == 0 ? "exactly " : "at most ") + length + unit;
  }

  private boolean inNibbles() {
    return type == Type.N || type == Type.Z;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * What was read.
   *
   * @param next the offset behind the field
   */
  record Read(String value, int next) {}
}
