package org.tillkeeper.iso8583.security;

import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * DES (8-byte keys) and triple DES (16 or 24 bytes) on whole blocks, each block by itself. Parity
 * bits are ignored. Keys are not kept; the engine's key schedule is left to the collector.
 */
public final class Des {
  /** Bytes of a block. */
  public static final int BLOCK = 8;

  private Des() {}

  /**
   * Encrypts.
   *
   * @param data a multiple of 8 bytes; left as it is
   */
  public static byte[] encrypt(byte[] key, byte[] data) {
    return run(true, key, data);
  }

  /**
   * Decrypts.
   *
   * @param data a multiple of 8 bytes; left as it is
   */
  public static byte[] decrypt(byte[] key, byte[] data) {
    return run(false, key, data);
  }

  /** First 4 bytes of 8 zero bytes encrypted under the key. */
  public static byte[] checkValue(byte[] key) {
    byte[] value = new byte[4];
    System.arraycopy(encrypt(key, new byte[BLOCK]), 0, value, 0, value.length);
    return value;
  }

  private static byte[] run(boolean encrypting, byte[] key, byte[] data) {
    if (data.length % BLOCK != 0) {
      throw new IllegalArgumentException(
          "DES works on multiples of 8 bytes, here are " + data.length);
    }
    BlockCipher cipher =
        switch (key.length) {
          case 8 -> new DESEngine();
          case 16, 24 -> new DESedeEngine();
          default ->
              throw new IllegalArgumentException(
                  "a DES key has 8, 16 or 24 bytes, this has " + key.length);
        };
    cipher.init(encrypting, new KeyParameter(key));
    byte[] out = new byte[data.length];
    for (int at = 0; at < data.length; at += BLOCK) {
      cipher.processBlock(data, at, out, at);
    }
    return out;
  }
}
