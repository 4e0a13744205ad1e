package org.tillkeeper.iso8583.security;

/**
 * DES (8-byte keys) and triple DES (16 or 24 bytes) on whole blocks, each block by itself: the
 * short form of {@link KeyAlgorithm#DES}.
 */
public final class Des {
  /** Bytes of a block. */
  public static final int BLOCK = 8;

  private static final int CHECK_VALUE = 4;

  private Des() {}

  /**
   * Encrypts.
   *
   * @param data a multiple of 8 bytes; left as it is
   */
  public static byte[] encrypt(byte[] key, byte[] data) {
    return KeyAlgorithm.DES.encrypt(key, data);
  }

  /**
   * Decrypts.
   *
   * @param data a multiple of 8 bytes; left as it is
   */
  public static byte[] decrypt(byte[] key, byte[] data) {
    return KeyAlgorithm.DES.decrypt(key, data);
  }

  /** First 4 bytes of 8 zero bytes encrypted under the key. */
  public static byte[] checkValue(byte[] key) {
    return KeyAlgorithm.DES.checkValue(key, CHECK_VALUE);
  }
}
