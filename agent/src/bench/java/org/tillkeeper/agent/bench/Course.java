package org.tillkeeper.agent.bench;

import java.util.Optional;
import org.tillkeeper.agent.host.Route;

/** Decides what becomes of what passes through a {@link VirtualNetwork}: by itself, nothing bad. */
public interface Course {
  /** An attempt to connect begins. */
  default Optional<ConnectFault> connecting(Route route) {
    return Optional.empty();
  }

  /** Whether a route leads anywhere now, asked when an attempt to connect comes to its end. */
  default boolean isUp(Route route) {
    return true;
  }

  /** The terminal sends a frame. */
  default RequestFault sending(byte[] frame) {
    return RequestFault.NONE;
  }
}
