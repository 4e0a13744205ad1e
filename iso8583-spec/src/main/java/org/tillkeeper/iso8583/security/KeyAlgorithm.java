package org.tillkeeper.iso8583.security;

import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * What a key is for: DES and triple DES, AES (FIPS 197) or SM4 (GB/T 32907-2016). Whole blocks are
 * encrypted, each by itself (ECB): working keys travel so, and PIN blocks are made so. Keys are not
 * kept. The engine's key schedule is left to the garbage collector.
 */
public enum KeyAlgorithm {
  /** Keys of 8, 16 or 24 bytes, blocks of 8. Parity bits are ignored. */
  DES(8),
  /** Keys of 16, 24 or 32 bytes, blocks of 16. */
  AES(16),
  /** Keys and blocks of 16 bytes. */
  SM4(16);

  private final int blockBytes;

  KeyAlgorithm(int blockBytes) {
    this.blockBytes = blockBytes;
  }

  /** Bytes of a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * Encrypts.
   *
   * @param data whole blocks; left as they are
   * @throws IllegalArgumentException if there is another number of bytes, or no such key
   */
  public byte[] encrypt(byte[] key, byte[] data) {
    return run(true, key, data);
  }

  /**
   * Decrypts.
   *
   * @param data whole blocks; left as they are
   * @throws IllegalArgumentException if there is another number of bytes, or no such key
   */
  public byte[] decrypt(byte[] key, byte[] data) {
    return run(false, key, data);
  }

  /**
   * First bytes of a block of zeros encrypted under the key.
   *
   * @param bytes how many: 3 on key letters, 4 in field 62 of UnionPay, at most a block
   */
  public byte[] checkValue(byte[] key, int bytes) {
    if (bytes < 1 || bytes > blockBytes) {
      throw new IllegalArgumentException(
          "a check value of " + this + " has 1 to " + blockBytes + " bytes, not " + bytes);
    }
    return Arrays.copyOf(encrypt(key, new byte[blockBytes]), bytes);
  }

  /**
   * A key out of its wrapping, verified. Wipe it when done.
   *
   * @param wrapped the key encrypted under the wrapping key, block by block
   * @param wrappingKey in clear; not kept
   * @param checkValue as received, compared in constant time
   * @param name what the key is called in error texts, for example {@code MAK}
   * @throws KeyCheckFailed if the check value is another; names the key, never its value
   */
  public byte[] unwrap(byte[] wrapped, byte[] wrappingKey, byte[] checkValue, String name)
      throws KeyCheckFailed {
    byte[] key = decrypt(wrappingKey, wrapped);
    if (!MessageDigest.isEqual(checkValue, checkValue(key, checkValue.length))) {
      Arrays.fill(key, (byte) 0);
      throw new KeyCheckFailed(
          "the check value of the "
              + name
              + " does not match: another master key, or keys damaged");
    }
    return key;
  }

  private byte[] run(boolean encrypting, byte[] key, byte[] data) {
    if (data.length % blockBytes != 0) {
      throw new IllegalArgumentException(
          this + " works on multiples of " + blockBytes + " bytes, here are " + data.length);
    }
    BlockCipher cipher = engine(key.length);
    cipher.init(encrypting, new KeyParameter(key));
    byte[] out = new byte[data.length];
    for (int at = 0; at < data.length; at += blockBytes) {
      cipher.processBlock(data, at, out, at);
    }
    return out;
  }

  private BlockCipher engine(int keyBytes) {
    if (this == DES && keyBytes == 8) {
      return new DESEngine();
    }
    if (this == DES && (keyBytes == 16 || keyBytes == 24)) {
      return new DESedeEngine();
    }
    if (this == AES && (keyBytes == 16 || keyBytes == 24 || keyBytes == 32)) {
      return AESEngine.newInstance();
    }
    if (this == SM4 && keyBytes == 16) {
      return new SM4Engine();
    }
    String allowed =
        switch (this) {
          case DES -> "8, 16 or 24";
          case AES -> "16, 24 or 32";
          case SM4 -> "16";
        };
    throw new IllegalArgumentException(
        "a key of " + this + " has " + allowed + " bytes, this has " + keyBytes);
  }
}
