package org.tillkeeper.tools.config;

/** A setting that cannot be used. The text names where, the key, the value and what is allowed. */
public final class InvalidSettings extends Exception {
  /**
   * @param text where, the key, the value and what is allowed
   */
  public InvalidSettings(String text) {
    super(text);
  }
}
