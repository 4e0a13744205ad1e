package org.tillkeeper.agent.fleet;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What is done for who asks from afar. Asked on the fleet's thread, answered on any. A future fails
 * with {@link NotDone} where it is refused.
 */
public interface Deeds {
  /** Puts down, in the log and durably in the history, that something was asked. */
  CompletableFuture<Void> record(Order order);

  /** Changes the level of the log for a time. */
  CompletableFuture<Map<String, Object>> logLevel(Order order);

  /** The digest of the configuration. */
  CompletableFuture<Map<String, Object>> digest();

  /** Begins a bundle. */
  Pieces bundle(Order order) throws NotDone;

  /** A file that is made piece by piece. */
  interface Pieces {
    /** The next piece; empty at the end. */
    CompletableFuture<Optional<byte[]>> next();

    /** The file's name. */
    String name();
  }

  /** It is not done. The text says why and what is allowed. */
  final class NotDone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotDone(String text) {
      super(text);
    }
  }
}
