package org.tillkeeper.iso8583;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jpos.iso.AsciiHexInterpreter;
import org.jpos.iso.AsciiPrefixer;
import org.jpos.iso.BCDInterpreter;
import org.jpos.iso.BcdPrefixer;
import org.jpos.iso.BinaryInterpreter;
import org.jpos.iso.IFA_AMOUNT;
import org.jpos.iso.IFB_AMOUNT;
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
 * checked here before jPOS sees it. What jPOS would do with bad data can therefore not happen.
 */
final class Field {
  /** What a field may hold. */
  enum Type {
    /** Digits. */
    N,
    /** Digits and the track separator {@code =}, which is nibble D where two digits are a byte. */
    Z,
    /** C (credit) or D (debit) and digits; the length counts the digits. */
    XN,
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
  private final int prefixDigits;
  private final int prefixBytes;
  private final int length;
  private final Coding coding;
  private final boolean padLeft;
  private final boolean encrypted;
  private final boolean secret;
  private final String charset;
  private final ISOFieldPackager packager;

  /**
   * @param prefixDigits digits of the length prefix, 2 or 3; 0 where the length is fixed
   * @param length digits (n, z, x+n), characters (an, ans) or bytes (b): exactly, or at most where
   *     there is a prefix
   * @param padLeft whether an odd number of digits is padded on the left
   * @param encrypted whether a track may hold any hex digit
   * @param charset how people read the bytes of an ans field
   */
  Field(
      int number,
      String name,
      Type type,
      int prefixDigits,
      int length,
      Coding coding,
      boolean padLeft,
      boolean encrypted,
      boolean secret,
      String charset) {
    this.number = number;
    this.name = name;
    this.type = type;
    this.prefixDigits = prefixDigits;
    this.prefixBytes =
        coding.lengths() == Coding.Digits.ASCII ? prefixDigits : (prefixDigits + 1) / 2;
    this.length = length;
    this.coding = coding;
    this.padLeft = padLeft;
    this.encrypted = encrypted;
    this.secret = secret;
    this.charset = charset;
    this.packager = packager();
  }

  /**
   * A field of the standard.
   *
   * @param format type, prefix if the length varies, length
   */
  static Field of(int number, String name, String format, Coding coding) {
    String[] words = format.split(" ");
    Type type = Type.valueOf(words[0].equals("x+n") ? "XN" : words[0].toUpperCase(Locale.ROOT));
    return new Field(
        number,
        name,
        type,
        words.length == 3 ? words[1].length() : 0,
        Integer.parseInt(words[words.length - 1]),
        coding,
        false,
        false,
        true,
        "US-ASCII");
  }

  private ISOFieldPackager packager() {
    if (type == Type.XN) {
      return coding.digits() == Coding.Digits.ASCII
          ? new IFA_AMOUNT(length + 1, name)
          : new IFB_AMOUNT(length + 1, name, true);
    }
    if (type == Type.B) {
      BinaryInterpreter bytes =
          coding.bytes() == Coding.Bytes.HEX
              ? AsciiHexInterpreter.INSTANCE
              : LiteralBinaryInterpreter.INSTANCE;
      return new ISOBinaryFieldPackager(length, name, bytes, prefixer());
    }
    Interpreter interpreter = LiteralInterpreter.INSTANCE;
    Padder padder = NullPadder.INSTANCE;
    if (inNibbles()) {
      interpreter = padLeft ? BCDInterpreter.LEFT_PADDED : BCDInterpreter.RIGHT_PADDED;
    }
    if (prefixDigits == 0) {
      // Only a jPOS peer that hands in short values meets these; our own packing refuses them.
      padder = type == Type.N || type == Type.Z ? LeftPadder.ZERO_PADDER : RightPadder.SPACE_PADDER;
    }
    return new ISOStringFieldPackager(length, name, padder, interpreter, prefixer());
  }

  private Prefixer prefixer() {
    boolean ascii = coding.lengths() == Coding.Digits.ASCII;
    return switch (prefixDigits) {
      case 0 -> NullPrefixer.INSTANCE;
      case 2 -> ascii ? AsciiPrefixer.LL : BcdPrefixer.LL;
      default -> ascii ? AsciiPrefixer.LLL : BcdPrefixer.LLL;
    };
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

  /** Whether its value is text, one byte a character. */
  boolean isText() {
    return type == Type.AN || type == Type.ANS;
  }

  boolean isFixed(Type ofType, int ofLength) {
    return prefixDigits == 0 && type == ofType && length == ofLength;
  }

  /** The field as a jPOS message packager wants it. */
  ISOFieldPackager jpos() {
    return packager;
  }

  /** Bytes on the wire of a field whose length is fixed. */
  int fixedBytes() {
    return bytes(units());
  }

  /** What a field of fixed length has: characters, or bytes of type b. */
  private int units() {
    return type == Type.XN ? length + 1 : length;
  }

  /** Bytes on the wire of so many units. */
  private int bytes(int units) {
    boolean bcd = coding.digits() == Coding.Digits.BCD;
    return switch (type) {
      case N, Z -> bcd ? (units + 1) / 2 : units;
      case XN -> bcd ? 1 + units / 2 : units;
      case AN, ANS -> units;
      case B -> coding.bytes() == Coding.Bytes.HEX ? 2 * units : units;
    };
  }

  /** The bytes of a value, length prefix included. */
  byte[] pack(String value) {
    check(value);
    try {
      if (encrypted && inNibbles()) {
        return encryptedTrack(value);
      }
      return type == Type.B
          ? packager.pack(new ISOBinaryField(number, Hex.decode(value)))
          : packager.pack(new ISOField(number, value));
    } catch (ISOException e) {
      throw new InvalidField(number, title() + " could not be packed, it is " + limit());
    }
  }

  /** jPOS packs digits and the separator alone. */
  private byte[] encryptedTrack(String value) throws ISOException {
    byte[] bytes = new byte[prefixBytes + bytes(value.length())];
    prefixer().encodeLength(value.length(), bytes);
    String even = value.length() % 2 == 0 ? value : value + '0';
    byte[] nibbles = Hex.decode(even.replace('=', 'D'));
    System.arraycopy(nibbles, 0, bytes, prefixBytes, nibbles.length);
    return bytes;
  }

  /** Refuses a value that does not fit. */
  void check(String value) {
    int units = type == Type.B ? (value.length() + 1) / 2 : value.length();
    if (prefixDigits == 0 ? units != units() : units > length) {
      throw new InvalidField(number, title() + " is " + limit() + ", the value has " + units);
    }
    if (type == Type.B && value.length() % 2 != 0) {
      throw new InvalidField(number, title() + " is hex with an even number of digits");
    }
    for (int i = 0; i < value.length(); i++) {
      if (!allows(value.charAt(i), i)) {
        throw new InvalidField(
            number, title() + " is " + limit() + ", character " + (i + 1) + " is none of them");
      }
    }
  }

  private boolean allows(char c, int at) {
    return switch (type) {
      case N -> isDigit(c);
      case Z -> isDigit(c) || c == '=' || (encrypted && c >= 'A' && c <= 'F' && c != 'D');
      case XN -> at == 0 ? c == 'C' || c == 'D' : isDigit(c);
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
    int units = prefixDigits == 0 ? units() : prefix(frame, offset);
    if (units > most()) {
      throw malformed(offset, "is " + limit() + ", its length says " + units);
    }
    return read(frame, offset, units);
  }

  /**
   * Reads the field at an offset, however long its prefix says that it is.
   *
   * @throws MalformedMessage if it is cut short or no value of its type
   */
  Read receive(byte[] frame, int offset) throws MalformedMessage {
    return read(frame, offset, prefixDigits == 0 ? units() : prefix(frame, offset));
  }

  /**
   * Reads past the field at an offset; the value is empty.
   *
   * @throws MalformedMessage if it is cut short
   */
  Read skip(byte[] frame, int offset) throws MalformedMessage {
    int units = prefixDigits == 0 ? units() : prefix(frame, offset);
    return new Read("", end(frame, offset + prefixBytes, units), units);
  }

  /** What it may have at most: digits, characters or bytes. */
  int most() {
    return units();
  }

  private Read read(byte[] frame, int offset, int units) throws MalformedMessage {
    int start = offset + prefixBytes;
    int end = end(frame, start, units);
    return new Read(value(frame, start, units, end - start), end, units);
  }

  /** Where so many units end; they are all there. */
  private int end(byte[] frame, int start, int units) throws MalformedMessage {
    int bytes = bytes(units);
    if (bytes > frame.length - start) {
      throw malformed(
          start, "needs " + bytes + " bytes, the message has " + (frame.length - start) + " left");
    }
    return start + bytes;
  }

  /** The value of bytes that are all there; read here and not by jPOS, which checks nothing. */
  private String value(byte[] frame, int start, int units, int bytes) throws MalformedMessage {
    if (inNibbles()) {
      return nibbles(frame, start, units);
    }
    if (!takesAnyByte()) {
      checkCharacters(frame, start, bytes);
    }
    if (type == Type.B) {
      return coding.bytes() == Coding.Bytes.HEX
          ? upperCase(frame, start, bytes)
          : Hex.encode(frame, start, bytes);
    }
    if (type == Type.XN && coding.digits() == Coding.Digits.BCD) {
      return (char) frame[start] + Hex.encode(frame, start + 1, bytes - 1);
    }
    return new String(frame, start, bytes, StandardCharsets.ISO_8859_1);
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
    if (coding.lengths() == Coding.Digits.ASCII) {
      for (int i = offset; i < offset + prefixBytes; i++) {
        if (!isDigit((char) frame[i])) {
          throw malformed(i, "needs a length in digits, found " + Hex.encode(frame, i, 1));
        }
        units = units * 10 + frame[i] - '0';
      }
      return units;
    }
    for (int i = offset; i < offset + prefixBytes; i++) {
      int high = (frame[i] >> 4) & 0xF;
      int low = frame[i] & 0xF;
      if (high > 9 || low > 9) {
        throw malformed(i, "needs a length in BCD, found " + Hex.encode(frame, i, 1));
      }
      units = units * 100 + high * 10 + low;
    }
    return units;
  }

  /** Digits, tracks and hex that stand one a byte; and x+n, whose first byte is a letter. */
  private void checkCharacters(byte[] frame, int start, int bytes) throws MalformedMessage {
    boolean nibbles = type == Type.XN && coding.digits() == Coding.Digits.BCD;
    for (int i = 0; i < bytes; i++) {
      int octet = frame[start + i] & 0xFF;
      boolean fits =
          (nibbles && i > 0) ? (octet >> 4) <= 9 && (octet & 0xF) <= 9 : allows((char) octet, i);
      if (!fits) {
        throw malformed(
            start + i,
            "is "
                + limit()
                + ", found "
                + (secret ? "something else" : Hex.encode(frame, start + i, 1)));
      }
    }
  }

  private static String upperCase(byte[] frame, int start, int bytes) {
    char[] text = new char[bytes];
    for (int i = 0; i < bytes; i++) {
      char c = (char) frame[start + i];
      text[i] = c >= 'a' ? (char) (c - 'a' + 'A') : c;
    }
    return new String(text);
  }

  /** Digits two a byte; in a track nibble D is the separator. */
  private String nibbles(byte[] frame, int start, int units) throws MalformedMessage {
    boolean odd = units % 2 != 0;
    int first = odd && padLeft ? 1 : 0;
    byte[] text = new byte[units];
    for (int i = 0; i < units; i++) {
      int nibble = nibble(frame, start, first + i);
      if (nibble <= 9) {
        text[i] = (byte) ('0' + nibble);
      } else if (type == Type.Z && nibble == 0xD) {
        text[i] = '=';
      } else if (type == Type.Z && encrypted) {
        text[i] = (byte) ('A' + nibble - 10);
      } else {
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
    return new String(text, StandardCharsets.ISO_8859_1);
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
          case Z -> encrypted ? " hex digits and = for D" : " digits and =";
          case XN -> " digits behind C or D";
          case AN, ANS -> " single-byte characters";
          case B -> " bytes in hex";
        };
    return (prefixDigits == 0 ? "exactly " : "at most ") + length + unit;
  }

  private boolean takesAnyByte() {
    return switch (type) {
      case AN, ANS -> true;
      case B -> coding.bytes() == Coding.Bytes.RAW;
      case N, Z, XN -> false;
    };
  }

  private boolean inNibbles() {
    return coding.digits() == Coding.Digits.BCD && (type == Type.N || type == Type.Z);
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * What was read.
   *
   * @param next the offset behind the field
   * @param units digits, characters or bytes it has
   */
  record Read(String value, int next, int units) {}
}
