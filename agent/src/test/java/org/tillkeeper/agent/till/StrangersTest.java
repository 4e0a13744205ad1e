package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process without the token that takes connections: what is left for the tills. */
@Timeout(60)
class StrangersTest {
  /** More than a machine's limit of open files may allow at once. */
  private static final int HELD = 600;

  private static final String HALF =
      "POST /v1/payments HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n";

  @TempDir Path data;
  private TillFixture till;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    till = new TillFixture(data.toFile(), Limits.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    till.close();
  }

  @Test
  void a_tills_calls_go_on_while_5000_strangers_knock() throws Exception {
    ArrayDeque<Socket> held = new ArrayDeque<>();
    for (int knocks = 0; knocks < 5000; knocks++) {
      held.add(half(knocks % 2 == 0 ? "" : HALF));
      if (held.size() > HELD) {
        held.remove().close();
      }
      if (knocks % 17 == 16) {
        assertEquals(200, callOnAConnectionOfItsOwn(), "after " + knocks + " knocks");
      }
    }
    sockets.addAll(held);
  }

  @Test
  void connections_that_say_nothing_leave_the_tills_their_places() throws Exception {
    for (int i = 0; i < 300; i++) {
      sockets.add(half(i % 2 == 0 ? "" : HALF));
    }
    for (int i = 0; i < Limits.DEFAULT.connections(); i++) {
      Wire wire = till.connect();
      sockets.add(wire.socket);
      wire.send(till.head("GET", "/v1/status") + "\r\n");
      assertEquals(200, wire.answer().status(), "till " + i);
    }
  }

  @Test
  void a_till_that_is_known_keeps_its_connection_whoever_knocks() throws Exception {
    Wire known = till.connect();
    sockets.add(known.socket);
    known.send(till.head("GET", "/v1/status") + "\r\n");
    assertEquals(200, known.answer().status());
    for (int i = 0; i < 500; i++) {
      sockets.add(half(""));
    }
    known.send(till.head("GET", "/v1/status") + "\r\n");
    assertEquals(200, known.answer().status());
  }

  @Test
  void of_strangers_the_first_to_come_is_the_first_to_go() throws Exception {
    Socket first = half(HALF);
    sockets.add(first);
    for (int i = 0; i < 1000; i++) {
      sockets.add(half(HALF));
    }
    assertTrue(new Wire(first).isClosedByServer());
  }

  private int callOnAConnectionOfItsOwn() throws IOException {
    Wire wire = till.connect();
    try {
      wire.send(till.head("GET", "/v1/status") + "\r\n");
      return wire.answer().status();
    } finally {
      wire.socket.close();
    }
  }

  private Socket half(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), till.server.port());
    socket.setSoTimeout(20_000);
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // It was turned away already.
    }
    return socket;
  }
}
