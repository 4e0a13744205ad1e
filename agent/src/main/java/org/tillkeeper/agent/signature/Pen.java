package org.tillkeeper.agent.signature;

import java.util.List;
import org.tillkeeper.iso8583.jbig.Bitmap;

/** Draws strokes with a round pen, as a signature pad shows them. */
final class Pen {
  /** Of the pad's shorter side the pen is so small a part. */
  private static final int PART = 60;

  private Pen() {}

  static Bitmap draw(int width, int height, List<List<PenPoint>> strokes) {
    Bitmap picture = new Bitmap(width, height);
    double radius = Math.max(0.5, Math.min(width, height) / (2.0 * PART));
    for (List<PenPoint> stroke : strokes) {
      for (int i = 0; i < stroke.size(); i++) {
        line(picture, stroke.get(Math.max(0, i - 1)), stroke.get(i), radius);
      }
    }
    return picture;
  }

  /** A dot at each pixel's distance. */
  private static void line(Bitmap picture, PenPoint from, PenPoint to, double radius) {
    double dx = to.x() - from.x();
    double dy = to.y() - from.y();
    int steps = (int) Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)));
    for (int i = 0; i <= steps; i++) {
      double part = steps == 0 ? 0 : (double) i / steps;
      dot(picture, from.x() + dx * part, from.y() + dy * part, radius);
    }
  }

  private static void dot(Bitmap picture, double x, double y, double radius) {
    for (int py = (int) Math.floor(y - radius); py <= y + radius; py++) {
      for (int px = (int) Math.floor(x - radius); px <= x + radius; px++) {
        // A pixel's middle is what counts.
        double dx = px + 0.5 - x;
        double dy = py + 0.5 - y;
        if (dx * dx + dy * dy <= Math.max(radius * radius, 0.5)) {
          picture.blacken(px, py);
        }
      }
    }
  }
}
