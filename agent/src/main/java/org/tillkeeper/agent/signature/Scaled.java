package org.tillkeeper.agent.signature;

import org.tillkeeper.iso8583.jbig.Bitmap;

/**
 * A smaller picture that keeps every stroke: a pixel is black where anything of what it stands for
 * is.
 */
final class Scaled {
  private Scaled() {}

  /** The picture so much smaller; as it is where the scale is 1 or more. */
  static Bitmap by(double scale, Bitmap drawn) {
    double part = Math.min(1, scale);
    Bitmap smaller =
        new Bitmap(
            Math.max(1, (int) Math.round(drawn.width() * part)),
            Math.max(1, (int) Math.round(drawn.height() * part)));
    for (int y = 0; y < drawn.height(); y++) {
      for (int x = 0; x < drawn.width(); x++) {
        if (drawn.isBlack(x, y)) {
          smaller.blacken(
              (int) ((long) x * smaller.width() / drawn.width()),
              (int) ((long) y * smaller.height() / drawn.height()));
        }
      }
    }
    return smaller;
  }
}
