package org.tillkeeper.agent.reader;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.terminal.Terminal;

/** A call of a till that wants a card. It belongs to the agent's thread, but for its future. */
final class Asking {
  private final Wish wish;
  private final String key;
  private final byte[] canonical;
  private final CompletableFuture<Terminal.Started> caller = new CompletableFuture<>();
  private boolean left;

  /**
   * @param canonical method, path and body; copied, and wiped when it has left
   */
  Asking(Wish wish, String key, byte[] canonical) {
    this.wish = wish;
    this.key = key;
    this.canonical = canonical.clone();
  }

  Wish wish() {
    return wish;
  }

  String key() {
    return key;
  }

  /** Not to be kept. */
  byte[] canonical() {
    return canonical;
  }

  /** Who waits. */
  CompletableFuture<Terminal.Started> caller() {
    return caller;
  }

  /** It has its answer, or waits no more. */
  void leave() {
    left = true;
    Arrays.fill(canonical, (byte) 0);
  }

  boolean hasLeft() {
    return left;
  }
}
