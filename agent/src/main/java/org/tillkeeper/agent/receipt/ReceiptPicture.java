package org.tillkeeper.agent.receipt;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.iso8583.jbig.Bitmap;

/**
 * A receipt as a picture, for a till whose printer has no Chinese and for a customer who wants it
 * on a telephone: the rows of the text in black on white, and what the cardholder drew.
 *
 * <p>It is as wide as a thermal printer of 8 dots to the millimetre prints: 384 dots on paper of 58
 * mm, 576 on paper of 80 mm, so 12 dots for each of 32 or 48 columns. The font has 8 pixels for a
 * column, which makes the scale one and a half; letters as large as the font would leave a third of
 * the paper empty, and twice as large they do not fit on it. A dot is black where it touches a
 * black pixel: then each line of the font, one pixel thick, is two dots thick wherever it lies, and
 * lines that do not touch in the font are at least one dot apart.
 *
 * <p>It is made row by row: memory is needed for one row of letters and for the file, some
 * kilobytes. Belongs to one thread.
 */
public final class ReceiptPicture {
  private static final int DOTS_PER_METRE = 8000;
  private static final int DOTS_PER_COLUMN = 12;
  private static final int PIXELS_PER_COLUMN = 8;

  /** Of a row of letters; every two pixels are three dots. */
  private static final int LETTER_DOTS = Glyphs.HEIGHT * 3 / 2;

  /** White below each row of letters. */
  private static final int GAP_DOTS = 6;

  /** White at the top and at the bottom; at the sides is what a printer cannot reach. */
  private static final int MARGIN_DOTS = 24;

  private final Receipt receipt;
  private final Paper paper;
  private final int columns;
  private final int dots;

  /**
   * @param columns {@link Paper#NARROW} or {@link Paper#WIDE}
   */
  public ReceiptPicture(Receipt receipt, int columns) {
    this.receipt = receipt;
    this.columns = columns;
    paper = new Paper(columns);
    dots = columns * DOTS_PER_COLUMN;
  }

  /**
   * The picture as a PNG file.
   *
   * @param signature what the cardholder drew, a dot for each pixel, no wider than the paper; it
   *     stands where a signature on paper would
   */
  public byte[] png(Optional<Bitmap> signature) {
    List<Line> lines = receipt.lines();
    int foot = lines.size() - receipt.foot().size();
    List<String> above = paper.rows(lines.subList(0, foot));
    List<String> below = paper.rows(lines.subList(foot, lines.size()));
    Map<Integer, Glyphs.Glyph> glyphs = glyphs(above, below);
    int drawn = signature.map(Bitmap::height).orElse(0);
    PngFile file =
        new PngFile(
            dots,
            2 * MARGIN_DOTS + drawn + (above.size() + below.size()) * (LETTER_DOTS + GAP_DOTS),
            DOTS_PER_METRE);
    blank(MARGIN_DOTS, file);
    above.forEach(row -> letters(row, glyphs, file));
    signature.ifPresent(picture -> drawing(picture, file));
    below.forEach(row -> letters(row, glyphs, file));
    blank(MARGIN_DOTS, file);
    return file.end();
  }

  private static Map<Integer, Glyphs.Glyph> glyphs(List<String> above, List<String> below) {
    BitSet used = new BitSet();
    above.forEach(row -> row.codePoints().forEach(used::set));
    below.forEach(row -> row.codePoints().forEach(used::set));
    return Glyphs.of(used);
  }

  private void blank(int rows, PngFile file) {
    byte[] white = new byte[dots / 8];
    for (int i = 0; i < rows; i++) {
      file.row(white);
    }
  }

  // ---- Letters

  private void letters(String row, Map<Integer, Glyphs.Glyph> glyphs, PngFile file) {
    Bitmap pixels = new Bitmap(columns * PIXELS_PER_COLUMN, Glyphs.HEIGHT);
    int column = 0;
    for (int i = 0; i < row.length(); i = row.offsetByCodePoints(i, 1)) {
      int letter = row.codePointAt(i);
      int wide = Paper.width(new String(Character.toChars(letter)));
      Optional<Glyphs.Glyph> glyph = Optional.ofNullable(glyphs.get(letter));
      letter(glyph, column * PIXELS_PER_COLUMN, wide * PIXELS_PER_COLUMN, pixels);
      column += wide;
    }
    for (int y = 0; y < LETTER_DOTS; y++) {
      byte[] black = new byte[dots / 8];
      for (int x = 0; x < dots; x++) {
        if (touchesBlack(pixels, x, y)) {
          blacken(black, x);
        }
      }
      file.row(black);
    }
    blank(GAP_DOTS, file);
  }

  /**
   * A character in the middle of its place, or a box where the font has none that fits.
   *
   * @param left of its place, in pixels
   * @param width of its place, 8 or 16 pixels
   */
  static void letter(Optional<Glyphs.Glyph> glyph, int left, int width, Bitmap pixels) {
    Optional<Glyphs.Glyph> fitting = glyph.filter(it -> it.width() <= width);
    int shown = fitting.map(Glyphs.Glyph::width).orElse(width);
    int from = left + (width - shown) / 2;
    for (int y = 0; y < Glyphs.HEIGHT; y++) {
      for (int x = 0; x < shown; x++) {
        if (fitting.isPresent() ? fitting.get().isBlack(x, y) : isBox(x, y, width)) {
          pixels.blacken(from + x, y);
        }
      }
    }
  }

  private static boolean isBox(int x, int y, int width) {
    boolean inside = x >= 1 && x < width - 1 && y >= 2 && y < Glyphs.HEIGHT - 2;
    boolean edge = x == 1 || x == width - 2 || y == 2 || y == Glyphs.HEIGHT - 3;
    return inside && edge;
  }

  private static boolean touchesBlack(Bitmap pixels, int x, int y) {
    for (int py = first(y); py <= last(y); py++) {
      for (int px = first(x); px <= last(x); px++) {
        if (pixels.isBlack(px, py)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Of three dots the first lies on the first of two pixels, the second on both. */
  private static int first(int dot) {
    return dot / 3 * 2 + (dot % 3 == 2 ? 1 : 0);
  }

  private static int last(int dot) {
    return dot / 3 * 2 + (dot % 3 == 0 ? 0 : 1);
  }

  // ---- What the cardholder drew

  private void drawing(Bitmap picture, PngFile file) {
    byte[] black = new byte[dots / 8];
    int left = (dots - picture.width()) / 2;
    for (int y = 0; y < picture.height(); y++) {
      Arrays.fill(black, (byte) 0);
      for (int x = 0; x < picture.width(); x++) {
        if (picture.isBlack(x, y)) {
          blacken(black, left + x);
        }
      }
      file.row(black);
    }
  }

  private static void blacken(byte[] row, int x) {
    row[x / 8] |= (byte) (0x80 >> x % 8);
  }
}
