package org.tillkeeper.agent.bench;

import org.tillkeeper.agent.host.Route;

/** Is told what happens on a {@link VirtualNetwork}; by itself it does not care. */
public interface NetworkWatcher {
  /** The terminal has a new connection. */
  default void connected(Route route) {}

  /** The terminal wanted to send a frame over a connection that was closed. */
  default void neverLeft(byte[] frame) {}

  /**
   * The terminal hands a frame to the network.
   *
   * @param unanswered how many of its connection's frames have no answer yet, this one among them
   */
  default void sent(byte[] frame, int unanswered) {}

  /** Something befalls a frame on its way to a host. */
  default void befalls(byte[] frame, RequestFault fault) {}

  /** A frame is on its way to a host. */
  default void underWay(byte[] frame) {}

  /** It has arrived there, and the host has done with it what it does. */
  default void gone(byte[] frame) {}

  /** A frame arrives at the terminal as the host made it. */
  default void arrivesWhole(byte[] frame) {}

  /** A frame arrives at the terminal with a bit changed. */
  default void arrivesChanged(byte[] frame, byte[] changed) {}

  /** The terminal has reset a connection that was open. */
  default void reset() {}
}
