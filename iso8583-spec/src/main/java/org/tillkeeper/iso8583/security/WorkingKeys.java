package org.tillkeeper.iso8583.security;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Working keys in clear, unwrapped from a sign-in's answer. Lives as short as possible; {@link
 * #close} wipes it. Belongs to one thread at a time.
 *
 * <p>Layouts (unionpay-pos field 62, everything under the TMK, check value = first 4 bytes of 8
 * zero bytes encrypted under the clear key): 24 bytes = PIK 8 + KCV 4 + MAK 8 + KCV 4; 40 = PIK 16
 * + KCV + MAK 16 + KCV; 60 = the same + TDK 16 + KCV. A 16-byte MAK slot whose second half is zero
 * in the ciphertext holds a single-length MAK.
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
   * Unwraps and verifies.
   *
   * @param block the key field as received
   * @param masterKey terminal master key in clear, 16 or 24 bytes; not kept
   * @throws KeyCheckFailed if the layout is unknown or a check value does not match; names the key,
   *     never its value
   */
  public static WorkingKeys unwrap(byte[] block, byte[] masterKey) throws KeyCheckFailed {
    requireMasterKey(masterKey);
    int slot =
        switch (block.length) {
          case 2 * (SINGLE + KCV) -> SINGLE;
          case 2 * (DOUBLE + KCV), 3 * (DOUBLE + KCV) -> DOUBLE;
          default ->
              throw new KeyCheckFailed(
                  "working keys take 24, 40 or 60 bytes, received " + block.length);
        };
    byte[] pik = new byte[0];
    byte[] mak = new byte[0];
    byte[] tdk = new byte[0];
    boolean complete = false;
    try {
      pik = key("PIK", block, 0, slot, masterKey);
      int makAt = slot + KCV;
      boolean singleMak = slot == DOUBLE && isZero(block, makAt + SINGLE, SINGLE);
      mak = key("MAK", block, makAt, slot, singleMak ? SINGLE : slot, masterKey);
      if (block.length == 3 * (DOUBLE + KCV)) {
        tdk = key("TDK", block, 2 * (DOUBLE + KCV), slot, masterKey);
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

  /** MAC key, 8 or 16 bytes; the array is this object's own. */
  public byte[] mak() {
    return open(mak);
  }

  /** PIN key, 8 or 16 bytes; the array is this object's own. */
  public byte[] pik() {
    return open(pik);
  }

  /** Track key, 16 bytes, or empty where the layout has none; the array is this object's own. */
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

  private static byte[] key(String name, byte[] block, int at, int slot, byte[] masterKey)
      throws KeyCheckFailed {
    return key(name, block, at, slot, slot, masterKey);
  }

  private static byte[] key(
      String name, byte[] block, int at, int slot, int length, byte[] masterKey)
      throws KeyCheckFailed {
    byte[] key = Des.decrypt(masterKey, Arrays.copyOfRange(block, at, at + length));
    byte[] received = Arrays.copyOfRange(block, at + slot, at + slot + KCV);
    if (!MessageDigest.isEqual(received, Des.checkValue(key))) {
      wipe(key);
      throw new KeyCheckFailed(
          "the check value of the "
              + name
              + " does not match: another master key, or keys damaged");
    }
    return key;
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
