package org.tillkeeper.agent.till;

import java.time.Duration;

/**
 * What may be asked of this server. Its memory is bounded by the connections times the sizes.
 *
 * @param connections of callers at the same time
 * @param strangers connections on which the token has not been shown yet
 * @param listeners event streams
 * @param waitsForOne calls that may wait for the end of one payment
 * @param bodyBytes largest body of a request
 * @param unreadBytes what a till may leave unread before nothing more is made for it
 * @param request time for a request to arrive, and for an answer to be taken
 * @param stranger the same for who has not shown the token, and time to show it
 * @param idle time a connection may be kept without a request
 * @param linger time a till has to read the last answer before its connection is closed
 * @param heartbeat of an event stream
 * @param deaf time an event stream may take nothing before another may have its place
 */
record Limits(
    int connections,
    int strangers,
    int listeners,
    int waitsForOne,
    int bodyBytes,
    int unreadBytes,
    Duration request,
    Duration stranger,
    Duration idle,
    Duration linger,
    Duration heartbeat,
    Duration deaf) {
  static final Limits DEFAULT =
      new Limits(
          64,
          32,
          256,
          4,
          16 * 1024,
          64 * 1024,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2),
          Duration.ofSeconds(15),
          Duration.ofSeconds(5));
}
