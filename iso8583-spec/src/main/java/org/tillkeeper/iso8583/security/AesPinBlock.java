package org.tillkeeper.iso8583.security;

import java.util.Arrays;

/**
 * PIN blocks of ISO 9564-1:2017 format 4, under AES. The block is E(E(PIN field) XOR PAN field).
 *
 * <pre>
 *   PIN field   4 L PPPP AAAA... and 8 random bytes   4, the PIN's length, the PIN, filled with A to 8 bytes
 *   PAN field   M NNNN... 0000...                     the PAN's length less 12, the PAN with its check digit,
 *                                                     filled with zeros to 16 bytes
 * </pre>
 */
public final class AesPinBlock {
  private static final int BLOCK = 16;
  private static final int RANDOM = 8;

  private AesPinBlock() {}

  /**
   * The block as a message carries it, 16 bytes.
   *
   * @param pin 4 to 12 digits
   * @param pan 12 to 19 digits, check digit included
   * @param random 8 bytes from a secure random source, never used twice
   * @param pinKey in clear, 16, 24 or 32 bytes; not kept
   */
  public static byte[] encrypt(String pin, String pan, byte[] random, byte[] pinKey) {
    byte[] field = pinField(pin, random);
    byte[] block = KeyAlgorithm.AES.encrypt(pinKey, field);
    try {
      xor(block, panField(pan));
      return KeyAlgorithm.AES.encrypt(pinKey, block);
    } finally {
      wipe(field, block);
    }
  }

  /**
   * The PIN of a block, for the side that issued the key.
   *
   * @throws KeyCheckFailed if the result is no PIN field: another key or another PAN
   */
  public static String decrypt(byte[] encrypted, String pan, byte[] pinKey) throws KeyCheckFailed {
    if (encrypted.length != BLOCK) {
      throw new IllegalArgumentException(
          "a PIN block of format 4 has 16 bytes, here are " + encrypted.length);
    }
    byte[] block = KeyAlgorithm.AES.decrypt(pinKey, encrypted);
    byte[] field = new byte[0];
    try {
      xor(block, panField(pan));
      field = KeyAlgorithm.AES.decrypt(pinKey, block);
      int length = Nibbles.get(field, 1);
      boolean fits = Nibbles.get(field, 0) == 4 && length >= 4 && length <= 12;
      StringBuilder pin = new StringBuilder(12);
      for (int i = 0; fits && i < 14; i++) {
        int digit = Nibbles.get(field, 2 + i);
        if (i < length) {
          fits = digit <= 9;
          pin.append((char) ('0' + digit));
        } else {
          fits = digit == 0xA;
        }
      }
      if (!fits) {
        throw new KeyCheckFailed("no PIN block of format 4 under this PIN key and PAN");
      }
      return pin.toString();
    } finally {
      wipe(block, field);
    }
  }

  /** The PIN field in clear: as secret as the PIN. */
  static byte[] pinField(String pin, byte[] random) {
    Nibbles.requireDigits("a PIN", pin, 4, 12);
    if (random.length != RANDOM) {
      throw new IllegalArgumentException(
          "a PIN block of format 4 takes 8 random bytes, here are " + random.length);
    }
    byte[] field = new byte[BLOCK];
    Arrays.fill(field, 0, BLOCK - RANDOM, (byte) 0xAA);
    System.arraycopy(random, 0, field, BLOCK - RANDOM, RANDOM);
    Nibbles.set(field, 0, 4);
    Nibbles.set(field, 1, pin.length());
    for (int i = 0; i < pin.length(); i++) {
      Nibbles.set(field, 2 + i, pin.charAt(i) - '0');
    }
    return field;
  }

  static byte[] panField(String pan) {
    Nibbles.requireDigits("a PAN", pan, 12, 19);
    byte[] field = new byte[BLOCK];
    Nibbles.set(field, 0, pan.length() - 12);
    for (int i = 0; i < pan.length(); i++) {
      Nibbles.set(field, 1 + i, pan.charAt(i) - '0');
    }
    return field;
  }

  private static void xor(byte[] block, byte[] other) {
    for (int i = 0; i < block.length; i++) {
      block[i] ^= other[i];
    }
  }

  private static void wipe(byte[]... secrets) {
    for (byte[] secret : secrets) {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
