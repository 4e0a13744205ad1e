package org.tillkeeper.agent.signature;

import java.util.List;
import org.tillkeeper.iso8583.jbig.Bitmap;

/**
 * What a cardholder drew, in black on white, no larger than an acquirer wants it. Two drawings with
 * the same pixels are the same, in whatever form they came.
 */
public final class Drawing {
  /** As public terminal applications have it: a larger picture shows no more of a signature. */
  private static final double WIDTH = 240;

  private static final double HEIGHT = 120;

  private final Bitmap picture;

  private Drawing(Bitmap picture) {
    this.picture = picture;
  }

  /**
   * The drawing of a PNG file, of any kind that the format has. What is transparent is white.
   *
   * @throws BadDrawing if it is no PNG, too large, or no signature
   */
  public static Drawing ofPng(byte[] png) throws BadDrawing {
    return small(new PngReading(png).picture());
  }

  /**
   * The drawing of a pen's strokes.
   *
   * @param width of the pad, in the unit of the points
   * @param height of the pad
   * @param strokes what the pen drew without being lifted
   * @throws BadDrawing if the pad is too large, or nothing is drawn on it
   */
  public static Drawing ofStrokes(int width, int height, List<List<PenPoint>> strokes)
      throws BadDrawing {
    Sides.verify(width, height);
    return small(Pen.draw(width, height, strokes));
  }

  private static Drawing small(Bitmap given) throws BadDrawing {
    try {
      int black = given.black();
      if (black == 0) {
        throw new BadDrawing("has nothing drawn on it; a signature is dark on a light ground.");
      }
      if (black > given.width() * given.height() / 2) {
        throw new BadDrawing(
            "is more dark than light; a signature is dark on a light ground, and what is"
                + " transparent counts as light.");
      }
      double scale = Math.min(WIDTH / given.width(), HEIGHT / given.height());
      return new Drawing(Scaled.by(scale, given));
    } finally {
      given.wipe();
    }
  }

  Bitmap picture() {
    return picture;
  }

  /** Its size and its pixels, by which the same drawing is known again. A secret. */
  public byte[] content() {
    byte[] rows = picture.rows();
    byte[] content = new byte[rows.length + 2];
    content[0] = (byte) picture.width();
    content[1] = (byte) picture.height();
    System.arraycopy(rows, 0, content, 2, rows.length);
    return content;
  }

  /** Makes it white once nobody needs it, so that nothing of it stays in memory. */
  public void wipe() {
    picture.wipe();
  }

  /** Its size alone. */
  @Override
  public String toString() {
    return "a drawing of " + picture;
  }
}
