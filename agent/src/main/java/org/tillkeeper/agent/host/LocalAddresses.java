package org.tillkeeper.agent.host;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** The addresses this device has on interfaces that are up, as the system tells. */
final class LocalAddresses {
  private LocalAddresses() {}

  /** Whether one can still be heard at this address; yes if the system does not say. */
  static boolean isUp(InetAddress address) {
    try {
      NetworkInterface holder = NetworkInterface.getByInetAddress(address);
      return holder != null && holder.isUp();
    } catch (SocketException e) {
      return true;
    }
  }
}
