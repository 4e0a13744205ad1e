package org.tillkeeper.tools.reconcile;

import java.io.IOException;

/** A statement that cannot be read, with what is wrong and what to do about it. */
public final class UnreadableStatement extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableStatement(String text) {
    super(text);
  }
}
