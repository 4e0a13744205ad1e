package org.tillkeeper.agent.receipt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes a PNG file (RFC 2083) of black and white, one bit a pixel, row by row: it takes memory for
 * one row and what is written so far. One file each.
 */
final class PngFile {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
  private static final int GRAY = 0;
  private static final int DEPTH = 1;
  private static final int METRE = 1;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
  private final byte[] row;
  private final byte[] buffer = new byte[1024];

  /**
   * @param width in pixels
   * @param height in pixels, as many rows as will follow
   * @param dotsPerMetre how close they lie to each other on paper
   */
  PngFile(int width, int height, int dotsPerMetre) {
    row = new byte[1 + (width + 7) / 8];
    file.write(SIGNATURE, 0, SIGNATURE.length);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    number(width, header);
    number(height, header);
    header.write(DEPTH);
    header.write(GRAY);
    header.write(new byte[3], 0, 3); // deflated, filtered, not interlaced
    chunk("IHDR", header.toByteArray());
    ByteArrayOutputStream physical = new ByteArrayOutputStream();
    number(dotsPerMetre, physical);
    number(dotsPerMetre, physical);
    physical.write(METRE);
    chunk("pHYs", physical.toByteArray());
  }

  /**
   * The next row.
   *
   * @param black its pixels from the left, the first in the highest bit, 1 for black
   */
  void row(byte[] black) {
    // The first byte names the row's filter, which is none; a grey of 1 is white.
    for (int i = 1; i < row.length; i++) {
      row[i] = (byte) ~black[i - 1];
    }
    deflater.setInput(row);
    drain();
  }

  /** The file. */
  byte[] end() {
    deflater.finish();
    drain();
    deflater.end();
    chunk("IDAT", data.toByteArray());
    chunk("IEND", new byte[0]);
    return file.toByteArray();
  }

  private void drain() {
    for (int n = deflater.deflate(buffer); n > 0; n = deflater.deflate(buffer)) {
      data.write(buffer, 0, n);
    }
  }

  private void chunk(String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    number(content.length, file);
    file.write(name, 0, name.length);
    file.write(content, 0, content.length);
    number((int) crc.getValue(), file);
  }

  private static void number(int value, ByteArrayOutputStream out) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(value >> shift);
    }
  }
}
