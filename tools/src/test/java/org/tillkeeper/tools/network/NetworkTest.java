package org.tillkeeper.tools.network;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tillkeeper.tools.control.ControlClient;

/** Each rule of the faulty network, as both ends of a connection see it. */
class NetworkTest {
  private static final int PATIENCE_MILLIS = 3_000;
  private static final int SILENCE_MILLIS = 150;

  private ServerSocket target;
  private Network network;
  private ControlClient control;
  private Socket terminal;
  private Socket acquirer;

  @BeforeEach
  void connect() throws Exception {
    target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    target.setSoTimeout(PATIENCE_MILLIS);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    network =
        Network.start(
            new NetworkSettings(any, (InetSocketAddress) target.getLocalSocketAddress(), any, 1));
    control = new ControlClient(network.controlAddress());
    terminal = dial();
    acquirer = answer();
  }

  @AfterEach
  void close() throws Exception {
    terminal.close();
    acquirer.close();
    network.close();
    target.close();
  }

  private Socket dial() throws IOException {
    Socket socket = new Socket(network.address().getAddress(), network.address().getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private Socket answer() throws IOException {
    Socket socket = target.accept();
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void say(Socket from, String text) throws IOException {
    from.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static String hear(Socket at, int bytes) throws IOException {
    byte[] heard = at.getInputStream().readNBytes(bytes);
    if (heard.length < bytes) {
      throw new EOFException(new String(heard, US_ASCII));
    }
    return new String(heard, US_ASCII);
  }

  private static void silence(Socket at) throws IOException {
    at.setSoTimeout(SILENCE_MILLIS);
    assertThrows(SocketTimeoutException.class, () -> hear(at, 1));
    at.setSoTimeout(PATIENCE_MILLIS);
  }

  private void rule(String rule) {
    control.post("/rules", rule);
  }

  @Test
  void a_good_line_carries_both_ways_and_ends_when_both_have() throws Exception {
    say(terminal, "request");
    assertEquals("request", hear(acquirer, 7));
    say(acquirer, "answer");
    assertEquals("answer", hear(terminal, 6));
    terminal.shutdownOutput();
    assertEquals(-1, acquirer.getInputStream().read());
    say(acquirer, "last");
    assertEquals("last", hear(terminal, 4));
    acquirer.close();
    assertEquals(-1, terminal.getInputStream().read());
    await(() -> control.get("/state").map().get("connections").equals(0));
  }

  @Test
  void cut_resets_both_ends_and_refuses_until_the_line_is_up() throws Exception {
    rule("{\"rule\":\"cut\"}");
    assertThrows(SocketException.class, () -> hear(terminal, 1));
    assertThrows(SocketException.class, () -> hear(acquirer, 1));
    assertThrows(ConnectException.class, this::dial);
    assertEquals(true, control.get("/state").map().get("refusing"));
    rule("{\"rule\":\"up\"}");
    try (Socket again = dial();
        Socket answered = answer()) {
      say(again, "x");
      assertEquals("x", hear(answered, 1));
    }
  }

  @Test
  void cut_may_close_politely_and_take_new_connections() throws Exception {
    rule("{\"rule\":\"cut\",\"how\":\"close\",\"then\":\"accept\"}");
    assertEquals(-1, terminal.getInputStream().read());
    assertEquals(-1, acquirer.getInputStream().read());
    try (Socket again = dial();
        Socket answered = answer()) {
      say(again, "x");
      assertEquals("x", hear(answered, 1));
    }
  }

  @Test
  void blackhole_keeps_connections_and_delivers_when_the_line_is_up() throws Exception {
    rule("{\"rule\":\"blackhole\"}");
    say(terminal, "request");
    silence(acquirer);
    say(acquirer, "answer");
    silence(terminal);
    rule("{\"rule\":\"up\"}");
    assertEquals("request", hear(acquirer, 7));
    assertEquals("answer", hear(terminal, 6));
  }

  @Test
  void blackhole_may_hold_one_direction_only() throws Exception {
    rule("{\"rule\":\"blackhole\",\"direction\":\"to-terminal\"}");
    say(terminal, "request");
    assertEquals("request", hear(acquirer, 7));
    say(acquirer, "answer");
    silence(terminal);
  }

  @Test
  void what_a_black_hole_holds_of_a_connection_closed_meanwhile_is_lost() throws Exception {
    rule("{\"rule\":\"blackhole\"}");
    say(terminal, "request");
    silence(acquirer);
    terminal.close();
    rule("{\"rule\":\"up\"}");
    assertThrows(IOException.class, () -> hear(acquirer, 1));
  }

  @Test
  void a_late_packet_may_still_arrive_after_its_connection_was_closed() throws Exception {
    rule("{\"rule\":\"blackhole\",\"closedMeanwhile\":\"deliver\"}");
    say(terminal, "request");
    silence(acquirer);
    terminal.setSoLinger(true, 0);
    terminal.close();
    rule("{\"rule\":\"up\"}");
    assertEquals("request", hear(acquirer, 7));
  }

  @Test
  void delay_makes_bytes_wait_and_up_releases_them() throws Exception {
    rule(
        "{\"rule\":\"delay\",\"delay\":\"120ms\",\"jitter\":\"50ms\",\"direction\":\"to-acquirer\"}");
    long before = System.nanoTime();
    say(terminal, "x");
    assertEquals("x", hear(acquirer, 1));
    assertTrue(System.nanoTime() - before >= 120_000_000L);
    rule("{\"rule\":\"delay\",\"delay\":\"1h\"}");
    say(terminal, "y");
    silence(acquirer);
    rule("{\"rule\":\"up\"}");
    assertEquals("y", hear(acquirer, 1));
  }

  @Test
  void throttle_limits_bytes_per_second() throws Exception {
    rule("{\"rule\":\"throttle\",\"bytesPerSecond\":1000}");
    long before = System.nanoTime();
    say(terminal, "x".repeat(200));
    assertEquals("x".repeat(200), hear(acquirer, 200));
    assertTrue(System.nanoTime() - before >= 190_000_000L);
  }

  @Test
  void half_close_ends_one_direction_and_leaves_the_other() throws Exception {
    rule("{\"rule\":\"half-close\",\"direction\":\"to-acquirer\"}");
    assertEquals(-1, acquirer.getInputStream().read());
    say(terminal, "into nothing");
    say(acquirer, "answer");
    assertEquals("answer", hear(terminal, 6));
  }

  @Test
  void cut_after_some_bytes_of_a_request_cuts_in_its_middle_once() throws Exception {
    rule("{\"rule\":\"cut-after\",\"bytes\":3,\"direction\":\"to-acquirer\"}");
    say(terminal, "request");
    assertEquals("req", hear(acquirer, 3));
    assertEquals(-1, acquirer.getInputStream().read());
    assertThrows(IOException.class, () -> hear(terminal, 1));
    try (Socket again = dial();
        Socket answered = answer()) {
      say(again, "request");
      assertEquals("request", hear(answered, 7));
    }
    assertEquals(1, control.get("/state").map().get("cuts"));
  }

  @Test
  void cut_after_some_bytes_of_an_answer_may_leave_the_line_down() throws Exception {
    rule("{\"rule\":\"cut-after\",\"bytes\":0,\"direction\":\"to-terminal\",\"then\":\"refuse\"}");
    say(terminal, "request");
    assertEquals("request", hear(acquirer, 7));
    say(acquirer, "answer");
    assertThrows(IOException.class, () -> hear(terminal, 1));
    await(() -> control.get("/state").map().get("refusing").equals(true));
    assertThrows(ConnectException.class, this::dial);
  }

  @Test
  void a_target_that_does_not_listen_ends_the_terminals_connection() throws Exception {
    target.close();
    try (Socket lonely = dial()) {
      assertThrows(IOException.class, () -> hear(lonely, 1));
    }
  }

  @Test
  void wrong_rules_are_told_what_is_allowed() {
    String text = control.call("POST", "/rules", "{\"rule\":\"explode\"}").text();
    assertTrue(text.contains("allowed is one of up, cut, blackhole"), text);
    text = control.call("POST", "/rules", "{\"rule\":\"cut-after\"}").text();
    assertTrue(text.contains("bytes is missing"), text);
    text = control.call("POST", "/rules", "{\"rule\":\"blackhole\",\"direction\":\"up\"}").text();
    assertTrue(text.contains("to-acquirer, to-terminal, both"), text);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "waited in vain");
      Thread.onSpinWait();
    }
  }
}
