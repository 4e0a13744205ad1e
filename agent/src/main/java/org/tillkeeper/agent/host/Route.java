package org.tillkeeper.agent.host;

import java.util.Optional;

/**
 * A way to the acquirer.
 *
 * @param name as in the configuration; names the host in the ledger
 * @param host name or address, resolved anew at each connect
 * @param port 1 to 65535
 * @param tls how the connection is secured; empty for plain TCP
 * @param source what it goes out from; empty: what the system chooses
 */
public record Route(
    String name, String host, int port, Optional<TlsSettings> tls, Optional<Source> source) {
  /** A route that goes out from what the system chooses. */
  public Route(String name, String host, int port, Optional<TlsSettings> tls) {
    this(name, host, port, tls, Optional.empty());
  }

  /** Whether both lead to the same host, perhaps by different networks. */
  public boolean sameHost(Route other) {
    return host.equals(other.host) && port == other.port;
  }

  /**
   * Name and address, NAME@HOST:PORT: what the ledger calls it once no route of that name leads
   * there any more. No name in the configuration has an @.
   */
  public String nameAndAddress() {
    return name + address();
  }

  /** Whether a {@link #nameAndAddress} has the address of this route, by whatever name. */
  boolean hasAddressOf(String nameAndAddress) {
    return nameAndAddress.endsWith(address());
  }

  private String address() {
    return "@" + host + ":" + port;
  }
}
