package org.tillkeeper.iso8583;

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
    throw new UnsupportedOperationException();
  }
}
