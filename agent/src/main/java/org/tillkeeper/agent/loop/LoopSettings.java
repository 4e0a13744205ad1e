package org.tillkeeper.agent.loop;

import java.time.Duration;
import java.time.ZoneId;
import org.tillkeeper.agent.host.Line;

/**
 * What the loop has to know of the configuration.
 *
 * @param terminal card acceptor terminal identification, 8 characters
 * @param merchant card acceptor identification, 15 characters
 * @param currencyNumber ISO 4217 number, 3 digits
 * @param timeZone of the terminal, for messages that name local time
 * @param tpdu hex, as the dialect frames it; empty for the dialect's own
 * @param header hex, as the dialect frames it; empty for the dialect's own
 * @param originalLifetime how long a lost request may still reach the acquirer
 * @param retryWithin how long a sale may be tried while the customer waits; zero: at once or not at
 *     all
 * @param limits what the merchant allows
 * @param line of the line
 * @param version of the agent
 * @param upkeep what it does by itself with batches and with what is old
 */
public record LoopSettings(
    String terminal,
    String merchant,
    String currencyNumber,
    ZoneId timeZone,
    String tpdu,
    String header,
    Duration originalLifetime,
    Duration retryWithin,
    Limits limits,
    Line.Settings line,
    String version,
    Upkeep upkeep) {

  /** Without anything that it does by itself. */
  public LoopSettings(
      String terminal,
      String merchant,
      String currencyNumber,
      ZoneId timeZone,
      String tpdu,
      String header,
      Duration originalLifetime,
      Duration retryWithin,
      Limits limits,
      Line.Settings line,
      String version) {
    this(
        terminal,
        merchant,
        currencyNumber,
        timeZone,
        tpdu,
        header,
        originalLifetime,
        retryWithin,
        limits,
        line,
        version,
        Upkeep.NONE);
  }
}
