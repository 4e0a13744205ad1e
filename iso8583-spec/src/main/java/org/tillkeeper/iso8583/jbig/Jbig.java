package org.tillkeeper.iso8583.jbig;

/**
 * Writes and reads pictures as JBIG1 (ITU-T T.82): one plane, one resolution, the template of three
 * lines, no typical prediction, no adaptive pixel. It writes one stripe and reads any number. Every
 * decoder of the standard reads what it writes.
 *
 * <pre>
 *   DL D P 00   first and last layer, planes: 00 00 01 00
 *   XD YD L0    width, height, lines of a stripe: 4 bytes each, big-endian
 *   MX MY       reach of the adaptive pixel: 00 00
 *   order       00
 *   options     00
 *   stripes     data of the arithmetic coder, then FF 02
 * </pre>
 */
public final class Jbig {
  private static final int HEADER = 20;
  private static final int ESCAPE = 0xFF;
  private static final int STUFF = 0x00;
  private static final int STRIPE_END = 0x02;
  private static final int CONTEXTS = 1 << 10;

  private Jbig() {}

  /** A picture as a whole entity: header, and its one stripe. */
  public static byte[] encode(Bitmap picture) {
    Octets out = new Octets();
    out.add(0);
    out.add(0);
    out.add(1);
    out.add(0);
    writeNumber(out, picture.width());
    writeNumber(out, picture.height());
    writeNumber(out, picture.height());
    for (int i = 0; i < 4; i++) {
      out.add(0);
    }
    ArithmeticEncoder encoder = new ArithmeticEncoder(CONTEXTS);
    for (int y = 0; y < picture.height(); y++) {
      Context context = new Context(picture, y);
      for (int x = 0; x < picture.width(); x++) {
        int pixel = picture.isBlack(x, y) ? 1 : 0;
        encoder.encode(context.at(x), pixel);
        context.pass(pixel);
      }
    }
    byte[] data = encoder.end();
    out.addAll(data);
    out.add(ESCAPE);
    out.add(STRIPE_END);
    return out.all();
  }

  /**
   * The picture of an entity.
   *
   * @param most pixels that it may have
   * @throws IllegalArgumentException if it is no JBIG, is larger, or is written in a way that is
   *     not read here; the text says what is wrong and nothing of the picture
   */
  public static Bitmap decode(byte[] entity, int most) {
    if (entity.length < HEADER) {
      throw new IllegalArgumentException(
          "JBIG begins with " + HEADER + " bytes, these are " + entity.length);
    }
    require(entity[0] == 0 && entity[1] == 0, "one resolution");
    require(entity[2] == 1, "one plane");
    require(entity[16] == 0 && entity[17] == 0, "no adaptive pixel (MX and MY 00)");
    require(entity[18] == 0, "order 00");
    require(entity[19] == 0, "options 00");
    long width = number(entity, 4);
    long height = number(entity, 8);
    long lines = number(entity, 12);
    require(width > 0 && height > 0 && lines > 0, "a width, a height and lines of a stripe");
    if (width > most || height > most || width * height > most) {
      throw new IllegalArgumentException(
          "a picture of at most " + most + " pixels is read, this has " + width + " by " + height);
    }
    Bitmap picture = new Bitmap((int) width, (int) height);
    ArithmeticDecoder decoder = new ArithmeticDecoder(CONTEXTS);
    int at = HEADER;
    for (long first = 0; first < height; first += lines) {
      int end = stripeEnd(entity, at);
      decoder.begin(entity, at, end);
      for (int y = (int) first; y < Math.min(first + lines, height); y++) {
        decodeLine(picture, y, decoder);
      }
      at = end + 2;
    }
    return picture;
  }

  private static void decodeLine(Bitmap picture, int y, ArithmeticDecoder decoder) {
    Context context = new Context(picture, y);
    for (int x = 0; x < picture.width(); x++) {
      int pixel = decoder.decode(context.at(x));
      if (pixel == 1) {
        picture.blacken(x, y);
      }
      context.pass(pixel);
    }
  }

  /** Where the marker is that ends the stripe beginning here. */
  private static int stripeEnd(byte[] entity, int from) {
    for (int i = from; i + 1 < entity.length; i++) {
      if ((entity[i] & 0xFF) == ESCAPE) {
        int marker = entity[i + 1];
        if (marker == STRIPE_END) {
          return i;
        }
        require(marker == STUFF, "no marker but the end of a stripe (FF 02)");
        i++;
      }
    }
    throw new IllegalArgumentException("JBIG ends before its last stripe does");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("JBIG is read that has " + what);
    }
  }

  private static void writeNumber(Octets out, int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.add(value >> shift);
    }
  }

  private static long number(byte[] bytes, int at) {
    long value = 0;
    for (int i = at; i < at + 4; i++) {
      value = value << 8 | (bytes[i] & 0xFF);
    }
    return value;
  }

  /**
   * The ten pixels before one that tell what it will be (T.82, figure 14):
   *
   * <pre>
   *         o o o
   *       o o o o o
   *     o o ?
   * </pre>
   */
  private static final class Context {
    private final Bitmap picture;
    private final int y;
    private int above2;
    private int above1;
    private int before;

    Context(Bitmap picture, int y) {
      this.picture = picture;
      this.y = y;
      above2 = black(0, y - 2);
      above1 = black(0, y - 1) << 1 | black(1, y - 1);
    }

    private int black(int x, int line) {
      return picture.isBlack(x, line) ? 1 : 0;
    }

    /** The context of the pixel at x; pixels are asked for from left to right. */
    int at(int x) {
      above2 = (above2 << 1 | black(x + 1, y - 2)) & 0x7;
      above1 = (above1 << 1 | black(x + 2, y - 1)) & 0x1F;
      return above2 << 7 | above1 << 2 | before;
    }

    /** What the pixel is that was asked for last. */
    void pass(int pixel) {
      before = (before << 1 | pixel) & 0x3;
    }
  }
}
