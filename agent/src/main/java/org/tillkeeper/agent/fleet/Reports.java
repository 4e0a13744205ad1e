package org.tillkeeper.agent.fleet;

import java.util.concurrent.CompletableFuture;

/** Says how the terminal stands. */
public interface Reports {
  /** A report, taken now. Asked on the fleet's thread, given on any. */
  CompletableFuture<Report> take();

  /**
   * How the terminal stands.
   *
   * @param json the document
   * @param gist the same without what moves by itself, such as times: where it is as before nothing
   *     has changed
   * @param open whether something waits for its end, so that ages in the document go on
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Report(byte[] json, String gist, boolean open) {}
}
