package org.tillkeeper.iso8583;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The length in front of a frame, and what may stand between it and the message.
 *
 * @param form how the number is written
 * @param counts whether it counts its own bytes
 * @param behind hex of the bytes behind it, which it does not count; what is received there is not
 *     looked at
 */
record LengthPrefix(Form form, Counts counts, String behind) {
  private static final String WITH_ITSELF = " with itself";

  /** How a length is written, by what a dialect file calls it. */
  enum Form {
    BINARY_2("2", 2, 16),
    BINARY_4("4", 4, 256),
    BCD_2("2 bcd", 2, 10),
    ASCII_4("4 ascii", 4, 10),
    HEX_4("4 hex", 4, 16);

    private final String label;
    private final int bytes;

    /** Of its digits; 256 where that is a byte. */
    private final int radix;

    Form(String label, int bytes, int radix) {
      this.label = label;
      this.bytes = bytes;
      this.radix = radix;
    }

    private boolean isText() {
      return this == ASCII_4 || this == HEX_4;
    }

    /** The largest number there is room for, and that a frame may have. */
    private int most() {
      return radix == 10 ? 9999 : 65535;
    }
  }

  /** What a length counts. */
  enum Counts {
    /** What follows it. */
    WHAT_FOLLOWS,
    /** What follows it, and its own bytes. */
    ITSELF_TOO
  }

  /** A length as a dialect file names it; empty if there is none of that name. */
  static Optional<LengthPrefix> named(String text, String behind) {
    boolean itself = text.endsWith(WITH_ITSELF);
    String label = itself ? text.substring(0, text.length() - WITH_ITSELF.length()) : text;
    for (Form form : Form.values()) {
      if (form.label.equals(label)) {
        return Optional.of(
            new LengthPrefix(form, itself ? Counts.ITSELF_TOO : Counts.WHAT_FOLLOWS, behind));
      }
    }
    return Optional.empty();
  }

  /** What a dialect file may name, for error texts. */
  static String allowed() {
    List<String> labels = new ArrayList<>();
    for (Form form : Form.values()) {
      labels.add(form.label);
    }
    return String.join(", ", labels)
        + " (2 and 4: binary, big-endian), each also with '"
        + WITH_ITSELF.trim()
        + "' behind it";
  }

  /** Bytes before the message. */
  int bytes() {
    return form.bytes + behind.length() / 2;
  }

  /** Most bytes that it can say follow it. */
  int most() {
    return form.most() - own();
  }

  private int own() {
    return counts == Counts.ITSELF_TOO ? form.bytes : 0;
  }

  /** Whether it says that nothing follows it. */
  boolean isEmpty(byte[] prefix) {
    try {
      return prefix.length >= bytes() && number(prefix) == own();
    } catch (MalformedMessage e) {
      return false;
    }
  }

  /**
   * How many bytes follow.
   *
   * @param min fewest that a message has
   * @param max most
   */
  int body(byte[] prefix, int min, int max) throws MalformedMessage {
    if (prefix.length < bytes()) {
      throw new MalformedMessage(
          -1, 0, "the length takes " + bytes() + " bytes, found " + prefix.length);
    }
    long said = number(prefix);
    if (said - own() < min || said - own() > max) {
      throw new MalformedMessage(
          -1,
          0,
          "the length says "
              + said
              + " bytes"
              + (own() > 0 ? ", its own " + own() + " among them" : "")
              + ", a message has "
              + min
              + " to "
              + max);
    }
    return (int) said - own();
  }

  private long number(byte[] prefix) throws MalformedMessage {
    long number = 0;
    for (int i = 0; i < form.bytes; i++) {
      if (form.isText()) {
        number = number * form.radix + digit(prefix, i, prefix[i]);
      } else if (form == Form.BCD_2) {
        number = number * 10 + nibble(prefix, i, prefix[i] >> 4 & 0xF);
        number = number * 10 + nibble(prefix, i, prefix[i] & 0xF);
      } else {
        number = number << 8 | (prefix[i] & 0xFF);
      }
    }
    return number;
  }

  private int digit(byte[] prefix, int at, byte character) throws MalformedMessage {
    int digit = character < 0 ? -1 : Character.digit((char) character, form.radix);
    if (digit < 0) {
      throw wrong(prefix, at);
    }
    return digit;
  }

  private int nibble(byte[] prefix, int at, int nibble) throws MalformedMessage {
    if (nibble > 9) {
      throw wrong(prefix, at);
    }
    return nibble;
  }

  private MalformedMessage wrong(byte[] prefix, int at) {
    String digits = form == Form.HEX_4 ? "4 hex digits" : "4 digits";
    return new MalformedMessage(
        -1,
        at,
        "the length at offset 0 is "
            + digits
            + (form == Form.BCD_2 ? " in BCD" : "")
            + ", found "
            + Hex.encode(prefix, at, 1)
            + " at offset "
            + at);
  }

  /** The bytes before a message of so many bytes. */
  byte[] of(int body) {
    int number = body + own();
    String digits = String.format(Locale.ROOT, form.radix == 10 ? "%04d" : "%04X", number);
    byte[] length =
        switch (form) {
          case ASCII_4, HEX_4 -> digits.getBytes(StandardCharsets.US_ASCII);
          case BCD_2, BINARY_2 -> Hex.decode(digits);
          case BINARY_4 -> Hex.decode("0000" + digits);
        };
    byte[] prefix = new byte[bytes()];
    System.arraycopy(length, 0, prefix, 0, length.length);
    byte[] rest = Hex.decode(behind);
    System.arraycopy(rest, 0, prefix, length.length, rest.length);
    return prefix;
  }
}
