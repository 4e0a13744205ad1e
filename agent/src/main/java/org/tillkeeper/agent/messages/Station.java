package org.tillkeeper.agent.messages;

import java.time.ZoneId;

/**
 * Who speaks in each message: the terminal as the acquirer knows it.
 *
 * @param terminal card acceptor terminal identification, 8 characters
 * @param merchant card acceptor identification, 15 characters
 * @param currencyNumber ISO 4217 number, 3 digits
 * @param timeZone of the terminal, for messages that name local time
 * @param tpdu hex, as the dialect frames it; empty for the dialect's own
 * @param header hex, as the dialect frames it; empty for the dialect's own
 * @param device which device it is
 */
public record Station(
    String terminal,
    String merchant,
    String currencyNumber,
    ZoneId timeZone,
    String tpdu,
    String header,
    Device device) {
  /** A terminal of whose device nothing is known. */
  public Station(
      String terminal,
      String merchant,
      String currencyNumber,
      ZoneId timeZone,
      String tpdu,
      String header) {
    this(terminal, merchant, currencyNumber, timeZone, tpdu, header, Device.UNKNOWN);
  }
}
