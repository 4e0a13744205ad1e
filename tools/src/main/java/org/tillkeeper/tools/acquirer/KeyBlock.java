package org.tillkeeper.tools.acquirer;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tillkeeper.iso8583.security.KeyAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * Working keys as a sign-in's answer carries them: PIK, MAK and perhaps TDK, each under the master
 * key and followed by 4 bytes of check value. Field 60.3 says the layout: 001 single-length DES (24
 * bytes), 003 double-length (40), 004 with TDK (60), 005 SM4 (40), 006 with TDK (60). A MAK of 8
 * bytes in a slot of 16 has zeros behind it.
 */
final class KeyBlock {
  private static final int CHECK_VALUE_BYTES = 4;

  private KeyBlock() {}

  static boolean isSm4(String layout) {
    return layout.equals("005") || layout.equals("006");
  }

  private static KeyAlgorithm algorithm(String layout) {
    return isSm4(layout) ? KeyAlgorithm.SM4 : KeyAlgorithm.DES;
  }

  private static int slotBytes(String layout) {
    return layout.equals("001") ? 8 : 16;
  }

  /** Whether a master key of that length can wrap keys in that layout. */
  static boolean fits(String layout, int masterKeyBytes) {
    return !isSm4(layout) || masterKeyBytes == 16;
  }

  /**
   * Fresh keys.
   *
   * @param makBytes 8 or 16; SM4 always has 16, single-length layouts 8
   */
  static byte[] fresh(String layout, int makBytes, byte[] masterKey, Random random) {
    int slot = slotBytes(layout);
    boolean withTrackKey = layout.equals("004") || layout.equals("006");
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int length :
        withTrackKey
            ? List.of(slot, isSm4(layout) ? slot : Math.min(slot, makBytes), slot)
            : List.of(slot, isSm4(layout) ? slot : Math.min(slot, makBytes))) {
      byte[] key = key(length, random);
      byte[] wrapped = algorithm(layout).encrypt(masterKey, key);
      block.writeBytes(Arrays.copyOf(wrapped, slot));
      block.writeBytes(algorithm(layout).checkValue(key, CHECK_VALUE_BYTES));
    }
    return block.toByteArray();
  }

  /**
   * The MAC key of a block.
   *
   * @throws KeyCheckFailed if the block was made under another master key
   */
  static byte[] mak(byte[] block, String layout, byte[] masterKey) throws KeyCheckFailed {
    int slot = slotBytes(layout);
    int at = slot + CHECK_VALUE_BYTES;
    byte[] wrapped = Arrays.copyOfRange(block, at, at + slot);
    boolean half = slot == 16 && !isSm4(layout) && Arrays.equals(wrapped, 8, 16, new byte[8], 0, 8);
    byte[] check = Arrays.copyOfRange(block, at + slot, at + slot + CHECK_VALUE_BYTES);
    return algorithm(layout)
        .unwrap(half ? Arrays.copyOf(wrapped, 8) : wrapped, masterKey, check, "MAK");
  }

  /** A key with odd parity in every byte, as DES wants it. */
  private static byte[] key(int bytes, Random random) {
    byte[] key = new byte[bytes];
    random.nextBytes(key);
    for (int i = 0; i < bytes; i++) {
      int upper = key[i] & 0xFE;
      key[i] = (byte) (upper | (Integer.bitCount(upper) + 1) % 2);
    }
    return key;
  }
}
