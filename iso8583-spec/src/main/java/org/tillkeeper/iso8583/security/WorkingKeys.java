package org.tillkeeper.iso8583.security;

import java.util.Arrays;

/**
 * Working keys in clear, unwrapped from a sign-in's answer. Lives as short as possible; {@link
 * #close} wipes it. Belongs to one thread at a time.
 *
 * <p>The check value is the first 4 bytes of a block of zeros encrypted under the clear key. {@link
 * KeyLayout} says which bytes are which key, and the acquirer says which layout it uses.
 */
public final class WorkingKeys implements AutoCloseable {
  private static final int KCV = 4;
  private static final int SINGLE = 8;
  private static final int DOUBLE = 16;

  private final byte[] pik;
  private final byte[] mak;
  private final byte[] tdk;
  private boolean wiped;

  private WorkingKeys(byte[] pik, byte[] mak, byte[] tdk) {
    this.pik = pik;
    this.mak = mak;
    this.tdk = tdk;
  }

  /**
   * Unwraps and verifies keys in the layout {@link KeyLayout#DES}.
   *
   * @param block the key field as received
   * @param masterKey terminal master key in clear, 16 or 24 bytes; not kept
   * @throws KeyCheckFailed if the layout is unknown or a check value does not match; names the key,
   *     never its value
   */
  public static WorkingKeys unwrap(byte[] block, byte[] masterKey) throws KeyCheckFailed {
    return unwrap(block, masterKey, KeyLayout.DES);
  }

  /**
   * Unwraps and verifies.
   *
   * @param block the key field as received
   * @param masterKey terminal master key in clear, 16 or 24 bytes (16 for SM4); not kept
   * @throws KeyCheckFailed if the length is none of the layout's or a check value does not match;
   *     names the key, never its value
   */
  public static WorkingKeys unwrap(byte[] block, byte[] masterKey, KeyLayout layout)
      throws KeyCheckFailed {
    requireMasterKey(masterKey);
    int slot = layout.slot(block.length);
    if (slot == 0) {
      throw new KeyCheckFailed(
          "working keys take " + layout.lengths() + " bytes, received " + block.length);
    }
    KeyAlgorithm algorithm = layout.algorithm();
    byte[] pik = new byte[0];
    byte[] mak = new byte[0];
    byte[] tdk = new byte[0];
    boolean complete = false;
    try {
      pik = key("PIK", block, 0, slot, slot, masterKey, algorithm);
      int makAt = slot + KCV;
      boolean singleMak =
          layout == KeyLayout.DES && slot == DOUBLE && isZero(block, makAt + SINGLE, SINGLE);
      mak = key("MAK", block, makAt, slot, singleMak ? SINGLE : slot, masterKey, algorithm);
      int tdkAt = 2 * (slot + KCV);
      if (block.length > tdkAt) {
        tdk = key("TDK", block, tdkAt, slot, slot, masterKey, algorithm);
      }
      complete = true;
      return new WorkingKeys(pik, mak, tdk);
    } finally {
      if (!complete) {
        wipe(pik, mak, tdk);
      }
    }
  }

  /**
   * The 40-byte layout, as an acquirer sends it.
   *
   * @param pik PIN key in clear, 16 bytes
   * @param mak MAC key in clear, 16 bytes, or 8 for a slot with a zero second half
   * @param masterKey terminal master key in clear, 16 or 24 bytes
   */
  public static byte[] wrap(byte[] pik, byte[] mak, byte[] masterKey) {
    requireMasterKey(masterKey);
    if (pik.length != DOUBLE || (mak.length != SINGLE && mak.length != DOUBLE)) {
      throw new IllegalArgumentException(
          "the 40-byte layout holds a PIK of 16 and a MAK of 8 or 16");
    }
    byte[] block = new byte[2 * (DOUBLE + KCV)];
    put(block, 0, pik, masterKey);
    put(block, DOUBLE + KCV, mak, masterKey);
    return block;
  }

  private static void put(byte[] block, int at, byte[] key, byte[] masterKey) {
    System.arraycopy(Des.encrypt(masterKey, key), 0, block, at, key.length);
    System.arraycopy(Des.checkValue(key), 0, block, at + DOUBLE, KCV);
  }

  /** MAC key, 8, 16 or 24 bytes; the array is this object's own. */
  public byte[] mak() {
    return open(mak);
  }

  /** PIN key, 8, 16 or 24 bytes; the array is this object's own. */
  public byte[] pik() {
    return open(pik);
  }

  /**
   * Track key, 16 or 24 bytes, or empty where the layout has none; the array is this object's own.
   */
  public byte[] tdk() {
    return open(tdk);
  }

  @Override
  public void close() {
    wiped = true;
    wipe(pik, mak, tdk);
  }

  private byte[] open(byte[] key) {
    if (wiped) {
      throw new IllegalStateException("these working keys were closed; unwrap them again");
    }
    return key;
  }

  private static byte[] key(
      String name,
      byte[] block,
      int at,
      int slot,
      int length,
      byte[] masterKey,
      KeyAlgorithm algorithm)
      throws KeyCheckFailed {
    return algorithm.unwrap(
        Arrays.copyOfRange(block, at, at + length),
        masterKey,
        Arrays.copyOfRange(block, at + slot, at + slot + KCV),
        name);
  }

  private static void requireMasterKey(byte[] masterKey) {
    if (masterKey.length != 16 && masterKey.length != 24) {
      throw new IllegalArgumentException(
          "a terminal master key has 16 or 24 bytes, this has " + masterKey.length);
    }
  }

  private static boolean isZero(byte[] bytes, int from, int length) {
    int seen = 0;
    for (int i = from; i < from + length; i++) {
      seen |= bytes[i];
    }
    return seen == 0;
  }

  private static void wipe(byte[]... keys) {
    for (byte[] key : keys) {
      Arrays.fill(key, (byte) 0);
    }
  }
}
