package org.tillkeeper.iso8583;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tillkeeper.iso8583.security.Des;

/** MAC algorithms a dialect may name. */
public enum MacAlgorithm {
  /**
   * UnionPay POS "ECB": fold to 8 bytes by XOR, write as 16 hex characters, encrypt the first half,
   * XOR the second, encrypt; the MAC field is the first 8 characters of the result in upper-case
   * hex.
   */
  UNIONPAY_ECB;

  /**
   * Makes a MAC in software.
   *
   * @param key 8 bytes (single DES) or 16 bytes (two-key triple DES), in clear; not kept
   * @param input the bytes the MAC covers
   * @return 8 bytes as they stand in the MAC field
   */
  public byte[] compute(byte[] key, byte[] input) {
    if (key.length != 8 && key.length != 16) {
      throw new IllegalArgumentException("a MAC key has 8 or 16 bytes, this has " + key.length);
    }
    byte[] fold = new byte[8];
    for (int i = 0; i < input.length; i++) {
      fold[i % 8] ^= input[i];
    }
    byte[] text = ascii(fold);
    byte[] block = Des.encrypt(key, Arrays.copyOf(text, 8));
    for (int i = 0; i < 8; i++) {
      block[i] ^= text[8 + i];
    }
    return Arrays.copyOf(ascii(Des.encrypt(key, block)), 8);
  }

  private static byte[] ascii(byte[] bytes) {
    return Hex.encode(bytes).getBytes(StandardCharsets.US_ASCII);
  }
}
