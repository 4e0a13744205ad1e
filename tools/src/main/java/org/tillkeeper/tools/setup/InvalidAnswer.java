package org.tillkeeper.tools.setup;

/** An answer that no agent would start with: which setting, and what is allowed. */
public final class InvalidAnswer extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidAnswer(String text) {
    super(text);
  }
}
