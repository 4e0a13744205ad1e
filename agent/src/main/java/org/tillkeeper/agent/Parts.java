package org.tillkeeper.agent;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * What was opened one after the other, and is closed in the other order. One that cannot be closed
 * keeps nothing else open.
 */
final class Parts implements AutoCloseable {
  private final ArrayDeque<AutoCloseable> parts = new ArrayDeque<>();
  private final Consumer<Exception> notClosed;

  /**
   * @param notClosed is told why one could not be closed
   */
  Parts(Consumer<Exception> notClosed) {
    this.notClosed = notClosed;
  }

  /** The same part, which is closed with the others. */
  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        notClosed.accept(e);
      }
    }
  }
}
