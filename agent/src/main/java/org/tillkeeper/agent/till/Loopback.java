package org.tillkeeper.agent.till;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;

/** The addresses of this machine alone that a configured name means. */
final class Loopback {
  private static final byte[] IPV4 = {127, 0, 0, 1};
  private static final byte[] IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private Loopback() {}

  /**
   * What to listen on. {@code localhost} is both families, whatever the system's table of names
   * says, since a till's library tries the one or the other first; IPv6 only where this machine has
   * it.
   *
   * @param host a loopback name or address
   */
  static List<InetAddress> of(String host) throws IOException {
    List<InetAddress> all = new ArrayList<>();
    if (!host.equalsIgnoreCase("localhost")) {
      all.add(InetAddress.getByName(host));
      return all;
    }
    all.add(InetAddress.getByAddress(IPV4));
    InetAddress six = InetAddress.getByAddress(IPV6);
    if (NetworkInterface.getByInetAddress(six) != null) {
      all.add(six);
    }
    return all;
  }

  /** An address as it stands in a URL. */
  static String shown(InetAddress address) {
    String text = address.getHostAddress();
    return address instanceof Inet4Address ? text : "[" + text + "]";
  }
}
