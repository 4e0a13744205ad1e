package org.tillkeeper.agent.signature;

/**
 * No signature can be read from this. The message says what is wrong with it and what is allowed;
 * it begins in lower case and shows nothing of the picture.
 */
public final class BadDrawing extends Exception {
  private static final long serialVersionUID = 1;

  public BadDrawing(String message) {
    super(message);
  }
}
