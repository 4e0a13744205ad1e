package org.tillkeeper.iso8583;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.macs.CBCBlockCipherMac;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.macs.ISO9797Alg3Mac;
import org.bouncycastle.crypto.paddings.ISO7816d4Padding;
import org.bouncycastle.crypto.params.KeyParameter;
import org.tillkeeper.iso8583.security.KeyAlgorithm;

/** MAC algorithms a dialect may name. Each makes 8 bytes, as they stand in the MAC field. */
public enum MacAlgorithm {
  /**
   * UnionPay POS "ECB": fold to 8 bytes by XOR, write as 16 hex characters, encrypt the first half,
   * XOR the second, encrypt; the MAC field is the first 8 characters of the result in upper-case
   * hex. Keys of 8 bytes (DES), 16 or 24 (triple DES).
   */
  UNIONPAY_ECB,
  /**
   * The same with SM4: folds to 16 bytes, written as 32 hex characters. Keys of 16 bytes. Also
   * known as the MAC of terminals with China's national cryptography (guomi).
   */
  UNIONPAY_SM4,
  /**
   * ANSI X9.9, ISO 9797-1 algorithm 1 with padding 1: DES chaining from zero, filled with zeros;
   * all 8 bytes. Keys of 8 bytes.
   */
  X9_9,
  /**
   * ANSI X9.19, ISO 9797-1 algorithm 3 with padding 1: DES chaining under the left half of the key,
   * the last block decrypted under the right half and encrypted under the left; filled with zeros.
   * Keys of 16 bytes.
   */
  X9_19_ZERO,
  /** The same with padding 2: filled with 80 and then zeros, also where nothing is missing. */
  X9_19_80,
  /** AES-CMAC, NIST SP 800-38B, its first 8 bytes. Keys of 16, 24 or 32 bytes. */
  AES_CMAC;

  private static final int MAC_BYTES = 8;

  /**
   * Makes a MAC in software.
   *
   * @param key in clear; not kept
   * @param input the bytes the MAC covers
   * @return 8 bytes as they stand in the MAC field
   * @throws IllegalArgumentException if the algorithm has no keys of that length; the text says
   *     which it has
   */
  public byte[] compute(byte[] key, byte[] input) {
    requireKey(key.length);
    return switch (this) {
      case UNIONPAY_ECB -> folded(KeyAlgorithm.DES, key, input);
      case UNIONPAY_SM4 -> folded(KeyAlgorithm.SM4, key, input);
      case X9_9 -> run(new CBCBlockCipherMac(new DESEngine(), 8 * MAC_BYTES), key, input);
      case X9_19_ZERO -> run(new ISO9797Alg3Mac(new DESEngine()), key, input);
      case X9_19_80 -> run(new ISO9797Alg3Mac(new DESEngine(), new ISO7816d4Padding()), key, input);
      case AES_CMAC -> run(new CMac(AESEngine.newInstance(), 8 * MAC_BYTES), key, input);
    };
  }

  /** How many bytes its keys have, ascending: one or more lengths. */
  public int[] keyBytes() {
    return switch (this) {
      case UNIONPAY_ECB -> new int[] {8, 16, 24};
      case X9_9 -> new int[] {8};
      case UNIONPAY_SM4, X9_19_ZERO, X9_19_80 -> new int[] {16};
      case AES_CMAC -> new int[] {16, 24, 32};
    };
  }

  /** Whether it has keys of that many bytes. */
  public boolean takesKey(int bytes) {
    return Arrays.stream(keyBytes()).anyMatch(length -> length == bytes);
  }

  private void requireKey(int bytes) {
    if (!takesKey(bytes)) {
      throw new IllegalArgumentException(wrongKey(bytes));
    }
  }

  /** What is wrong with a key of that many bytes, for error texts. */
  public String wrongKey(int bytes) {
    StringBuilder allowed = new StringBuilder();
    int[] lengths = keyBytes();
    for (int i = 0; i < lengths.length; i++) {
      String before = i == 0 ? "" : i == lengths.length - 1 ? " or " : ", ";
      allowed.append(before).append(lengths[i]);
    }
    return "a MAC key of " + name() + " has " + allowed + " bytes, this has " + bytes;
  }

  private static byte[] folded(KeyAlgorithm algorithm, byte[] key, byte[] input) {
    int blockBytes = algorithm.blockBytes();
    byte[] fold = new byte[blockBytes];
    for (int i = 0; i < input.length; i++) {
      fold[i % blockBytes] ^= input[i];
    }
    byte[] text = ascii(fold);
    byte[] block = algorithm.encrypt(key, Arrays.copyOf(text, blockBytes));
    for (int i = 0; i < blockBytes; i++) {
      block[i] ^= text[blockBytes + i];
    }
    return Arrays.copyOf(ascii(algorithm.encrypt(key, block)), MAC_BYTES);
  }

  private static byte[] run(Mac mac, byte[] key, byte[] input) {
    mac.init(new KeyParameter(key));
    mac.update(input, 0, input.length);
    byte[] value = new byte[MAC_BYTES];
    mac.doFinal(value, 0);
    return value;
  }

  private static byte[] ascii(byte[] bytes) {
    return Hex.encode(bytes).getBytes(StandardCharsets.US_ASCII);
  }
}
