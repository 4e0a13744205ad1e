package org.tillkeeper.iso8583;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Bytes as hex, and back. */
public final class Hex {
  private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private Hex() {}

  /** Two upper-case digits a byte. */
  public static String encode(byte[] bytes) {
    return encode(bytes, 0, bytes.length);
  }

  /** Two lower-case digits a byte, as fingerprints and digests are written. */
  public static String lowerCase(byte[] bytes) {
    return encode(bytes).toLowerCase(Locale.ROOT);
  }

  /** Two upper-case digits a byte, of a part. */
  public static String encode(byte[] bytes, int from, int length) {
    byte[] text = new byte[2 * length];
    for (int i = 0; i < length; i++) {
      text[2 * i] = DIGITS[(bytes[from + i] >> 4) & 0xF];
      text[2 * i + 1] = DIGITS[bytes[from + i] & 0xF];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads hex digits of either case.
   *
   * @throws IllegalArgumentException if there is anything else or an odd number of them; the text
   *     says where, never what (it may be a key)
   */
  public static byte[] decode(String hex) {
    if (hex.length() % 2 != 0) {
      throw new IllegalArgumentException(
          "hex needs an even number of digits, here are " + hex.length());
    }
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (digit(hex, 2 * i) << 4 | digit(hex, 2 * i + 1));
    }
    return bytes;
  }

  private static int digit(String hex, int at) {
    char c = hex.charAt(at);
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'A' && c <= 'F') {
      return c - 'A' + 10;
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    throw new IllegalArgumentException("not a hex digit at character " + (at + 1));
  }
}
