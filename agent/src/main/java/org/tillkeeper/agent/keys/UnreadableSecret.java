package org.tillkeeper.agent.keys;

/**
 * Sealed bytes that do not open: damaged, sealed for another place, or under another key. Carries
 * nothing of them.
 */
public final class UnreadableSecret extends RuntimeException {
  UnreadableSecret(String text) {
    super(text);
  }
}
