package org.tillkeeper.agent.loop;

/** Hex digits to bytes; Android 8 has no HexFormat. */
final class Hex {
  private Hex() {}

  /** Reads an even number of hex digits. */
  static byte[] bytes(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }
}
