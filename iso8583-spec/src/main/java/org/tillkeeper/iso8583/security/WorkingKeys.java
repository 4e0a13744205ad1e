package org.tillkeeper.iso8583.security;

/**
 * Working keys in clear, unwrapped from a sign-in's answer. Lives as short as possible; {@link
 * #close} wipes it.
 *
 * <p>Layouts (unionpay-pos field 62, everything under the TMK, check value = first 4 bytes of 8
 * zero bytes encrypted under the clear key): 24 bytes = PIK 8 + KCV 4 + MAK 8 + KCV 4; 40 = PIK 16
 * + KCV + MAK 16 + KCV; 60 = the same + TDK 16 + KCV. A 16-byte MAK slot whose second half is zero
 * in the ciphertext holds a single-length MAK.
 */
public final class WorkingKeys implements AutoCloseable {
  private WorkingKeys() {}

  /**
   * Unwraps and verifies.
   *
   * @param block the key field as received
   * @param masterKey terminal master key in clear, 16 or 24 bytes; not kept
   * @throws KeyCheckFailed if the layout is unknown or a check value does not match; names the key,
   *     never its value
   */
  public static WorkingKeys unwrap(byte[] block, byte[] masterKey) throws KeyCheckFailed {
    throw new KeyCheckFailed("not yet");
  }

  /** MAC key, 8 or 16 bytes; the array is this object's own. */
  public byte[] mak() {
    throw new UnsupportedOperationException();
  }

  /** PIN key, 8 or 16 bytes; the array is this object's own. */
  public byte[] pik() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
