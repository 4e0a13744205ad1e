package org.tillkeeper.agent.till;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a call is answered with. */
sealed interface Reply {
  /**
   * A whole answer.
   *
   * @param status of HTTP
   * @param contentType of the body
   * @param body in UTF-8 where it is text
   * @param headers further ones
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Document(int status, String contentType, byte[] body, Map<String, String> headers)
      implements Reply {}

  /**
   * A long answer, 200, made piece by piece.
   *
   * @param contentType of the body
   */
  record Listed(Piece first, String contentType) implements Reply {
    /** A long list in JSON. */
    Listed(Piece first) {
      this(first, "application/json");
    }
  }

  /**
   * A piece of a long answer.
   *
   * @param bytes in UTF-8
   * @param next makes what follows; empty at the end
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Piece(byte[] bytes, Optional<Supplier<CompletableFuture<Piece>>> next) {}

  /**
   * The live event stream, which ends with its connection.
   *
   * @param after id of the last event the till has seen; empty to begin with the present
   * @param stillAllowed asked from time to time; what began under a session ends with it
   */
  record Events(Optional<Long> after, BooleanSupplier stillAllowed) implements Reply {}
}
