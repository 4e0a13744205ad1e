package org.tillkeeper.iso8583.unionpay;

/**
 * What an answer's header tells the terminal to do when the payment is over: its sixth digit.
 * Sources agree on 0 to 5; the rest is noted and otherwise ignored.
 */
public enum ProcessingRequirement {
  /** 0. */
  NONE,
  /** 1: fetch the parameters (0800/360). */
  PARAMETERS,
  /** 2: send the terminal's state (0820/362). */
  STATUS_UPLOAD,
  /** 3: sign in again. */
  SIGN_IN,
  /** 4: fetch the public keys for chips (0820/372). */
  PUBLIC_KEYS,
  /** 5: fetch the parameters for chips (0820/382). */
  CHIP_PARAMETERS,
  /** Anything else. */
  UNKNOWN;

  private static final int LAST_KNOWN = 5;

  /**
   * The requirement of a digit.
   *
   * @param digit what {@link org.tillkeeper.iso8583.Element#ORDER} carries, one hex digit
   */
  public static ProcessingRequirement of(String digit) {
    int number = digit.length() == 1 ? Character.digit(digit.charAt(0), 16) : -1;
    return number >= 0 && number <= LAST_KNOWN ? values()[number] : UNKNOWN;
  }
}
