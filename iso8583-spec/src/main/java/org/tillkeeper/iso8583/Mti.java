package org.tillkeeper.iso8583;

/** Message types: 4 digits, of which the third says whether it asks or answers. */
final class Mti {
  static final int DIGITS = 4;

  private Mti() {}

  /**
   * The MTI that answers a request's.
   *
   * @throws IllegalArgumentException if it is no request's MTI
   */
  static String answerTo(String mti) {
    if (!isRequest(mti)) {
      throw new IllegalArgumentException("'" + mti + "' is not the MTI of a request");
    }
    // The last digit says who speaks; a repeat (odd) is answered as the first send is.
    char origin = mti.charAt(3);
    return mti.substring(0, 2)
        + (char) (mti.charAt(2) + 1)
        + (char) (origin <= '5' ? origin & ~1 : origin);
  }

  /** Whether it is the MTI of a request: the third digit is even. */
  static boolean isRequest(String mti) {
    return isMti(mti) && (mti.charAt(2) - '0') % 2 == 0;
  }

  static boolean isMti(String mti) {
    if (mti.length() != DIGITS) {
      return false;
    }
    for (int i = 0; i < mti.length(); i++) {
      if (!Field.isDigit(mti.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
