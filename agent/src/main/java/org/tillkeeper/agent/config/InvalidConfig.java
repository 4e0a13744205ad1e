package org.tillkeeper.agent.config;

/**
 * Configuration that cannot be used. The text names the file, the line, the dotted key, the value
 * (never a secret) and what is allowed.
 */
public final class InvalidConfig extends Exception {
  /**
   * @param text one line
   */
  public InvalidConfig(String text) {
    super(text);
  }
}
