package org.tillkeeper.agent.fleet;

import java.time.Duration;
import java.util.Optional;

/**
 * What a client says of itself when it connects.
 *
 * @param clientId by which the broker knows it
 * @param start whether the session of the connection before is gone on with
 * @param keepAlive how often it shows that it is there
 * @param sessionExpiry for how long the broker keeps its session without a connection
 * @param will what the broker says for it when it is lost
 */
public record Hello(
    String clientId, Start start, Duration keepAlive, Duration sessionExpiry, Optional<Will> will) {
  /** Whether a session is gone on with. */
  public enum Start {
    /** A new one: what was under way is forgotten. */
    CLEAN,
    /** The one before, where the broker still has it. */
    GO_ON
  }

  /**
   * @param after how long the client may be away before it is said
   */
  public record Will(Message message, Duration after) {}
}
