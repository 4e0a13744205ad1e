package org.tillkeeper.tools.fleet;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tillkeeper.agent.config.BrokerUrl;
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
  /** The broker of it. */
  public Broker broker() throws InvalidSettings {
    BrokerUrl to =
        BrokerUrl.parse(url)
            .filter(BrokerUrl::isSafe)
            .orElseThrow(
                () ->
                    new InvalidSettings("url is \"" + url + "\": allowed is " + BrokerUrl.ALLOWED));
    if (!to.isSecure() && (certificate.isPresent() || key.isPresent() || ca.isPresent())) {
      throw new InvalidSettings("certificate, key and ca belong to mqtts://");
    }
    if (certificate.isPresent() != key.isPresent()) {
      throw new InvalidSettings("certificate and key go together; only one of them is given");
    }
    return new Broker(to.host(), to.port(), to.isSecure() ? Optional.of(tls()) : Optional.empty());
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
