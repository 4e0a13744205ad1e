package org.tillkeeper.agent.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of the system's files, and that one without them is no failure. */
class SystemFilesTest {
  @TempDir Path root;

  private static InetAddress address(String text) throws Exception {
    return InetAddress.getByName(text);
  }

  @Test
  void the_longest_prefix_and_then_the_least_metric_is_the_way() throws Exception {
    RoutingTable table =
        RoutingTable.read(
                new Trees(root)
                    .file(
                        "proc/net/route",
                        Trees.NO_ROUTES
                            + "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
                            + "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
                            + "eth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"
                            + "*\t0A0A000A\t00000000\t0200\t0\t0\t0\tFFFFFFFF\t0\t0\t0\n")
                    .files())
            .get();
    assertEquals(Optional.of(address("192.0.2.1")), table.to(address("8.8.8.8")).get().gateway());
    assertEquals(Optional.empty(), table.to(address("192.0.2.77")).get().gateway());
    assertTrue(table.to(address("10.0.10.10")).get().rejected());
    assertEquals("eth0", table.toEverywhere().get().link());
  }

  @Test
  void ways_of_ipv6_are_read_too() throws Exception {
    RoutingTable table =
        RoutingTable.read(
                new Trees(root)
                    .file(
                        "proc/net/ipv6_route",
                        "00000000000000000000000000000000 00 00000000000000000000000000000000 00"
                            + " fd000000000000000000000000000001 00000400 00000003 00000000 00000003"
                            + "     eth0\n"
                            + "00000000000000000000000000000000 00 00000000000000000000000000000000 00"
                            + " 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200"
                            + "       lo\n")
                    .files())
            .get();
    assertEquals(Optional.of(address("fd00::1")), table.to(address("2001:db8::1")).get().gateway());
    assertFalse(table.to(address("192.0.2.1")).isPresent());
  }

  @Test
  void what_is_no_line_of_a_table_is_passed_over() {
    RoutingTable table =
        RoutingTable.read(
                new Trees(root)
                    .file("proc/net/route", "nonsense\n\neth0 zz zz 0003 0 0 0 0\n")
                    .files())
            .get();
    assertFalse(table.toEverywhere().isPresent());
  }

  @Test
  void a_system_that_shows_nothing_is_unknown_and_no_failure() {
    SystemFiles none = new Trees(root).files();
    assertFalse(RoutingTable.read(none).isPresent());
    assertEquals(List.of(), NetworkLink.all(none));
    assertEquals(List.of(), Names.servers(none));
  }

  @Test
  void links_tell_what_they_are() {
    List<NetworkLink> links =
        NetworkLink.all(
            new Trees(root)
                .link("eth0", "0x1003", "0")
                .link("lo", "0x9", "1")
                .link("wlan0", "0x1002", "")
                .file("sys/class/net/wlan0/wireless/status", "")
                .link("wg0", "0x91", "1")
                .file("sys/class/net/wg0/type", "65534\n")
                .files());
    NetworkLink eth = links.get(0);
    assertTrue(eth.up());
    assertEquals(Optional.of(false), eth.carrier());
    assertTrue(links.get(1).loopback());
    assertTrue(links.get(2).vpn());
    assertTrue(links.get(3).wireless());
    assertFalse(links.get(3).up());
  }

  @Test
  void name_servers_are_those_of_the_file() {
    assertEquals(
        List.of("192.0.2.53", "fe80::1%eth0"),
        Names.servers(
            new Trees(root)
                .file(
                    "etc/resolv.conf",
                    "# made by nobody\nsearch shop\nnameserver 192.0.2.53\nnameserver\tfe80::1%eth0\n")
                .files()));
    assertTrue(Names.isLiteral("192.0.2.1"));
    assertTrue(Names.isLiteral("fd00::1"));
    assertFalse(Names.isLiteral("pos.example"));
  }

  @Test
  void a_vpn_is_one_by_its_kind_or_by_its_name_alone() {
    List<NetworkLink> links =
        NetworkLink.all(
            new Trees(root)
                .link("eth0")
                .link("office")
                .file("sys/class/net/office/type", "65534\n")
                .link("ppp0")
                .file("sys/class/net/ppp0/type", "512\n")
                .files());
    assertEquals(
        List.of("office", "ppp0"),
        links.stream().filter(NetworkLink::vpn).map(NetworkLink::name).sorted().toList());
  }
}
