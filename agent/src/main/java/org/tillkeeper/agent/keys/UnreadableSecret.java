package org.tillkeeper.agent.keys;

/**
 * Sealed bytes that do not open, because they are damaged, were sealed for another place, or under
 * another key. The text carries nothing of them.
 */
public final class UnreadableSecret extends RuntimeException {
  UnreadableSecret(String text) {
    super(text);
  }
}
