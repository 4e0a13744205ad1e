package org.tillkeeper.agent.terminal;

import java.util.Optional;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.management.SettlementPatience;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.session.Patience;
import org.tillkeeper.agent.upkeep.Upkeep;

/**
 * What the agent has to know of its configuration.
 *
 * @param station who speaks in each message
 * @param patience how long things are waited for
 * @param line of the line
 * @param limits what the merchant allows
 * @param upkeep what it does by itself with batches and with what is old
 * @param version of the agent
 * @param merchantName the shop's name on receipts; empty for none
 */
public record TerminalSettings(
    Station station,
    Patience patience,
    LineSettings line,
    Limits limits,
    Upkeep upkeep,
    String version,
    Optional<String> merchantName) {
  /** Where the shop has no name. */
  public TerminalSettings(
      Station station,
      Patience patience,
      LineSettings line,
      Limits limits,
      Upkeep upkeep,
      String version) {
    this(station, patience, line, limits, upkeep, version, Optional.empty());
  }

  /** How long a settlement waits. */
  SettlementPatience settling() {
    return upkeep.patience();
  }
}
