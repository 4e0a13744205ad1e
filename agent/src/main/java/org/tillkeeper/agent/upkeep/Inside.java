package org.tillkeeper.agent.upkeep;

import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.host.Traffic;

/**
 * What a running agent alone knows of how it stands, taken in one moment on its thread.
 *
 * @param status as a till sees it
 * @param findings what its health checks found
 * @param connected whether the line has a connection, proven or not
 * @param traffic what the line carried and what was answered
 * @param ages how old keys and parameters are
 */
public record Inside(
    Status status,
    List<Finding> findings,
    boolean connected,
    Traffic.View traffic,
    LedgerChecks.Ages ages) {
  /** The finding of a kind; empty where it was not looked at. */
  public <T extends Finding> Optional<T> finding(Class<T> kind) {
    for (Finding one : findings) {
      if (kind.isInstance(one)) {
        return Optional.of(kind.cast(one));
      }
    }
    return Optional.empty();
  }
}
