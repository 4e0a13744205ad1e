package org.tillkeeper.tools.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;

/**
 * Where the faulty network stands.
 *
 * @param listen where terminals connect; port 0 means any
 * @param target where the acquirer listens; not resolved again later
 * @param control where rules are set, on loopback; port 0 means any
 * @param seed seed of the jitter
 */
public record NetworkSettings(
    InetSocketAddress listen, InetSocketAddress target, InetSocketAddress control, long seed) {

  /** Reads {@code listen}, {@code target}, {@code control: {listen}} and {@code seed}. */
  public static NetworkSettings of(Settings settings) throws InvalidSettings {
    settings.only("listen", "target", "control", "seed");
    InetSocketAddress listen = settings.address("listen");
    InetSocketAddress target = settings.address("target");
    if (target.getPort() == 0) {
      throw settings.refused("target", "port 0", "the port the acquirer listens on");
    }
    InetSocketAddress control = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (settings.has("control")) {
      Settings group = settings.group("control").orElseThrow();
      group.only("listen");
      control = group.loopback("listen");
    }
    long seed = settings.number("seed", 0, Long.MAX_VALUE, 1);
    return new NetworkSettings(listen, target, control, seed);
  }
}
