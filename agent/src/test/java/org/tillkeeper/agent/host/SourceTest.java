package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.time.RealScheduler;

/** What a route goes out from, over real sockets of loopback. */
class SourceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RealScheduler scheduler = new RealScheduler(Throwable::printStackTrace);
  private final NettyTransport transport =
      new NettyTransport(NettyTransportTest.twoBytes(), scheduler, PATIENCE);
  private final RecordingListener listener = new RecordingListener();

  @AfterEach
  void close() {
    transport.close();
    scheduler.close();
  }

  private void connect(ServerSocket server, Source source) {
    transport.connect(
        new Route(
            "primary", "127.0.0.1", server.getLocalPort(), Optional.empty(), Optional.of(source)),
        PATIENCE,
        listener);
  }

  @Test
  void a_connection_comes_from_the_address_or_the_interface_that_is_set() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    String name = NetworkInterface.getByInetAddress(loopback).getName();
    Source[] sources = {new Source.OfAddress(loopback), new Source.OfInterface(name)};
    for (Source source : sources) {
      try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
        connect(server, source);
        try (Socket peer = server.accept()) {
          listener.expectConnected();
          assertEquals(loopback, peer.getInetAddress());
        }
        listener.expectStart("closed: ");
      }
    }
  }

  @Test
  void what_this_device_does_not_have_is_named() throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      String at = " (127.0.0.1:" + server.getLocalPort() + ")";
      connect(server, new Source.OfInterface("tk-none0"));
      listener.expect("failed: there is no interface tk-none0" + at);
      connect(server, new Source.OfAddress(InetAddress.getByName("192.0.2.77")));
      listener.expect("failed: this device does not have the address 192.0.2.77" + at);
      connect(server, new Source.OfAddress(InetAddress.getByName("2001:db8::77")));
      listener.expect(
          "failed: 2001:db8:0:0:0:0:0:77 cannot reach the host, which has an IPv4 address" + at);
    }
  }

  @Test
  void an_address_of_the_other_family_is_never_chosen() {
    assertThrows(
        IOException.class,
        () ->
            new Source.OfAddress(InetAddress.getByName("192.0.2.7"))
                .towards(InetAddress.getByName("2001:db8::1")));
  }
}
