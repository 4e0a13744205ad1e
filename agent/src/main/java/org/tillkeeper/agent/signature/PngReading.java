package org.tillkeeper.agent.signature;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.tillkeeper.iso8583.jbig.Bitmap;

/**
 * Reads a PNG file (RFC 2083) to black and white, row by row: what is darker than half on white
 * ground is black. It takes memory for two rows and the picture, and inflates no more than the
 * picture's own size, which is bounded before; so a small file that holds a huge picture does no
 * harm. One file each.
 */
final class PngReading {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
  private static final int HEADER = 13;

  private static final int GRAY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GRAY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  /** Of each pass of an interlaced file: its first column and row, and the steps between them. */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] WHOLE = {{0, 0, 1, 1}};

  private final byte[] file;
  private int width;
  private int height;
  private int depth;
  private int type;
  private boolean interlaced;
  private byte[] palette = new byte[0];
  private byte[] transparency = new byte[0];
  private byte[] data = new byte[0];
  private int dataLength;

  PngReading(byte[] file) {
    this.file = file;
  }

  Bitmap picture() throws BadDrawing {
    if (file.length < SIGNATURE.length
        || !Arrays.equals(Arrays.copyOf(file, SIGNATURE.length), SIGNATURE)) {
      throw new BadDrawing("is no PNG: it does not begin as one.");
    }
    data = new byte[file.length];
    readChunks();
    Bitmap picture = new Bitmap(width, height);
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data, 0, dataLength);
      for (int[] pass : interlaced ? PASSES : WHOLE) {
        read(inflater, pass, picture);
      }
    } finally {
      inflater.end();
      Arrays.fill(data, (byte) 0);
    }
    return picture;
  }

  // ---- Chunks

  private void readChunks() throws BadDrawing {
    int at = SIGNATURE.length;
    boolean first = true;
    while (true) {
      if (file.length - at < 12) {
        throw damaged("it ends before its last chunk");
      }
      long length = number(at);
      if (length > file.length - at - 12) {
        throw damaged("a chunk is longer than the file");
      }
      int end = at + 8 + (int) length;
      CRC32 crc = new CRC32();
      crc.update(file, at + 4, 4 + (int) length);
      if (crc.getValue() != number(end)) {
        throw damaged("a checksum is wrong");
      }
      String name = name(at + 4);
      if (first != name.equals("IHDR")) {
        throw damaged("its header is not where it belongs");
      }
      first = false;
      if (name.equals("IEND")) {
        return;
      }
      take(name, at + 8, end);
      at = end + 4;
    }
  }

  private String name(int at) {
    StringBuilder name = new StringBuilder();
    for (int i = at; i < at + 4; i++) {
      name.append((char) (file[i] & 0x7F));
    }
    return name.toString();
  }

  private void take(String name, int from, int to) throws BadDrawing {
    switch (name) {
      case "IHDR" -> header(from, to);
      case "PLTE" -> palette = Arrays.copyOfRange(file, from, to);
      case "tRNS" -> transparency = Arrays.copyOfRange(file, from, to);
      case "IDAT" -> {
        System.arraycopy(file, from, data, dataLength, to - from);
        dataLength += to - from;
      }
      default -> {
        // The fifth bit of the first letter says that a reader may pass it over.
        if ((file[from - 4] & 0x20) == 0) {
          throw damaged("it has a chunk that is not known, and must be");
        }
      }
    }
  }

  private void header(int from, int to) throws BadDrawing {
    if (to - from != HEADER) {
      throw damaged("its header has not 13 bytes");
    }
    Sides.verify(number(from), number(from + 4));
    width = (int) number(from);
    height = (int) number(from + 4);
    depth = file[from + 8];
    type = file[from + 9];
    boolean known =
        switch (type) {
          case GRAY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case RGB, GRAY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
          default -> false;
        };
    if (!known || file[from + 10] != 0 || file[from + 11] != 0 || (file[from + 12] & 0xFE) != 0) {
      throw damaged("its header names a form that PNG does not have");
    }
    interlaced = file[from + 12] == 1;
  }

  private long number(int at) {
    long value = 0;
    for (int i = at; i < at + 4; i++) {
      value = value << 8 | (file[i] & 0xFF);
    }
    return value;
  }

  private static BadDrawing damaged(String what) {
    return new BadDrawing("is a damaged PNG: " + what + ".");
  }

  // ---- Rows

  private void read(Inflater inflater, int[] pass, Bitmap picture) throws BadDrawing {
    int columns = (width - pass[0] + pass[2] - 1) / pass[2];
    int rows = (height - pass[1] + pass[3] - 1) / pass[3];
    if (columns <= 0 || rows <= 0) {
      return;
    }
    int bits = depth * channels();
    int pixelBytes = Math.max(1, bits / 8);
    byte[] before = new byte[(columns * bits + 7) / 8];
    byte[] row = new byte[before.length];
    byte[] filter = new byte[1];
    for (int y = 0; y < rows; y++) {
      inflate(inflater, filter);
      inflate(inflater, row);
      unfilter(filter[0], row, before, pixelBytes);
      for (int x = 0; x < columns; x++) {
        if (isDark(row, x)) {
          picture.blacken(pass[0] + x * pass[2], pass[1] + y * pass[3]);
        }
      }
      byte[] free = before;
      before = row;
      row = free;
    }
    Arrays.fill(row, (byte) 0);
    Arrays.fill(before, (byte) 0);
  }

  private static void inflate(Inflater inflater, byte[] into) throws BadDrawing {
    int filled = 0;
    try {
      while (filled < into.length) {
        int more = inflater.inflate(into, filled, into.length - filled);
        if (more == 0) {
          throw damaged("it has less data than its size needs");
        }
        filled += more;
      }
    } catch (DataFormatException e) {
      throw damaged("its data cannot be inflated");
    }
  }

  /** Undoes what was done to a row to make it smaller. */
  private static void unfilter(int filter, byte[] row, byte[] before, int pixelBytes)
      throws BadDrawing {
    if (filter < 0 || filter > 4) {
      throw damaged("a row is filtered in a way that PNG does not have");
    }
    for (int i = 0; i < row.length; i++) {
      int left = i < pixelBytes ? 0 : row[i - pixelBytes] & 0xFF;
      int above = before[i] & 0xFF;
      int corner = i < pixelBytes ? 0 : before[i - pixelBytes] & 0xFF;
      row[i] +=
          (byte)
              switch (filter) {
                case 0 -> 0;
                case 1 -> left;
                case 2 -> above;
                case 3 -> (left + above) / 2;
                default -> nearest(left, above, corner);
              };
    }
  }

  /** Paeth's choice: which of the three is nearest to left + above - corner. */
  private static int nearest(int left, int above, int corner) {
    int toLeft = Math.abs(above - corner);
    int toAbove = Math.abs(left - corner);
    int toCorner = Math.abs(left + above - 2 * corner);
    if (toLeft <= toAbove && toLeft <= toCorner) {
      return left;
    }
    return toAbove <= toCorner ? above : corner;
  }

  // ---- Pixels

  private int channels() {
    return switch (type) {
      case GRAY, PALETTE -> 1;
      case GRAY_ALPHA -> 2;
      case RGB -> 3;
      default -> 4;
    };
  }

  /** A sample's value, as deep as the file has it. */
  private int sample(byte[] row, int index) {
    if (depth == 16) {
      return (row[2 * index] & 0xFF) << 8 | (row[2 * index + 1] & 0xFF);
    }
    int perByte = 8 / depth;
    int shift = (perByte - 1 - index % perByte) * depth;
    return row[index / perByte] >> shift & ((1 << depth) - 1);
  }

  private boolean isDark(byte[] row, int x) throws BadDrawing {
    if (type == PALETTE) {
      int entry = sample(row, x);
      if (3 * entry + 2 >= palette.length) {
        throw damaged("a pixel has a colour that its palette lacks");
      }
      double opaque = entry < transparency.length ? (transparency[entry] & 0xFF) / 255.0 : 1;
      return isDark(
          (palette[3 * entry] & 0xFF) / 255.0,
          (palette[3 * entry + 1] & 0xFF) / 255.0,
          (palette[3 * entry + 2] & 0xFF) / 255.0,
          opaque);
    }
    double most = (1 << depth) - 1;
    int first = x * channels();
    int red = sample(row, first);
    boolean gray = type == GRAY || type == GRAY_ALPHA;
    int green = gray ? red : sample(row, first + 1);
    int blue = gray ? red : sample(row, first + 2);
    double opaque = isTransparentColour(red, green, blue) ? 0 : 1;
    if (type == GRAY_ALPHA || type == RGB_ALPHA) {
      opaque = sample(row, first + channels() - 1) / most;
    }
    return isDark(red / most, green / most, blue / most, opaque);
  }

  /** Whether a file without alpha takes this colour for transparent. */
  private boolean isTransparentColour(int red, int green, int blue) {
    if (type == GRAY) {
      return transparency.length == 2 && colour(0) == red;
    }
    return type == RGB
        && transparency.length == 6
        && colour(0) == red
        && colour(2) == green
        && colour(4) == blue;
  }

  private int colour(int at) {
    return (transparency[at] & 0xFF) << 8 | (transparency[at + 1] & 0xFF);
  }

  /** Brightness as ITU-R BT.601 weighs it, on white ground. */
  private static boolean isDark(double red, double green, double blue, double opaque) {
    double bright = 0.299 * red + 0.587 * green + 0.114 * blue;
    return 1 - opaque + opaque * bright < 0.5;
  }
}
