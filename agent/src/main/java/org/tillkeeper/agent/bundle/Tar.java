package org.tillkeeper.agent.bundle;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The headers of a tar archive (POSIX.1-1988 ustar) of plain files. Each field has one value that
 * it may have, so that a reader can compare a header byte by byte with the one that would be
 * written.
 */
final class Tar {
  static final int BLOCK = 512;

  /** Two empty blocks end an archive. */
  static final int END = 2 * BLOCK;

  /** Largest size that 11 octal digits name. */
  static final long SIZE_MOST = 0_77777777777L;

  /** A plain path downwards: no step up, no beginning at the root, nothing that a shell reads. */
  static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");

  private static final int NAME_MOST = 100;

  private Tar() {}

  /**
   * A header.
   *
   * @param name at most 100 characters, as {@link #NAME}
   * @param seconds since 1970
   */
  static byte[] header(String name, long size, long seconds) {
    if (name.length() > NAME_MOST || !NAME.matcher(name).matches() || size > SIZE_MOST) {
      throw new IllegalArgumentException("no entry of a bundle: " + name);
    }
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, octal(size, 11));
    put(header, 136, octal(seconds, 11));
    put(header, 148, "        ");
    header[156] = '0';
    put(header, 257, "ustar");
    put(header, 263, "00");
    long sum = 0;
    for (byte b : header) {
      sum += b & 0xFF;
    }
    put(header, 148, octal(sum, 6) + "\0 ");
    return header;
  }

  /** How many bytes follow content to the end of its last block. */
  static int padding(long size) {
    return (int) ((BLOCK - size % BLOCK) % BLOCK);
  }

  private static String octal(long value, int digits) {
    return String.format(Locale.ROOT, "%0" + digits + "o", value);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
