package org.tillkeeper.agent.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A network interface, as {@code /sys/class/net/NAME} tells.
 *
 * @param up whether it is switched on
 * @param carrier whether its cable or radio has the other end; empty where it does not tell
 * @param loopback the device itself
 * @param pointToPoint has one other end and asks for no neighbours, as PPP and most VPNs
 * @param wireless Wi-Fi
 * @param vpn a tunnel of a VPN, by its kind or name
 * @param physical has a device behind it
 */
record NetworkLink(
    String name,
    boolean up,
    Optional<Boolean> carrier,
    boolean loopback,
    boolean pointToPoint,
    boolean wireless,
    boolean vpn,
    boolean physical) {
  private static final String FOLDER = "sys/class/net";
  private static final Pattern VPN_NAMES =
      Pattern.compile("(tun|wg|ppp|ipsec|vti|l2tp|utun|zt|tailscale)[0-9].*");

  // linux/if.h and linux/if_arp.h
  private static final long IFF_UP = 0x1;
  private static final long IFF_LOOPBACK = 0x8;
  private static final long IFF_POINTOPOINT = 0x10;
  private static final long IFF_NOARP = 0x80;
  private static final long ARPHRD_NONE = 65534;

  /** Every interface; none where the system does not tell. */
  static List<NetworkLink> all(SystemFiles files) {
    List<NetworkLink> all = new ArrayList<>();
    for (String name : files.names(FOLDER)) {
      String folder = FOLDER + "/" + name + "/";
      Optional<Long> flags = files.number(folder + "flags");
      if (flags.isPresent()) {
        all.add(of(files, name, folder, flags.get()));
      }
    }
    return all;
  }

  private static NetworkLink of(SystemFiles files, String name, String folder, long flags) {
    boolean up = (flags & IFF_UP) != 0;
    boolean loopback = (flags & IFF_LOOPBACK) != 0;
    Optional<Boolean> carrier =
        up ? files.number(folder + "carrier").map(it -> it == 1) : Optional.empty();
    return new NetworkLink(
        name,
        up,
        carrier,
        loopback,
        (flags & (IFF_POINTOPOINT | IFF_NOARP)) != 0,
        files.exists(folder + "wireless") || files.exists(folder + "phy80211"),
        !loopback
            && (files.number(folder + "type").equals(Optional.of(ARPHRD_NONE))
                || VPN_NAMES.matcher(name).matches()),
        files.exists(folder + "device"));
  }

  /** Whether packets can leave by it. */
  boolean works() {
    return up && carrier.orElse(true);
  }
}
