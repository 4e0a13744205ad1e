package org.tillkeeper.iso8583.security;

/**
 * Half bytes, the first one the high half of the first byte, as PIN blocks and tracks have them.
 */
final class Nibbles {
  private Nibbles() {}

  static int get(byte[] bytes, int index) {
    return index % 2 == 0 ? (bytes[index / 2] >> 4) & 0xF : bytes[index / 2] & 0xF;
  }

  static void set(byte[] bytes, int index, int value) {
    int octet = bytes[index / 2] & 0xFF;
    bytes[index / 2] =
        (byte) (index % 2 == 0 ? value << 4 | (octet & 0x0F) : (octet & 0xF0) | value);
  }

  /** Refuses what is no such number of digits, without showing it. */
  static void requireDigits(String what, String digits, int min, int max) {
    boolean fits = digits.length() >= min && digits.length() <= max;
    for (int i = 0; fits && i < digits.length(); i++) {
      fits = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    if (!fits) {
      throw new IllegalArgumentException(what + " is " + min + " to " + max + " digits");
    }
  }
}
