package org.tillkeeper.iso8583.jbig;

import java.util.Arrays;

/**
 * A picture of black on white. Each row begins with a byte of its own, and the leftmost pixel is
 * the highest bit, as in JBIG and in PBM. Belongs to one thread while it is drawn.
 */
public final class Bitmap {
  private final int width;
  private final int height;
  private final int rowBytes;
  private final byte[] bits;

  /**
   * A white picture.
   *
   * @param width at least 1
   * @param height at least 1
   */
  public Bitmap(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a picture has at least one pixel, not " + width + " by " + height);
    }
    this.width = width;
    this.height = height;
    rowBytes = (width + 7) / 8;
    bits = new byte[Math.multiplyExact(rowBytes, height)];
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** Whether a pixel is black. What lies outside is white. */
  public boolean isBlack(int x, int y) {
    return x >= 0
        && y >= 0
        && x < width
        && y < height
        && (bits[y * rowBytes + x / 8] >> (7 - x % 8) & 1) == 1;
  }

  /** Makes a pixel black. What lies outside is left as it is. */
  public void blacken(int x, int y) {
    if (x >= 0 && y >= 0 && x < width && y < height) {
      bits[y * rowBytes + x / 8] |= (byte) (1 << (7 - x % 8));
    }
  }

  /** How many pixels are black. */
  public int black() {
    int count = 0;
    for (byte each : bits) {
      count += Integer.bitCount(each & 0xFF);
    }
    return count;
  }

  /** The rows as they are, one after the other. */
  public byte[] rows() {
    return bits.clone();
  }

  /** Makes every pixel white again, so that nothing of the picture stays in memory. */
  public void wipe() {
    Arrays.fill(bits, (byte) 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bitmap that
        && that.width == width
        && that.height == height
        && Arrays.equals(that.bits, bits);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(bits);
  }

  /** Its size alone: a signature must not get into a log. */
  @Override
  public String toString() {
    return width + " by " + height;
  }
}
