package org.tillkeeper.agent.host;

import java.time.Duration;
import java.util.Optional;

/**
 * Opens connections to the acquirer. Every call of a {@link Listener} arrives on the agent's
 * thread, in the order things happened on that connection.
 */
public interface Transport extends AutoCloseable {
  /**
   * Starts to connect. Ends in exactly one of {@link Listener#connected} and {@link
   * Listener#failed}.
   *
   * @param timeout for TCP and TLS together
   */
  void connect(Route route, Duration timeout, Listener listener);

  /** Why certificates on disk are not those in use; empty if they are. Safe for any thread. */
  default Optional<String> unusedCertificates() {
    return Optional.empty();
  }

  /** Resets what is open and frees threads. */
  @Override
  void close();

  /** One connection. Calls come from the agent's thread. */
  interface Connection {
    /**
     * Hands a whole frame to the network; others may be unanswered. Ends in exactly one of {@link
     * Listener#handedOver} and {@link Listener#notHandedOver}; after the former nobody can tell
     * whether the bytes arrived.
     */
    void send(byte[] frame);

    /**
     * Ends it at once: TCP reset, nothing waits in a buffer. No more calls of the listener follow,
     * except one closed.
     */
    void reset();

    /**
     * Ends it politely; for a connection on which nothing is outstanding. Calls of the listener end
     * as with {@link #reset}.
     */
    default void end() {
      reset();
    }

    /** Whether this device still has the address that the connection goes out from. */
    default boolean hasItsAddress() {
      return true;
    }
  }

  /** What happens on a connection attempt and on the connection that came of it. */
  interface Listener {
    /** TCP, and TLS where the route has it, are up. */
    void connected(Connection connection);

    /** No connection came of it; says why in one line without secrets. */
    void failed(String why);

    /**
     * Proven: not one byte of a frame was given to the operating system. Of a frame that was, or
     * may have been in part, nothing is told: nobody can tell from there whether it arrives.
     *
     * @param frame the array that was given to send
     */
    void notHandedOver(byte[] frame, String why);

    /** A whole frame, length prefix first. */
    void received(byte[] frame);

    /** A frame without content came in, by which the host only says that it is there. */
    default void alive() {}

    /**
     * The stream can no longer be trusted (a length that lies); the connection resets and {@link
     * #closed} follows.
     */
    void malformed(String why);

    /**
     * The connection has ended, by whichever side. Called exactly once after {@link #connected}.
     */
    void closed(String why);
  }
}
