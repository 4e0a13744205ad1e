package org.tillkeeper.agent.signature;

import java.util.Optional;
import org.tillkeeper.iso8583.jbig.Bitmap;
import org.tillkeeper.iso8583.jbig.Jbig;

/**
 * The picture that the acquirer is told: a drawing with the payment's transaction code in it, in
 * JBIG, and as much smaller as its message needs it.
 */
public final class SignaturePicture {
  /** Smaller than this nobody could tell whose signature it is, nor read the code. */
  private static final int WIDTH_LEAST = 60;

  private static final double SMALLER = 0.85;

  private SignaturePicture() {}

  /**
   * The picture of a drawing.
   *
   * @param code drawn into it, hex digits; empty for none
   * @param bytes that it may have
   * @throws BadDrawing if so much is drawn that no picture that shows it is small enough
   */
  public static byte[] of(Drawing drawing, Optional<String> code, int bytes) throws BadDrawing {
    Bitmap drawn = drawing.picture();
    double scale = 1;
    while (scale == 1 || drawn.width() * scale >= WIDTH_LEAST) {
      Bitmap picture = Scaled.by(scale, drawn);
      code.ifPresent(digits -> CodeDigits.draw(digits, picture));
      byte[] jbig = Jbig.encode(picture);
      picture.wipe();
      if (jbig.length <= bytes) {
        return jbig;
      }
      scale *= SMALLER;
    }
    throw new BadDrawing(
        "has more drawn on it than the acquirer's message holds ("
            + bytes
            + " bytes); a signature is lines, without shades or a ground.");
  }
}
