package org.tillkeeper.agent.host;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;

/**
 * What a route goes out from on this device: a network interface or one of the device's addresses.
 * Looked at anew at each connect, since interfaces come and go.
 */
public sealed interface Source {
  /**
   * By whichever address this interface has then. With native epoll the connection leaves by this
   * interface and no other ({@code SO_BINDTODEVICE}); elsewhere the system routes by the address,
   * and needs a rule for it where another interface has the default route.
   *
   * @param name as the system has it, such as {@code wlan0}; 1 to 15 characters
   */
  record OfInterface(String name) implements Source {
    @Override
    public InetAddress towards(InetAddress target) throws IOException {
      NetworkInterface found = byName();
      if (found == null) {
        throw new IOException("there is no interface " + name);
      }
      if (!found.isUp()) {
        throw new IOException("interface " + name + " is down");
      }
      InetAddress best = null;
      for (InetAddress address : Collections.list(found.getInetAddresses())) {
        boolean sameFamily = address instanceof Inet4Address == target instanceof Inet4Address;
        boolean better = best == null || best.isLinkLocalAddress();
        if (sameFamily && better) {
          best = address;
        }
      }
      if (best == null) {
        throw new IOException(
            "interface " + name + " has no " + family(target) + " address to reach the host from");
      }
      return best;
    }

    private NetworkInterface byName() throws IOException {
      try {
        return NetworkInterface.getByName(name);
      } catch (SocketException e) {
        throw new IOException("interface " + name + " cannot be looked at: " + Reason.oneLine(e));
      }
    }
  }

  /**
   * From this address.
   *
   * @param address of this device
   */
  record OfAddress(InetAddress address) implements Source {
    @Override
    public InetAddress towards(InetAddress target) throws IOException {
      if (address instanceof Inet4Address != target instanceof Inet4Address) {
        throw new IOException(
            address.getHostAddress()
                + " cannot reach the host, which has an "
                + family(target)
                + " address");
      }
      if (NetworkInterface.getByInetAddress(address) == null) {
        throw new IOException("this device does not have the address " + address.getHostAddress());
      }
      return address;
    }
  }

  /**
   * The address to connect from.
   *
   * @param target what is connected to; the address is of the same family
   * @throws IOException if there is none now; says why in one line
   */
  InetAddress towards(InetAddress target) throws IOException;

  private static String family(InetAddress address) {
    return address instanceof Inet4Address ? "IPv4" : "IPv6";
  }
}
