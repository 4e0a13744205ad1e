package org.tillkeeper.agent.fleet;

import java.util.Optional;
import org.tillkeeper.agent.host.TlsSettings;

/**
 * A broker of MQTT 5.
 *
 * @param host name or address, resolved anew at each connect
 * @param port 1 to 65535
 * @param tls how the connection is secured; empty for plain TCP, which is for loopback
 */
public record Broker(String host, int port, Optional<TlsSettings> tls) {
  /** For people and the log. */
  public String shown() {
    String at = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return (tls.isPresent() ? "mqtts://" : "mqtt://") + at + ":" + port;
  }
}
