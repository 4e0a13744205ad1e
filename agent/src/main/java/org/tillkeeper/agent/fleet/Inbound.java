package org.tillkeeper.agent.fleet;

/**
 * How much a client takes in.
 *
 * @param packetBytesMost bytes of one packet; a broker that sends more is cut off
 * @param messagesMost how many may come before the first of them is acknowledged
 */
public record Inbound(int packetBytesMost, int messagesMost) {
  /** As a terminal needs it: nobody asks it for much. */
  public static final Inbound ORDERS = new Inbound(16 * 1024, 8);
}
