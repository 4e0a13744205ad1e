package org.tillkeeper.tools.fleet;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tillkeeper.agent.fleet.Broker;
import org.tillkeeper.agent.host.TlsSettings;
import org.tillkeeper.tools.config.InvalidSettings;

/**
 * Where an operator's broker is, and how it is shown who asks.
 *
 * @param url mqtts:// to any host, mqtt:// to loopback alone
 */
public record BrokerAddress(
    String url, Optional<Path> certificate, Optional<Path> key, Optional<Path> ca) {
  private static final int TLS_PORT = 8883;
  private static final int PLAIN_PORT = 1883;

  /** The broker of it. */
  public Broker broker() throws InvalidSettings {
    String allowed =
        "url is \""
            + url
            + "\": allowed is mqtts://HOST or mqtts://HOST:PORT, or mqtt:// to 127.0.0.1, [::1] or"
            + " localhost alone";
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new InvalidSettings(allowed);
    }
    boolean secure = "mqtts".equals(uri.getScheme());
    if (!(secure || "mqtt".equals(uri.getScheme()))
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || !uri.getRawPath().isEmpty()
        || uri.getPort() == 0
        || uri.getPort() > 65_535) {
      throw new InvalidSettings(allowed);
    }
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    if (!secure && !host.matches("localhost|::1|127(\\.[0-9]{1,3}){3}")) {
      throw new InvalidSettings(allowed);
    }
    if (!secure && (certificate.isPresent() || key.isPresent() || ca.isPresent())) {
      throw new InvalidSettings("certificate, key and ca belong to mqtts://");
    }
    if (certificate.isPresent() != key.isPresent()) {
      throw new InvalidSettings("certificate and key go together; only one of them is given");
    }
    int port = uri.getPort() > 0 ? uri.getPort() : secure ? TLS_PORT : PLAIN_PORT;
    return new Broker(host, port, secure ? Optional.of(tls()) : Optional.empty());
  }

  private TlsSettings tls() throws InvalidSettings {
    return new TlsSettings(
        file("ca", ca),
        Optional.empty(),
        file("certificate", certificate),
        file("key", key),
        Optional.empty());
  }

  private static Optional<File> file(String name, Optional<Path> path) throws InvalidSettings {
    if (path.isPresent() && !Files.isReadable(path.get())) {
      throw new InvalidSettings(
          name + " is " + path.get() + ": must be a PEM file that can be read");
    }
    return path.map(Path::toFile);
  }
}
