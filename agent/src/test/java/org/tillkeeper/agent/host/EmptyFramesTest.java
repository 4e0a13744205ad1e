package org.tillkeeper.agent.host;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.time.RealScheduler;
import org.tillkeeper.iso8583.Dialect;

/** Frames of length 0, by which some hosts keep a connection alive, over real sockets. */
class EmptyFramesTest extends LineBench {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private RealScheduler scheduler;
  private ServerSocket server;

  @BeforeEach
  void open() throws Exception {
    scheduler = new RealScheduler(Throwable::printStackTrace);
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    scheduler.close();
  }

  private void received(Dialect dialect, String stream, String answered) throws Exception {
    RecordingListener listener = new RecordingListener();
    try (NettyTransport transport = new NettyTransport(Framing.of(dialect), scheduler, PATIENCE)) {
      transport.connect(
          new Route("r", "127.0.0.1", server.getLocalPort(), Optional.empty()), PATIENCE, listener);
      try (Socket peer = server.accept()) {
        listener.expectConnected();
        peer.getOutputStream().write(stream.getBytes(US_ASCII));
        for (int i = 0; i < 3; i++) {
          listener.expect("alive");
        }
        byte[] came = peer.getInputStream().readNBytes(answered.length());
        assertArrayEquals(answered.getBytes(US_ASCII), came);
      }
      listener.expect("closed: closed by the other side");
      listener.expectNoMore();
    }
  }

  @Test
  void they_are_skipped_whatever_the_length_looks_like() throws Exception {
    received(Dialect.named("unionpay-pos"), "\0\0\0\0\0\0", "");
    received(Dialect.named("iso1987-ascii"), "000000000000", "");
  }

  @Test
  void they_are_answered_in_kind_where_the_dialect_says_so() throws Exception {
    Map<String, String> answered = Map.of("framing.empty", "answered");
    received(Dialect.named("unionpay-pos").with(answered), "\0\0\0\0\0\0", "\0\0\0\0\0\0");
    received(Dialect.named("iso1987-ascii").with(answered), "000000000000", "000000000000");
  }

  @Test
  void they_count_as_life_and_end_no_request() {
    online();
    for (int i = 0; i < 10; i++) {
      pass(30_000);
      newest().alive();
    }
    assertEquals(List.of(), trace);
    send();
    pass(29_000);
    newest().alive();
    pass(1_000);
    assertEquals("330000 ended TIMED_OUT", trace.get(trace.size() - 1));
  }

  @Test
  void far_more_than_a_sign_of_life_cost_the_connection() {
    online();
    for (int i = 0; i < 600; i++) {
      newest().alive();
    }
    assertEquals(List.of(), trace);
    newest().alive();
    assertEquals(
        List.of("0 flooded with empty frames", "0 reset", "0 offline"), trace.subList(0, 3));
  }
}
