package org.tillkeeper.agent.host;

import java.util.Optional;

/**
 * A way to the acquirer.
 *
 * @param name as in the configuration; names the host in the ledger
 * @param host name or address, resolved anew at each connect
 * @param port 1 to 65535
 * @param tls how the connection is secured; empty for plain TCP
 */
public record Route(String name, String host, int port, Optional<TlsSettings> tls) {}
