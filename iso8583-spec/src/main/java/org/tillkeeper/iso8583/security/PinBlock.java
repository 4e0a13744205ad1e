package org.tillkeeper.iso8583.security;

import java.util.Arrays;

/**
 * PIN blocks of ISO 9564-1 format 0 (ANSI X9.8). The clear block is the XOR of two halves:
 *
 * <pre>
 *   0 L PPPP FFFF...      0, the PIN's length, the PIN, filled with F to 16 digits
 *   0000 NNNNNNNNNNNN     the 12 rightmost digits of the PAN without its check digit
 * </pre>
 *
 * <p>What is returned in clear is as secret as the PIN: wipe it.
 */
public final class PinBlock {
  private PinBlock() {}

  /**
   * The clear block.
   *
   * @param pin 4 to 12 digits
   * @param pan 13 to 19 digits, check digit included
   */
  public static byte[] clear(String pin, String pan) {
    Nibbles.requireDigits("a PIN", pin, 4, 12);
    byte[] block = new byte[8];
    Arrays.fill(block, (byte) 0xFF);
    Nibbles.set(block, 0, 0);
    Nibbles.set(block, 1, pin.length());
    for (int i = 0; i < pin.length(); i++) {
      Nibbles.set(block, 2 + i, pin.charAt(i) - '0');
    }
    xorPan(block, pan);
    return block;
  }

  /**
   * The block as field 52 carries it.
   *
   * @param pinKey PIK in clear, 8 or 16 bytes; not kept
   */
  public static byte[] encrypt(String pin, String pan, byte[] pinKey) {
    byte[] block = clear(pin, pan);
    try {
      return Des.encrypt(pinKey, block);
    } finally {
      Arrays.fill(block, (byte) 0);
    }
  }

  /**
   * The PIN of an encrypted block, for the side that issued the key.
   *
   * @throws KeyCheckFailed if the result is no PIN block: another key or another PAN
   */
  public static String decrypt(byte[] encrypted, String pan, byte[] pinKey) throws KeyCheckFailed {
    if (encrypted.length != Des.BLOCK) {
      throw new IllegalArgumentException("a PIN block has 8 bytes, here are " + encrypted.length);
    }
    byte[] block = Des.decrypt(pinKey, encrypted);
    try {
      xorPan(block, pan);
      int length = Nibbles.get(block, 1);
      boolean fits = Nibbles.get(block, 0) == 0 && length >= 4 && length <= 12;
      StringBuilder pin = new StringBuilder(12);
      for (int i = 0; fits && i < 14; i++) {
        int digit = Nibbles.get(block, 2 + i);
        if (i < length) {
          fits = digit <= 9;
          pin.append((char) ('0' + digit));
        } else {
          fits = digit == 0xF;
        }
      }
      if (!fits) {
        throw new KeyCheckFailed("no PIN block of format 0 under this PIN key and PAN");
      }
      return pin.toString();
    } finally {
      Arrays.fill(block, (byte) 0);
    }
  }

  private static void xorPan(byte[] block, String pan) {
    Nibbles.requireDigits("a PAN", pan, 13, 19);
    for (int i = 0; i < 12; i++) {
      int digit = pan.charAt(pan.length() - 13 + i) - '0';
      Nibbles.set(block, 4 + i, Nibbles.get(block, 4 + i) ^ digit);
    }
  }
}
