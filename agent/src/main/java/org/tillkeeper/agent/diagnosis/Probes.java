package org.tillkeeper.agent.diagnosis;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.RouteProbe;

/** What is asked of the network itself. Each call blocks for at most the time that it is given. */
interface Probes {
  /** The real network. */
  Probes REAL = new Real();

  /** Addresses of an interface. */
  List<InetAddress> addresses(String link);

  /** The address that the system would go out from; empty where it knows no way. Sends nothing. */
  Optional<InetAddress> sourceTowards(InetAddress target);

  /** Sends a packet that asks for nothing, so that the system looks for its neighbour. */
  void poke(InetAddress neighbour);

  /** Whether an address answers a ping, as far as this user may ask. */
  boolean pings(InetAddress address, Duration within);

  /**
   * What the system's resolver makes of a name.
   *
   * @throws UnknownHostException if it does not know it
   */
  InetAddress[] resolve(String name) throws UnknownHostException;

  /** What a name server says of a name. */
  Names.Answer ask(String server, String name, Duration within);

  /** Connects, and shakes hands where the route has TLS. */
  RouteProbe.Result connect(Route route, InetAddress address, Duration within);

  /** The real network. */
  final class Real implements Probes {
    private static final int DISCARD = 9;

    private Real() {}

    @Override
    public List<InetAddress> addresses(String link) {
      try {
        NetworkInterface found = NetworkInterface.getByName(link);
        return found == null
            ? Collections.emptyList()
            : new ArrayList<>(Collections.list(found.getInetAddresses()));
      } catch (SocketException e) {
        return Collections.emptyList();
      }
    }

    @Override
    public Optional<InetAddress> sourceTowards(InetAddress target) {
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.connect(new InetSocketAddress(target, DISCARD));
        InetAddress from = socket.getLocalAddress();
        return from.isAnyLocalAddress() ? Optional.empty() : Optional.of(from);
      } catch (IOException | RuntimeException e) {
        return Optional.empty(); // it says unreachable in one or the other way
      }
    }

    @Override
    public void poke(InetAddress neighbour) {
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.send(new DatagramPacket(new byte[1], 1, neighbour, DISCARD));
      } catch (IOException | RuntimeException e) {
        // That it cannot be reached is seen where its address stands.
        return;
      }
    }

    @Override
    public boolean pings(InetAddress address, Duration within) {
      try {
        return address.isReachable((int) within.toMillis());
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public InetAddress[] resolve(String name) throws UnknownHostException {
      return InetAddress.getAllByName(name);
    }

    @Override
    public Names.Answer ask(String server, String name, Duration within) {
      return Names.ask(server, name, within);
    }

    @Override
    public RouteProbe.Result connect(Route route, InetAddress address, Duration within) {
      return RouteProbe.of(route, address, within);
    }
  }
}
