package org.tillkeeper.iso8583.jbig;

/** The artificial test image of T.82, clause 7.2.1: 1960 by 1951 pixels, 861,965 of them black. */
final class StandardPicture {
  static final int WIDTH = 1960;
  static final int HEIGHT = 1951;
  static final int BLACK = 861_965;

  private StandardPicture() {}

  static Bitmap make() {
    Bitmap picture = new Bitmap(WIDTH, HEIGHT);
    int register = 1;
    boolean[] repeated = new boolean[8];
    for (int y = 192; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        if (y < 1023 || (x >> 3 & 3) == 0) {
          int sum = register ^ register >> 2 ^ register >> 11 ^ register >> 15;
          register = register << 1 | (sum & 1);
          repeated[x & 7] = (register & 3) == 0;
        }
        if (repeated[x & 7]) {
          picture.blacken(x, y);
        }
      }
    }
    return picture;
  }
}
