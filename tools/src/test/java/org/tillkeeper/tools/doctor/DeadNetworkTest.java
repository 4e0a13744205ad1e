package org.tillkeeper.tools.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each hop of a real network broken in turn: the verdict names it first, and comes within 15
 * seconds.
 */
@Tag("full")
class DeadNetworkTest {
  private static final double SECONDS_MOST = 15;

  @TempDir Path folder;
  private ShopNetwork network;

  @BeforeEach
  void build() throws Exception {
    assumeTrue(ShopNetwork.isPossible(), "needs root and ip");
    network = new ShopNetwork(folder);
  }

  @AfterEach
  void takeAway() throws Exception {
    if (network != null) {
      network.close();
    }
  }

  private DoctorRun verdict(String check, String condition) throws Exception {
    DoctorRun looked = network.doctor();
    System.out.printf("%-12s %-24s %.1f s%n", check, condition, looked.seconds());
    assertEquals(check + " " + condition, looked.verdict(), looked.json().toString());
    assertTrue(looked.seconds() < SECONDS_MOST, looked.seconds() + " s");
    assertEquals(1, looked.exit());
    return looked;
  }

  @Test
  void a_network_that_works_leaves_only_the_stopped_agent() throws Exception {
    network.servers("10.99.0.53", "10.88.0.1");
    DoctorRun looked = verdict("agent", "agent-stopped");
    assertEquals("gateway-fine", looked.condition("gateway"));
    assertEquals("dns-fine", looked.condition("dns"));
    assertEquals("tcp-fine", looked.condition("tcp"));
  }

  @Test
  void a_cable_that_is_out() throws Exception {
    network.inWorld("ip link set lan0 down");
    DoctorRun looked = verdict("interface", "link-down");
    assertEquals("interface", looked.evidence("dns").get("followsFrom"));
  }

  @Test
  void a_running_agent_says_the_same() throws Exception {
    network.servers("10.99.0.53", "10.88.0.1");
    network.agent();
    // Until its first echo has gone unanswered nothing is known of the acquirer.
    DoctorRun silent = network.doctorUntil("echo");
    assertEquals("echo echo-silent", silent.verdict(), silent.json().toString());
    assertEquals("agent-runs", silent.condition("agent"));
    network.inShop("ip link set eth0 down");
    // The connection that the agent has is not known to be dead before its time is over.
    DoctorRun later = network.doctorUntil("interface");
    assertEquals(
        "interface interface-off",
        later.verdict(),
        later.seconds() + " s " + later.json().get("findings"));
    network.inWorld("ip addr del 10.77.0.1/24 dev lan0");
    network.inShop("ip link set eth0 up");
    network.inShop("ip route add default via 10.77.0.1");
    DoctorRun dead = network.doctorUntil("gateway");
    assertEquals(
        "gateway gateway-silent",
        dead.verdict(),
        dead.seconds() + " s " + dead.json().get("findings"));
    assertTrue(dead.seconds() < SECONDS_MOST, dead.seconds() + " s");
  }

  @Test
  void an_interface_that_is_switched_off() throws Exception {
    network.inShop("ip link set eth0 down");
    verdict("interface", "interface-off");
  }

  @Test
  void an_interface_without_an_address() throws Exception {
    network.inShop("ip addr flush dev eth0");
    verdict("address", "address-none");
  }

  @Test
  void an_address_that_the_device_made_itself() throws Exception {
    network.inShop("ip addr flush dev eth0");
    network.inShop("ip addr add 169.254.7.7/16 dev eth0");
    verdict("address", "address-self-made");
  }

  @Test
  void no_gateway() throws Exception {
    network.inShop("ip route del default");
    verdict("gateway", "gateway-none");
  }

  @Test
  void a_gateway_that_is_dead() throws Exception {
    network.inWorld("ip addr del 10.77.0.1/24 dev lan0");
    DoctorRun looked = verdict("gateway", "gateway-silent");
    assertEquals("gateway", looked.evidence("dns").get("followsFrom"));
  }

  @Test
  void a_gateway_that_died_and_is_still_remembered() throws Exception {
    // What was confirmed less than half a minute ago nobody doubts; here it is a second.
    network.inShop("echo 1000 > /proc/sys/net/ipv4/neigh/eth0/base_reachable_time_ms");
    network.address("10.88.0.1:8600");
    network.servers("-", "10.88.0.1");
    verdict("agent", "agent-stopped");
    network.inWorld("ip addr del 10.77.0.1/24 dev lan0");
    verdict("gateway", "gateway-silent");
  }

  @Test
  void a_name_server_that_is_dead() throws Exception {
    network.servers("-", "10.88.0.1");
    network.inWorld("ip addr del 10.99.0.53/32 dev lo");
    network.inWorld("ip route add blackhole 10.99.0.53/32");
    verdict("dns", "dns-silent");
  }

  @Test
  void no_name_server_at_all() throws Exception {
    network.nameServer("");
    network.servers("10.99.0.53", "10.88.0.1");
    verdict("dns", "dns-no-server");
  }

  @Test
  void a_name_that_does_not_exist() throws Exception {
    network.address("poz.example:8600");
    network.servers("10.99.0.53", "10.88.0.1");
    verdict("dns", "dns-no-such-name");
  }

  @Test
  void a_way_that_throws_everything_away_here() throws Exception {
    network.address("10.88.0.1:8600");
    network.inShop("ip route add blackhole 10.88.0.1/32");
    verdict("route", "route-rejected");
  }

  @Test
  void a_vpn_that_is_down() throws Exception {
    network.address("10.88.0.9:8600");
    network.inShop("ip tuntap add dev tun0 mode tun");
    network.inWorld("ip route add blackhole 10.88.0.9/32");
    verdict("route", "vpn-down");
  }

  @Test
  void a_black_hole_on_the_way() throws Exception {
    network.address("10.88.0.9:8600");
    network.inWorld("ip route add blackhole 10.88.0.9/32");
    verdict("tcp", "tcp-silent");
  }

  @Test
  void a_router_that_says_unreachable() throws Exception {
    network.address("10.88.0.9:8600");
    network.inWorld("ip route add unreachable 10.88.0.9/32");
    verdict("tcp", "tcp-unreachable");
  }

  @Test
  void a_port_that_nothing_serves() throws Exception {
    network.servers("10.99.0.53", "-");
    verdict("tcp", "tcp-refused");
  }
}
