package org.tillkeeper.iso8583.security;

/**
 * A wrapped key whose check value does not match, or whose layout is unknown. Never carries key
 * material.
 */
public final class KeyCheckFailed extends Exception {
  /**
   * @param text which key and what was expected
   */
  public KeyCheckFailed(String text) {
    super(text);
  }
}
