package org.tillkeeper.iso8583.security;

import java.util.Arrays;

/**
 * Tracks encrypted under the TDK as UnionPay terminals do it. 16 digits near the end of the track
 * are taken as one block of DES (keys of 8, 16 or 24 bytes), and the encrypted block is written
 * back in their place as hex digits. What stands before the block stays in clear. So does the last
 * digit of a track of odd length, and so do the last two of one of even length. A track of fewer
 * than 17 digits is first filled with F on the left to 17. Source: a public terminal application;
 * no published vector exists.
 *
 * <p>Tracks are text; the separator {@code =} is nibble D, in clear and encrypted alike.
 */
public final class TrackCipher {
  private static final int DIGITS = 16;
  private static final int SHORTEST = 17;
  private static final int LONGEST = 104;
  private static final String NIBBLES = "0123456789ABC=EF";

  private TrackCipher() {}

  /**
   * The track as fields 35 and 36 carry it.
   *
   * @param track digits and {@code =}, 1 to 104
   * @param trackKey TDK in clear; not kept
   * @return as many characters, at least 17: digits, A to F but {@code =} for D
   */
  public static String encrypt(String track, byte[] trackKey) {
    return run(true, track, trackKey);
  }

  /** The track in clear again, for the side that issued the key: as secret as the card. */
  public static String decrypt(String track, byte[] trackKey) {
    String filled = run(false, track, trackKey);
    int from = 0;
    while (from < filled.length() && filled.charAt(from) == 'F') {
      from++;
    }
    return filled.substring(from);
  }

  private static String run(boolean encrypting, String track, byte[] trackKey) {
    if (track.isEmpty() || track.length() > LONGEST) {
      throw new IllegalArgumentException("a track has 1 to 104 digits, this has " + track.length());
    }
    StringBuilder filled = new StringBuilder();
    for (int i = track.length(); i < SHORTEST; i++) {
      filled.append('F');
    }
    filled.append(track);
    int from = filled.length() - (filled.length() % 2 == 0 ? DIGITS + 2 : DIGITS + 1);
    byte[] block = new byte[Des.BLOCK];
    for (int i = 0; i < filled.length(); i++) {
      int nibble = NIBBLES.indexOf(filled.charAt(i));
      if (nibble < 0) {
        throw new IllegalArgumentException(
            "a track has digits and =, character "
                + (i + 1 - filled.length() + track.length())
                + " is none of them");
      }
      if (i >= from && i < from + DIGITS) {
        Nibbles.set(block, i - from, nibble);
      }
    }
    byte[] result = encrypting ? Des.encrypt(trackKey, block) : Des.decrypt(trackKey, block);
    for (int i = 0; i < DIGITS; i++) {
      filled.setCharAt(from + i, NIBBLES.charAt(Nibbles.get(result, i)));
    }
    Arrays.fill(block, (byte) 0);
    Arrays.fill(result, (byte) 0);
    return filled.toString();
  }
}
