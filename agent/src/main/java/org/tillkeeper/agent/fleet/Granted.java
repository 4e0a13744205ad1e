package org.tillkeeper.agent.fleet;

/**
 * What the broker allows on a connection.
 *
 * @param sessionPresent whether it goes on with the session of the connection before
 * @param receiveMax how many messages may wait for their acknowledgement at once, at least 1
 * @param packetMax bytes of a packet at most
 * @param keepAliveSeconds how often something must be sent; 0: never
 */
public record Granted(
    boolean sessionPresent, int receiveMax, int packetMax, int keepAliveSeconds) {}
