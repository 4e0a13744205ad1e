package org.tillkeeper.agent.receipt;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.InflaterInputStream;

/**
 * The shapes of characters, from GNU Unifont: all that GBK has, Latin-1 and the euro. They are read
 * anew each time, and only those that are asked for are kept: all of them are 0.7 MB.
 *
 * <p>The file is one deflated stream (RFC 1950), numbers with the highest byte first:
 *
 * <pre>
 * runs           2 bytes
 * of each run:   first code point   2 bytes
 *                characters         2 bytes, one code point after the other
 *                width              1 byte, in units of 8 pixels: 1 or 2
 * of each character, in the order of the runs:
 *                upper half         a byte for each column from the left, its highest bit on top
 *                lower half         likewise
 * </pre>
 *
 * {@code agent/src/font/ReceiptFont.java} makes it.
 */
final class Glyphs {
  /** Rows of pixels of each. */
  static final int HEIGHT = 16;

  private static final String FILE = "unifont.font";

  private Glyphs() {}

  /**
   * A character's shape.
   *
   * @param width 8 or 16 pixels
   * @param halves as in the file
   */
  @SuppressWarnings("ArrayRecordComponent") // drawn, never compared
  record Glyph(int width, byte[] halves) {
    /** Whether the pixel is black; x from 0 to the width, y from 0 to {@link #HEIGHT}. */
    boolean isBlack(int x, int y) {
      return (halves[y / 8 * width + x] >> (7 - y % 8) & 1) == 1;
    }
  }

  /** Of these characters, the shapes of those that have one. */
  static Map<Integer, Glyph> of(BitSet codePoints) {
    Map<Integer, Glyph> found = new HashMap<>();
    try (DataInputStream in = new DataInputStream(new InflaterInputStream(file()))) {
      int[][] runs = new int[in.readUnsignedShort()][];
      for (int i = 0; i < runs.length; i++) {
        runs[i] = new int[] {in.readUnsignedShort(), in.readUnsignedShort(), 8 * in.readByte()};
      }
      for (int i = 0; i < runs.length && found.size() < codePoints.cardinality(); i++) {
        read(in, runs[i][0], runs[i][1], runs[i][2], codePoints, found);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the program is incomplete: " + e.getMessage(), e);
    }
    return found;
  }

  private static InputStream file() throws IOException {
    InputStream file = Glyphs.class.getResourceAsStream(FILE);
    if (file == null) {
      throw new IOException(FILE + " is missing");
    }
    return file;
  }

  private static void read(
      DataInputStream in, int first, int count, int width, BitSet wanted, Map<Integer, Glyph> found)
      throws IOException {
    byte[] halves = new byte[width * HEIGHT / 8];
    for (int c = first; c < first + count; c++) {
      in.readFully(halves);
      if (wanted.get(c)) {
        found.put(c, new Glyph(width, halves.clone()));
      }
    }
  }
}
