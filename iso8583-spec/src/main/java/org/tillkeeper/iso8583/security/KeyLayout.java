package org.tillkeeper.iso8583.security;

/**
 * How a sign-in's answer lays its working keys out: two or three slots (PIK, MAK, TDK), each the
 * key under the master key and 4 bytes of check value.
 */
public enum KeyLayout {
  /**
   * DES keys. 24 bytes are two slots of 8-byte keys. 40 and 60 bytes are two and three slots of
   * 16-byte keys. A MAK of 16 bytes whose second half is zero in the ciphertext is a single-length
   * one.
   */
  DES,
  /** 56 and 84 bytes: two and three slots of 24-byte DES keys. */
  TRIPLE_LENGTH_DES,
  /** 40 and 60 bytes: two and three slots of SM4 keys, unwrapped with SM4, all 16 bytes used. */
  SM4;

  /** What the keys are for. */
  KeyAlgorithm algorithm() {
    return this == SM4 ? KeyAlgorithm.SM4 : KeyAlgorithm.DES;
  }

  /** How many bytes a MAC key may have in it, ascending. */
  public int[] macKeyBytes() {
    return switch (this) {
      case DES -> new int[] {8, 16};
      case TRIPLE_LENGTH_DES -> new int[] {24};
      case SM4 -> new int[] {16};
    };
  }

  /** Bytes of a key in a block of that many, 0 where the layout has no such block. */
  int slot(int blockBytes) {
    return switch (this) {
      case DES -> blockBytes == 24 ? 8 : blockBytes == 40 || blockBytes == 60 ? 16 : 0;
      case TRIPLE_LENGTH_DES -> blockBytes == 56 || blockBytes == 84 ? 24 : 0;
      case SM4 -> blockBytes == 40 || blockBytes == 60 ? 16 : 0;
    };
  }

  /** The lengths there are, for error texts. */
  String lengths() {
    return switch (this) {
      case DES -> "24, 40 or 60";
      case TRIPLE_LENGTH_DES -> "56 or 84";
      case SM4 -> "40 or 60";
    };
  }
}
