package org.tillkeeper.agent.signature;

import org.tillkeeper.iso8583.jbig.Bitmap;

/** Draws hex digits, each 5 dots wide and 7 high, into a picture. */
final class CodeDigits {
  private static final int WIDTH = 5;
  private static final int HEIGHT = 7;

  /** Of each digit its rows from the top, two hex digits a row, the lowest bit on the right. */
  private static final String[] ROWS = {
    "0E11131519110E", "040C040404040E", "0E11010204081F", "1F02040201110E",
    "02060A121F0202", "1F101E0101110E", "0608101E11110E", "1F010204080808",
    "0E11110E11110E", "0E11110F01020C", "0E11111F111111", "1E11111E11111E",
    "0E11101010110E", "1C12111111121C", "1F10101E10101F", "1F10101E101010"
  };

  private CodeDigits() {}

  /** Draws digits in the middle of a picture, across a third to a half of it where they fit. */
  static void draw(String digits, Bitmap picture) {
    int units = digits.length() * (WIDTH + 1) - 1;
    int dot = Math.max(1, picture.width() / (2 * units));
    int left = (picture.width() - units * dot) / 2;
    int top = (picture.height() - HEIGHT * dot) / 2;
    for (int i = 0; i < digits.length(); i++) {
      String rows = ROWS[Character.digit(digits.charAt(i), 16)];
      int from = left + i * (WIDTH + 1) * dot;
      for (int y = 0; y < HEIGHT; y++) {
        int row = Integer.parseInt(rows.substring(2 * y, 2 * y + 2), 16);
        for (int x = 0; x < WIDTH; x++) {
          if ((row >> (WIDTH - 1 - x) & 1) == 1) {
            square(picture, from + x * dot, top + y * dot, dot);
          }
        }
      }
    }
  }

  private static void square(Bitmap picture, int left, int top, int side) {
    for (int y = top; y < top + side; y++) {
      for (int x = left; x < left + side; x++) {
        picture.blacken(x, y);
      }
    }
  }
}
