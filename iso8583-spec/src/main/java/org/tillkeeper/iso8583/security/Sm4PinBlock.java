package org.tillkeeper.iso8583.security;

import java.util.Arrays;

/**
 * PIN blocks under SM4 as UnionPay terminals send them. The clear block is the XOR of two halves of
 * 16 bytes:
 *
 * <pre>
 *   0 L PPPP FFFF...      0, the PIN's length, the PIN, filled with F
 *   0...0 NNNNNNNNNNNN    the 12 rightmost digits of the PAN without its check digit
 * </pre>
 *
 * <p>Field 52 then holds {@link #FIELD_52}, and the 16 bytes stand in field 59 under tag A1.
 * Source: public descriptions with a published clear block.
 */
public final class Sm4PinBlock {
  /** What field 52 says where the block is in field 59: 8 zero bytes in hex. */
  public static final String FIELD_52 = "0000000000000000";

  private static final int BLOCK = 16;
  private static final int PAN_DIGITS = 12;

  private Sm4PinBlock() {}

  /**
   * The block as tag A1 of field 59 carries it, 16 bytes.
   *
   * @param pin 4 to 12 digits
   * @param pan 13 to 19 digits, check digit included
   * @param pinKey PIK in clear, 16 bytes; not kept
   */
  public static byte[] encrypt(String pin, String pan, byte[] pinKey) {
    byte[] block = clear(pin, pan);
    try {
      return KeyAlgorithm.SM4.encrypt(pinKey, block);
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
    if (encrypted.length != BLOCK) {
      throw new IllegalArgumentException(
          "a PIN block under SM4 has 16 bytes, here are " + encrypted.length);
    }
    byte[] block = KeyAlgorithm.SM4.decrypt(pinKey, encrypted);
    try {
      xorPan(block, pan);
      int length = Nibbles.get(block, 1);
      boolean fits = Nibbles.get(block, 0) == 0 && length >= 4 && length <= 12;
      StringBuilder pin = new StringBuilder(12);
      for (int i = 2; fits && i < 2 * BLOCK; i++) {
        int digit = Nibbles.get(block, i);
        if (i < 2 + length) {
          fits = digit <= 9;
          pin.append((char) ('0' + digit));
        } else {
          fits = digit == 0xF;
        }
      }
      if (!fits) {
        throw new KeyCheckFailed("no PIN block of the SM4 form under this PIN key and PAN");
      }
      return pin.toString();
    } finally {
      Arrays.fill(block, (byte) 0);
    }
  }

  /** The clear block: as secret as the PIN. */
  static byte[] clear(String pin, String pan) {
    Nibbles.requireDigits("a PIN", pin, 4, 12);
    byte[] block = new byte[BLOCK];
    Arrays.fill(block, (byte) 0xFF);
    Nibbles.set(block, 0, 0);
    Nibbles.set(block, 1, pin.length());
    for (int i = 0; i < pin.length(); i++) {
      Nibbles.set(block, 2 + i, pin.charAt(i) - '0');
    }
    xorPan(block, pan);
    return block;
  }

  private static void xorPan(byte[] block, String pan) {
    Nibbles.requireDigits("a PAN", pan, 13, 19);
    for (int i = 0; i < PAN_DIGITS; i++) {
      int at = 2 * BLOCK - PAN_DIGITS + i;
      int digit = pan.charAt(pan.length() - 1 - PAN_DIGITS + i) - '0';
      Nibbles.set(block, at, Nibbles.get(block, at) ^ digit);
    }
  }
}
