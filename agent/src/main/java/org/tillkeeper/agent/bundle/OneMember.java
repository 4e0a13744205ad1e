package org.tillkeeper.agent.bundle;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * A file of gzip (RFC 1952) with one member and nothing behind it. Java's own reader takes a second
 * member for a part of the first, and leaves unread what else follows.
 */
final class OneMember extends InflaterInputStream {
  private static final int HEADER = 10;
  private static final int TRAILER = 8;
  private static final int BUFFER = 8192;

  private final CRC32 sum = new CRC32();
  private long bytes;

  /**
   * @throws ZipException if the file does not begin as such a file
   */
  OneMember(InputStream in) throws IOException {
    super(in, new Inflater(true), BUFFER);
    int[] begin = new int[HEADER];
    for (int i = 0; i < HEADER; i++) {
      begin[i] = in.read();
    }
    // No name and no comment of its own is in front of a bundle.
    if (begin[0] != 0x1f || begin[1] != 0x8b || begin[2] != 8 || begin[3] != 0 || begin[9] < 0) {
      throw new ZipException("no gzip");
    }
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int count = super.read(into, from, length);
    if (count > 0) {
      sum.update(into, from, count);
      bytes += count;
    }
    return count;
  }

  /**
   * Whether the file goes on behind the member, which was read to its end.
   *
   * @throws ZipException if the member's own check does not hold
   */
  boolean goesOn() throws IOException {
    int rest = inf.getRemaining();
    long[] trailer = new long[TRAILER];
    for (int i = 0; i < TRAILER; i++) {
      trailer[i] = i < rest ? buf[len - rest + i] & 0xFF : in.read();
      if (trailer[i] < 0) {
        throw new EOFException();
      }
    }
    if (number(trailer, 0) != sum.getValue() || number(trailer, 4) != (bytes & 0xFFFFFFFFL)) {
      throw new ZipException("the check of gzip does not hold");
    }
    return rest > TRAILER || in.read() >= 0;
  }

  private static long number(long[] bytes, int at) {
    return bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24;
  }

  @Override
  public void close() throws IOException {
    inf.end();
    super.close();
  }
}
