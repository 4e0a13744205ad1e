package org.tillkeeper.agent.diagnosis;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The system's main routing table, as {@code /proc/net/route} (IPv4, little-endian words) and
 * {@code /proc/net/ipv6_route} tell it.
 *
 * <pre>
 *   eth0 00000000 010200C0 0003 0 0 100 00000000          default by 192.0.2.1
 * </pre>
 */
final class RoutingTable {
  // linux/route.h
  private static final int RTF_UP = 0x1;
  private static final int RTF_GATEWAY = 0x2;
  private static final int RTF_REJECT = 0x200;

  private final List<Entry> entries;

  /**
   * A way to a part of the world.
   *
   * @param prefix how many bits of the destination count
   * @param gateway the router that is next; empty where the other end is a neighbour
   * @param rejected whether what goes there is thrown away
   * @param metric the least is taken
   */
  record Entry(
      String link,
      byte[] destination,
      int prefix,
      Optional<InetAddress> gateway,
      boolean rejected,
      long metric) {
    /**
     * The way to the device itself, which stands in a table of its own that the system does not
     * show.
     *
     * @param link the loopback interface
     */
    static Entry within(String link) {
      return new Entry(link, new byte[0], 0, Optional.empty(), false, 0);
    }

    private boolean leadsTo(byte[] address) {
      if (address.length != destination.length) {
        return false;
      }
      for (int bit = 0; bit < prefix; bit++) {
        int mask = 0x80 >> bit % 8;
        if ((address[bit / 8] & mask) != (destination[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private RoutingTable(List<Entry> entries) {
    this.entries = entries;
  }

  /** Reads it; empty where the system does not show it. */
  static Optional<RoutingTable> read(SystemFiles files) {
    Optional<List<String>> four = files.lines("proc/net/route");
    Optional<List<String>> six = files.lines("proc/net/ipv6_route");
    if (!four.isPresent() && !six.isPresent()) {
      return Optional.empty();
    }
    List<Entry> entries = new ArrayList<>();
    for (String line : four.orElse(Collections.emptyList())) {
      four(line).ifPresent(entries::add);
    }
    for (String line : six.orElse(Collections.emptyList())) {
      six(line).ifPresent(entries::add);
    }
    return Optional.of(new RoutingTable(entries));
  }

  private static Optional<Entry> four(String line) {
    String[] words = line.trim().split("\\s+");
    if (words.length < 8 || words[0].equals("Iface")) {
      return Optional.empty();
    }
    try {
      byte[] destination = littleEndian(words[1]);
      int flags = Integer.parseInt(words[3], 16);
      byte[] mask = littleEndian(words[7]);
      int prefix = 0;
      for (byte part : mask) {
        prefix += Integer.bitCount(part & 0xFF);
      }
      return entry(
          words[0], destination, prefix, littleEndian(words[2]), flags, Long.parseLong(words[6]));
    } catch (NumberFormatException | UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static byte[] littleEndian(String hex) {
    long word = Long.parseLong(hex, 16);
    return new byte[] {(byte) word, (byte) (word >> 8), (byte) (word >> 16), (byte) (word >> 24)};
  }

  private static Optional<Entry> six(String line) {
    String[] words = line.trim().split("\\s+");
    if (words.length < 10 || words[0].length() != 32 || words[4].length() != 32) {
      return Optional.empty();
    }
    try {
      return entry(
          words[9],
          bytes(words[0]),
          Integer.parseInt(words[1], 16),
          bytes(words[4]),
          (int) Long.parseLong(words[8], 16),
          Long.parseLong(words[5], 16));
    } catch (NumberFormatException | UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }

  private static Optional<Entry> entry(
      String link, byte[] destination, int prefix, byte[] gateway, int flags, long metric)
      throws UnknownHostException {
    // A way into nothing has no interface, and not always the flag.
    boolean rejected = (flags & RTF_REJECT) != 0 || link.equals("*");
    if ((flags & RTF_UP) == 0 && !rejected) {
      return Optional.empty();
    }
    boolean byRouter = (flags & RTF_GATEWAY) != 0;
    return Optional.of(
        new Entry(
            link,
            destination,
            prefix,
            byRouter ? Optional.of(InetAddress.getByAddress(gateway)) : Optional.empty(),
            rejected,
            metric));
  }

  /** The way to an address; empty where there is none. */
  Optional<Entry> to(InetAddress address) {
    Entry best = null;
    for (Entry one : entries) {
      if (one.leadsTo(address.getAddress())
          && (best == null
              || one.prefix() > best.prefix()
              || (one.prefix() == best.prefix() && one.metric() < best.metric()))) {
        best = one;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The way to everywhere else, IPv4 first; empty where there is none. */
  Optional<Entry> toEverywhere() {
    Entry best = null;
    for (Entry one : entries) {
      if (one.prefix() == 0 && !one.rejected() && !one.link().equals("lo")) {
        boolean four = one.destination().length == 4;
        if (best == null
            || (four && best.destination().length != 4)
            || (four == (best.destination().length == 4) && one.metric() < best.metric())) {
          best = one;
        }
      }
    }
    return Optional.ofNullable(best);
  }
}
