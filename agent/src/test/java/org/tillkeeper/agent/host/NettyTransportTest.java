package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.time.RealScheduler;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.MalformedMessage;

/** Connections over loopback against peers that are plain sockets. */
class NettyTransportTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final RealScheduler scheduler = new RealScheduler(failures::add);
  private final RecordingListener listener = new RecordingListener();
  private NettyTransport transport;
  private ServerSocket server;

  @BeforeEach
  void open() throws IOException {
    transport = new NettyTransport(twoBytes(), scheduler, PATIENCE);
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setSoTimeout((int) PATIENCE.toMillis());
  }

  @AfterEach
  void close() throws IOException {
    transport.close();
    scheduler.close();
    server.close();
    assertNull(failures.poll(), "a task failed");
  }

  @Test
  void a_frame_goes_out_and_its_answer_comes_back() throws Exception {
    try (Socket peer = connect()) {
      listener.expectConnected().send(new byte[] {0, 2, 7, 8});
      assertArrayEquals(new byte[] {0, 2, 7, 8}, peer.getInputStream().readNBytes(4));
      peer.getOutputStream().write(new byte[] {0, 1, 9});
      listener.expect("received 109");
    }
    listener.expect("closed: closed by the other side");
    listener.expectNoMore();
  }

  @Test
  void a_request_and_its_answer_come_to_the_agents_thread_once() throws Exception {
    AtomicInteger handOvers = new AtomicInteger();
    try (NettyTransport counted = new NettyTransport(twoBytes(), counting(handOvers), PATIENCE);
        Socket peer = connect(counted, listener)) {
      Transport.Connection connection = listener.expectConnected();
      int before = handOvers.get();
      for (int i = 0; i < 10; i++) {
        connection.send(new byte[] {0, 2, 7, 8});
        peer.getInputStream().readNBytes(4);
        peer.getOutputStream().write(new byte[] {0, 1, 9});
        listener.expect("received 109");
      }
      assertEquals(10, handOvers.get() - before);
    }
  }

  private Scheduler counting(AtomicInteger tasks) {
    return new Scheduler() {
      @Override
      public Instant wallClock() {
        return scheduler.wallClock();
      }

      @Override
      public long nanoTime() {
        return scheduler.nanoTime();
      }

      @Override
      public void execute(Runnable task) {
        tasks.incrementAndGet();
        scheduler.execute(task);
      }

      @Override
      public Timer after(Duration delay, Runnable task) {
        return scheduler.after(delay, task);
      }
    };
  }

  @Test
  void a_frame_may_be_split_anywhere() throws Exception {
    byte[] frames = {0, 3, 1, 2, 3, 0, 1, 4};
    for (int first = 1; first < frames.length; first++) {
      for (int second = first + 1; second <= frames.length; second++) {
        RecordingListener each = new RecordingListener();
        try (Socket peer = connect(each)) {
          peer.setTcpNoDelay(true);
          peer.getOutputStream().write(frames, 0, first);
          each.expectConnected().send(new byte[] {0, 1, 0});
          peer.getInputStream().readNBytes(3); // so the first part was read before the next comes
          peer.getOutputStream().write(frames, first, second - first);
          peer.getOutputStream().write(frames, second, frames.length - second);
          each.expect("received 3010203", "received 104");
        }
        each.expect("closed: closed by the other side");
      }
    }
  }

  @Test
  void many_frames_in_one_piece_arrive_in_order_even_if_the_agent_is_behind() throws Exception {
    int count = 3000;
    byte[] frames = new byte[count * 4];
    for (int i = 0; i < count; i++) {
      byte[] frame = {0, 2, (byte) (i >> 8 | 0x40), (byte) i};
      System.arraycopy(frame, 0, frames, i * 4, 4);
    }
    CountDownLatch busy = new CountDownLatch(1);
    try (Socket peer = connect()) {
      listener.expectConnected();
      scheduler.execute(() -> awaitQuietly(busy));
      peer.getOutputStream().write(frames);
      peer.shutdownOutput();
      busy.countDown();
      for (int i = 0; i < count; i++) {
        listener.expect("received " + Integer.toHexString(0x20000 | 0x4000 | i));
      }
      listener.expect("closed: closed by the other side");
    }
  }

  @Test
  void a_length_that_lies_ends_the_connection_with_a_reset() throws Exception {
    try (Socket peer = connect()) {
      listener.expectConnected();
      peer.getOutputStream()
          .write(new byte[] {0, 1, 5, (byte) 0xFF, (byte) 0xFF, 1, 2, 3, 0, 1, 6});
      listener.expect("received 105", "malformed: length 65535: must be at most 1000");
      listener.expect("closed: reset by the agent: length 65535: must be at most 1000");
      assertReset(peer);
      listener.expectNoMore();
    }
  }

  @Test
  void a_framing_that_asks_for_too_much_is_not_given_room() throws Exception {
    Framing broken =
        new Framing() {
          @Override
          public int lengthPrefixBytes() {
            return 1;
          }

          @Override
          public int bodyLength(byte[] prefix) {
            return Integer.MAX_VALUE;
          }
        };
    try (NettyTransport own = new NettyTransport(broken, scheduler, PATIENCE)) {
      own.connect(route("127.0.0.1"), PATIENCE, listener);
      try (Socket peer = server.accept()) {
        peer.getOutputStream().write(1);
        listener.expectConnected();
        listener.expect("malformed: a length of 2147483647 bytes; at most 65536 are read");
        listener.expectStart("closed: reset by the agent");
      }
    }
  }

  @Test
  void a_frame_cut_short_is_named_in_the_reason() throws Exception {
    try (Socket peer = connect()) {
      listener.expectConnected();
      peer.getOutputStream().write(new byte[] {0, 9, 1, 2});
      peer.shutdownOutput();
      listener.expect(
          "closed: closed by the other side in the middle of a frame, after 4 bytes of it");
    }
  }

  @Test
  void reset_is_seen_as_a_reset_and_nothing_but_closed_follows() throws Exception {
    try (Socket peer = connect()) {
      Transport.Connection connection = listener.expectConnected();
      CountDownLatch done = new CountDownLatch(1);
      scheduler.execute(
          () -> {
            connection.send(new byte[] {0, 1, 5});
            connection.reset();
            connection.reset();
            assertThrows(IllegalStateException.class, () -> connection.send(new byte[] {0, 1, 6}));
            done.countDown();
          });
      assertTrue(done.await(30, TimeUnit.SECONDS));
      assertReset(peer);
      listener.expect("closed: reset by the agent");
      listener.expectNoMore();
    }
  }

  @Test
  void bytes_that_still_wait_in_a_buffer_die_with_the_connection() throws Exception {
    try (Socket peer = connect()) {
      Transport.Connection connection = listener.expectConnected();
      byte[] big = new byte[32 * 1024 * 1024];
      connection.send(big);
      long arrived = 1;
      assertTrue(peer.getInputStream().read() >= 0); // so some of it was given to the system
      scheduler.execute(connection::reset);
      listener.expect("closed: reset by the agent");
      try {
        byte[] buffer = new byte[65536];
        for (int n = 0; n >= 0; n = peer.getInputStream().read(buffer)) {
          arrived += n;
        }
      } catch (SocketException reset) {
        assertTrue(arrived < big.length);
        return;
      }
      throw new AssertionError("the peer saw an orderly end after " + arrived + " bytes");
    }
  }

  @Test
  void a_reset_by_the_peer_is_named() throws Exception {
    try (Socket peer = connect()) {
      listener.expectConnected();
      peer.setSoLinger(true, 0);
    }
    listener.expect("closed: connection reset by the other side");
  }

  @Test
  void what_is_sent_after_the_end_was_certainly_not_handed_over() throws Exception {
    Transport.Connection connection;
    try (Socket peer = connect()) {
      connection = listener.expectConnected();
      assertTrue(peer.isConnected());
    }
    listener.expect("closed: closed by the other side");
    connection.send(new byte[] {0, 1, 5});
    listener.expect("notHandedOver: the connection had ended");
    transport.close();
    connection.send(new byte[] {0, 1, 5});
    listener.expect("notHandedOver: the agent is stopping");
    connection.reset();
    listener.expectNoMore();
  }

  @Test
  void a_refused_connection_fails_and_says_so() throws Exception {
    int port = server.getLocalPort();
    server.close();
    transport.connect(route("127.0.0.1", port), PATIENCE, listener);
    listener.expect("failed: connection refused (127.0.0.1:" + port + ")");
    listener.expectNoMore();
  }

  @Test
  void a_name_that_does_not_resolve_fails_and_says_so() throws Exception {
    try (NettyTransport own =
        new NettyTransport(
            twoBytes(),
            scheduler,
            PATIENCE,
            host -> {
              throw new UnknownHostException(host + ": no address");
            })) {
      own.connect(route("pos.example"), PATIENCE, listener);
      listener.expect("failed: pos.example: the name cannot be resolved");
    }
  }

  @Test
  void the_next_address_of_a_name_is_tried_when_the_first_refuses() throws Exception {
    byte[][] loopback = {{127, 0, 0, 2}, {127, 0, 0, 1}};
    try (NettyTransport own =
        new NettyTransport(
            twoBytes(),
            scheduler,
            PATIENCE,
            host ->
                new InetAddress[] {
                  InetAddress.getByAddress(loopback[0]), InetAddress.getByAddress(loopback[1])
                })) {
      own.connect(route("pos.example"), PATIENCE, listener);
      try (Socket peer = server.accept()) {
        listener.expectConnected();
        assertTrue(peer.isConnected());
      }
    }
  }

  @Test
  void a_lookup_that_hangs_ends_with_the_time_out_and_does_not_hold_up_other_connections()
      throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (NettyTransport own =
        new NettyTransport(
            twoBytes(),
            scheduler,
            PATIENCE,
            host -> {
              if (host.equals("hangs.example")) {
                never.await();
              }
              return InetAddress.getAllByName(host);
            })) {
      RecordingListener hanging = new RecordingListener();
      own.connect(route("hangs.example"), Duration.ofMillis(200), hanging);
      own.connect(route("127.0.0.1"), PATIENCE, listener);
      try (Socket peer = server.accept()) {
        Transport.Connection connection = listener.expectConnected();
        connection.send(new byte[] {0, 1, 5});
        assertEquals(0, peer.getInputStream().read());
      }
      hanging.expect("failed: no connection within 200 ms, while looking up the name");
      hanging.expectNoMore();
    }
  }

  @Test
  void lookups_that_hang_for_good_do_not_pile_up() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (NettyTransport own =
        new NettyTransport(
            twoBytes(),
            scheduler,
            PATIENCE,
            host -> {
              never.await();
              return new InetAddress[0];
            })) {
      for (int i = 0; i < 4; i++) {
        RecordingListener each = new RecordingListener();
        own.connect(route("hangs.example"), Duration.ofMillis(100), each);
        each.expectStart("failed: no connection within 100 ms");
      }
      own.connect(route("hangs.example"), PATIENCE, listener);
      listener.expect("failed: hangs.example: earlier lookups of names still hang");
    }
  }

  @Test
  void closing_the_transport_resets_what_is_open_and_ends_what_is_being_tried() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    NettyTransport own =
        new NettyTransport(
            twoBytes(),
            scheduler,
            PATIENCE,
            host -> {
              if (host.equals("hangs.example")) {
                never.await();
              }
              return InetAddress.getAllByName(host);
            });
    RecordingListener trying = new RecordingListener();
    own.connect(route("hangs.example"), PATIENCE, trying);
    own.connect(route("127.0.0.1"), PATIENCE, listener);
    try (Socket peer = server.accept()) {
      listener.expectConnected();
      own.close();
      own.close();
      assertReset(peer);
      listener.expect("closed: the agent is stopping");
      trying.expect("failed: the agent is stopping");
    }
    RecordingListener late = new RecordingListener();
    own.connect(route("127.0.0.1"), PATIENCE, late);
    late.expect("failed: the agent is stopping");
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tillkeeper-line"))
                .count()
            > 1,
        "only the other transport's thread is left");
  }

  @Test
  void a_listener_that_throws_is_heard_and_the_connection_goes_on() throws Exception {
    IllegalStateException broken = new IllegalStateException("broken");
    BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    Transport.Listener throwing =
        new Transport.Listener() {
          @Override
          public void connected(Transport.Connection connection) {}

          @Override
          public void failed(String why) {}

          @Override
          public void notHandedOver(byte[] frame, String why) {}

          @Override
          public void received(byte[] frame) {
            frames.add(frame);
            throw broken;
          }

          @Override
          public void malformed(String why) {}

          @Override
          public void closed(String why) {}
        };
    transport.connect(route("127.0.0.1"), PATIENCE, throwing);
    try (Socket peer = server.accept()) {
      for (int i = 0; i < 50; i++) {
        peer.getOutputStream().write(new byte[] {0, 1, (byte) i});
        assertArrayEquals(new byte[] {0, 1, (byte) i}, frames.poll(30, TimeUnit.SECONDS));
        assertEquals(broken, failures.poll(30, TimeUnit.SECONDS));
      }
    }
  }

  private Socket connect() throws IOException {
    return connect(listener);
  }

  private Socket connect(RecordingListener each) throws IOException {
    return connect(transport, each);
  }

  private Socket connect(NettyTransport by, RecordingListener each) throws IOException {
    by.connect(route("127.0.0.1"), PATIENCE, each);
    Socket peer = server.accept();
    peer.setSoTimeout((int) PATIENCE.toMillis());
    return peer;
  }

  private Route route(String host) {
    return route(host, server.getLocalPort());
  }

  private static Route route(String host, int port) {
    return new Route("primary", host, port, Optional.empty());
  }

  private static void assertReset(Socket peer) {
    SocketException reset =
        assertThrows(SocketException.class, () -> peer.getInputStream().readAllBytes());
    assertEquals("Connection reset", reset.getMessage());
  }

  /** Two bytes of length, at most 1000. */
  static Framing twoBytes() {
    return new Framing() {
      @Override
      public int lengthPrefixBytes() {
        return 2;
      }

      @Override
      public int bodyLength(byte[] prefix) throws MalformedMessage {
        int length = (prefix[0] & 0xFF) << 8 | (prefix[1] & 0xFF);
        if (length > 1000) {
          throw new MalformedMessage(-1, 0, "length " + length + ": must be at most 1000");
        }
        return length;
      }
    };
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
