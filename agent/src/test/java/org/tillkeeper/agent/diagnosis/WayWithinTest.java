package org.tillkeeper.agent.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.RouteProbe;

/**
 * A route that leads to the device itself, as to a tunnel's end or a simulated acquirer: no cable
 * and no gateway has to do with it. The system keeps such ways in a table that it does not show, so
 * the one that it shows would name the default way.
 */
class WayWithinTest {
  private static final String BY_ETH0 =
      Trees.NO_ROUTES
          + "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
          + "eth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n";

  @TempDir Path root;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Trees tree;

  @BeforeEach
  void system() {
    tree = new Trees(root).link("lo", "0x9", "1").link("eth0").file("proc/net/route", BY_ETH0);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  /** This device is 192.0.2.7, and nothing takes its connections. */
  private static final class Refusing implements Probes {
    private static final Map<String, String> ADDRESSES =
        Map.of("lo", "127.0.0.1", "eth0", "192.0.2.7");

    @Override
    public List<InetAddress> addresses(String link) {
      List<InetAddress> addresses = new ArrayList<>();
      if (ADDRESSES.containsKey(link)) {
        addresses.add(address(ADDRESSES.get(link)));
      }
      return addresses;
    }

    private static InetAddress address(String text) {
      try {
        return InetAddress.getByName(text);
      } catch (UnknownHostException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Optional<InetAddress> sourceTowards(InetAddress target) {
      return Optional.of(target);
    }

    @Override
    public void poke(InetAddress neighbour) {}

    @Override
    public boolean pings(InetAddress address, Duration within) {
      return true;
    }

    @Override
    public InetAddress[] resolve(String name) throws UnknownHostException {
      throw new UnknownHostException(name);
    }

    @Override
    public Names.Answer ask(String server, String name, Duration within) {
      return new Names.Answer(server, Names.Said.SILENT, -1, new ArrayList<>());
    }

    @Override
    public RouteProbe.Result connect(Route route, InetAddress address, Duration within) {
      return new RouteProbe.Result(
          RouteProbe.Tcp.REFUSED, RouteProbe.TlsResult.NONE, "refused", Optional.empty(), 1);
    }
  }

  private List<Observation> path(String host) {
    return new PathCheck(
            tree.files(),
            new Refusing(),
            threads,
            new Route("primary", host, 8600, Optional.empty()),
            Instant.parse("2026-06-12T04:30:00Z"),
            Duration.ofSeconds(5))
        .look(false, false);
  }

  private static Observation of(Check check, List<Observation> path) {
    return path.stream().filter(one -> one.check() == check).findFirst().orElseThrow();
  }

  private void staysHere(String host) {
    List<Observation> path = path(host);
    Observation link = of(Check.INTERFACE, path);
    assertEquals(Condition.INTERFACE_FINE, link.condition());
    assertEquals("lo", link.evidence().get("interface"));
    Observation address = of(Check.ADDRESS, path);
    assertEquals(Condition.ADDRESS_FINE, address.condition());
    assertEquals("127.0.0.1", address.evidence().get("addresses"));
    assertEquals(Condition.GATEWAY_NOT_NEEDED, of(Check.GATEWAY, path).condition());
    Observation route = of(Check.ROUTE, path);
    assertEquals(Condition.ROUTE_FINE, route.condition());
    assertEquals("lo", route.evidence().get("interface"));
    assertEquals(Condition.TCP_REFUSED, of(Check.TCP, path).condition());
  }

  @Test
  void loopback_is_reached_by_itself_and_by_no_cable() {
    staysHere("127.0.0.1");
    staysHere("127.8.8.8");
    tree.link("eth0", "0x1003", "0");
    staysHere("127.0.0.1");
  }

  @Test
  void an_address_of_the_device_itself_is_reached_within_it() {
    staysHere("192.0.2.7");
  }

  @Test
  void a_vpn_that_is_down_has_nothing_to_do_with_it() {
    tree.link("tun0", "0x1002", "0").file("sys/class/net/tun0/type", "65534\n");
    staysHere("127.0.0.1");
    assertEquals(Condition.VPN_DOWN, of(Check.ROUTE, path("198.51.100.1")).condition());
  }

  @Test
  void a_system_that_shows_no_table_says_the_same() {
    root.resolve("proc/net/route").toFile().delete();
    staysHere("127.0.0.1");
  }

  @Test
  void a_loopback_interface_that_is_switched_off_stops_it() {
    tree.link("lo", "0x8", "1");
    Observation link = of(Check.INTERFACE, path("127.0.0.1"));
    assertEquals(Condition.INTERFACE_OFF, link.condition());
    assertEquals("lo", link.evidence().get("interface"));
  }

  @Test
  void an_address_of_elsewhere_is_reached_as_the_table_says() {
    List<Observation> path = path("198.51.100.1");
    assertEquals("eth0", of(Check.INTERFACE, path).evidence().get("interface"));
    assertEquals(Condition.GATEWAY_FINE, of(Check.GATEWAY, path).condition());
  }
}
