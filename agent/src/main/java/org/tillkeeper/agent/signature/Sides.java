package org.tillkeeper.agent.signature;

/** How large a drawing may be given. It is known before any memory is taken for it. */
public final class Sides {
  /** Width and height are at most this. */
  public static final int MOST = 2000;

  /** And at least this: less is no signature. */
  public static final int LEAST = 16;

  private static final int PIXELS_MOST = 2_000_000;

  private Sides() {}

  static void verify(long width, long height) throws BadDrawing {
    boolean fits =
        width >= LEAST
            && height >= LEAST
            && width <= MOST
            && height <= MOST
            && width * height <= PIXELS_MOST;
    if (!fits) {
      throw new BadDrawing(
          "is "
              + width
              + " by "
              + height
              + "; a signature is "
              + LEAST
              + " to "
              + MOST
              + " wide and high, and has at most "
              + PIXELS_MOST
              + " pixels.");
    }
  }
}
