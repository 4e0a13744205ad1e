package org.tillkeeper.agent.host;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The network as far as the line depends on it: which addresses this device has on interfaces that
 * are up, and from which of them the system would reach each host that was connected to last. To
 * find the latter, a UDP socket is connected, which asks the routing table and sends nothing. So a
 * changed default route, a VPN and a policy rule are all seen.
 */
final class SystemNetwork implements NetworkWatch.Probe {
  /** To list every interface costs ten times as much as to ask for the way to a host. */
  private static final int ADDRESSES_EACH = 5;

  private final NettyTransport transport;
  private Map<String, String> ways = new TreeMap<>();
  private String addresses = "";
  private int looks;

  SystemNetwork(NettyTransport transport) {
    this.transport = transport;
  }

  @Override
  public Map<String, String> look() {
    Map<String, String> found = new TreeMap<>();
    for (InetSocketAddress target : transport.lastTargets()) {
      found.put(target.getAddress().getHostAddress() + " from", from(target));
    }
    // Both in the same look, so that one event is one change.
    if (looks++ % ADDRESSES_EACH == 0 || !found.equals(ways)) {
      addresses = addresses();
    }
    ways = new TreeMap<>(found);
    found.put("addresses", addresses);
    return found;
  }

  private static String addresses() {
    TreeSet<String> found = new TreeSet<>();
    try {
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (one.isUp() && !one.isLoopback()) {
          for (InetAddress address : Collections.list(one.getInetAddresses())) {
            found.add(one.getName() + " " + address.getHostAddress());
          }
        }
      }
    } catch (SocketException e) {
      return Reason.oneLine(e);
    }
    return found.toString();
  }

  private static String from(InetSocketAddress target) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(target);
      return socket.getLocalAddress().getHostAddress();
    } catch (SocketException | UncheckedIOException e) {
      return "nowhere";
    }
  }
}
