package org.tillkeeper.agent.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where a fleet's broker is, as it is written: {@code mqtts://HOST} or {@code mqtts://HOST:PORT},
 * and {@code mqtt://} to this machine alone. Nothing is looked up.
 *
 * @param host name, IPv4 address, or IPv6 address without its brackets
 * @param port from 1 to 65535; 8883, or 1883 where it is plain, unless the URL says another
 * @param isSecure whether it is mqtts
 */
public record BrokerUrl(String host, int port, boolean isSecure) {
  /** What {@link #parse} takes. */
  public static final String ALLOWED =
      "mqtts://HOST or mqtts://HOST:PORT, or mqtt:// to 127.0.0.1, [::1] or localhost"
          + " alone, without user, path, ? and #";

  private static final int TLS_PORT = 8883;
  private static final int PLAIN_PORT = 1883;
  private static final int PORT_MAX = 65535;

  /**
   * Reads one. A plain URL to any host is read too: whoever takes it asks {@link #isSafe} first.
   *
   * @return empty where the text is none
   */
  public static Optional<BrokerUrl> parse(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    boolean secure = "mqtts".equals(url.getScheme());
    if (!(secure || "mqtt".equals(url.getScheme()))
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null
        || !url.getRawPath().isEmpty()
        || url.getPort() == 0
        || url.getPort() > PORT_MAX) {
      return Optional.empty();
    }
    int usual = secure ? TLS_PORT : PLAIN_PORT;
    return Optional.of(
        new BrokerUrl(
            url.getHost().replaceAll("[\\[\\]]", ""),
            url.getPort() > 0 ? url.getPort() : usual,
            secure));
  }

  /** Whether nobody is on the way who could read what is said, or speak for another. */
  public boolean isSafe() {
    return isSecure || new Address(host, port).isLoopback();
  }
}
