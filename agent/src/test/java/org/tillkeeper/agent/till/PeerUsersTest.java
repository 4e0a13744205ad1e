package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.till.SocketTableTest.HEAD;
import static org.tillkeeper.agent.till.SocketTableTest.at;
import static org.tillkeeper.agent.till.SocketTableTest.row;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose connections are, by tables of sockets. */
@Timeout(60)
class PeerUsersTest {
  private static final int PORT = 8583;

  @TempDir Path folder;

  private record Told(long[] users, OptionalLong agent) {}

  private static Knock knock(String from, int port) throws IOException {
    return new Knock(
        0,
        Knock.Ends.onDevice(
            new InetSocketAddress(InetAddress.getByName(from), port),
            new InetSocketAddress(InetAddress.getByName(from), PORT)),
        () -> {});
  }

  private File table(String name, String rows) throws IOException {
    return Files.writeString(folder.resolve(name), HEAD + rows).toFile();
  }

  private static String pair(String host, int far, String user) throws IOException {
    return row(0, at(host, far), at(host, PORT), "01", user, "1")
        + row(1, at(host, PORT), at(host, far), "01", "900", "2");
  }

  private static Told asked(PeerUsers users, List<Knock> knocks) throws InterruptedException {
    BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    users.look(
        new PeerUsers.Asking() {
          @Override
          public List<Knock> notAsked() {
            return knocks;
          }

          @Override
          public void told(List<Knock> of, long[] users, OptionalLong agent) {
            assertEquals(knocks, of);
            told.add(new Told(users, agent));
          }
        });
    return told.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void each_is_told_by_both_its_ends_and_the_agent_by_its_own() throws Exception {
    File four =
        table(
            "tcp",
            row(7, at("127.0.0.1", 50000), at("127.0.0.9", PORT), "01", "666", "3")
                + row(8, at("127.0.0.1", 50000), at("127.0.0.1", 80), "01", "667", "3")
                + pair("127.0.0.1", 50000, "1000")
                + row(9, at("127.0.0.2", 50000), at("127.0.0.1", PORT), "01", "668", "3"));
    File six = table("tcp6", pair("::1", 50000, "1001"));
    Told told =
        asked(
            new PeerUsers(List.of(four, six)),
            List.of(knock("127.0.0.1", 50000), knock("::1", 50000), knock("127.0.0.1", 50001)));
    assertArrayEquals(new long[] {1000, 1001, Knock.UNTOLD}, told.users());
    assertEquals(OptionalLong.of(900), told.agent());
  }

  @Test
  void five_hundred_are_told_at_once_whatever_ports_they_have() throws Exception {
    StringBuilder rows = new StringBuilder();
    Knock[] knocks = new Knock[513];
    for (int i = 0; i < knocks.length; i++) {
      int port = i % 2 == 0 ? 1024 + i : 10_000 + 64 * i;
      knocks[i] = knock("127.0.0.1", port);
      rows.append(pair("127.0.0.1", port, String.valueOf(i)));
    }
    Told told = asked(new PeerUsers(List.of(table("tcp", rows.toString()))), Arrays.asList(knocks));
    for (int i = 0; i < knocks.length; i++) {
      assertEquals(i, told.users()[i]);
    }
  }

  @Test
  void tables_that_cannot_be_read_tell_nothing_and_are_left_alone() throws Exception {
    PeerUsers users = new PeerUsers(List.of(new File(folder.toFile(), "none"), folder.toFile()));
    assertFalse(users.tellsNothing());
    Told told = asked(users, List.of(knock("127.0.0.1", 50000)));
    assertArrayEquals(new long[] {Knock.UNTOLD}, told.users());
    assertEquals(OptionalLong.empty(), told.agent());
    assertTrue(users.tellsNothing());
  }

  @Test
  void one_table_of_two_is_enough() throws Exception {
    File four = table("tcp", pair("127.0.0.1", 50000, "1000"));
    PeerUsers users = new PeerUsers(List.of(four, new File(folder.toFile(), "none")));
    assertArrayEquals(new long[] {1000}, asked(users, List.of(knock("127.0.0.1", 50000))).users());
    assertFalse(users.tellsNothing());
  }

  @Test
  void only_connections_from_this_device_are_asked_about() throws Exception {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    InetSocketAddress network = new InetSocketAddress(InetAddress.getByName("10.1.2.3"), PORT);
    assertTrue(Knock.Ends.onDevice(loopback, loopback).isPresent());
    assertTrue(Knock.Ends.onDevice(network, loopback).isPresent());
    assertFalse(Knock.Ends.onDevice(network, network).isPresent());
    assertFalse(Knock.Ends.onDevice(null, loopback).isPresent());
    assertEquals(Knock.UNTOLD, new Knock(0, Knock.Ends.onDevice(null, null), () -> {}).user());
  }
}
