package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers with the token who keep the agent waiting: half requests, and answers nobody takes. */
@Timeout(60)
class HalfRequestsTest {
  private static final int CALLERS = 200;
  private static final int PLACES = Limits.DEFAULT.connections();

  @TempDir Path data;
  private TillFixture till;
  private final List<Wire> wires = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    till = new TillFixture(data.toFile(), Limits.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    for (Wire wire : wires) {
      wire.socket.close();
    }
    till.close();
  }

  @Test
  void two_hundred_callers_that_stop_within_the_body_leave_the_next_till_its_place()
      throws Exception {
    for (int i = 0; i < CALLERS; i++) {
      half("key-" + i, 1);
    }
    for (int i = 0; i < 20; i++) {
      assertEquals(200, ask(connect()).status(), "till " + i);
    }
    assertEquals(201, till.pay("key-of-a-till", TillFixture.SWIPE).status());
  }

  @Test
  void two_hundred_callers_that_stop_within_the_head_of_their_next_call_do_too() throws Exception {
    for (int i = 0; i < CALLERS; i++) {
      Wire wire = connect();
      assertEquals(200, ask(wire).status(), "caller " + i);
      wire.send(till.head("GET", "/v1/status"));
    }
    for (int i = 0; i < 20; i++) {
      assertEquals(200, ask(connect()).status(), "till " + i);
    }
  }

  @Test
  void two_hundred_callers_that_do_not_take_their_answer_do_too() throws Exception {
    for (int i = 0; i < 510; i++) {
      till.pay("key-" + i, TillFixture.SWIPE);
    }
    for (int i = 0; i < CALLERS; i++) {
      connect(4 * 1024).send(till.head("GET", "/v1/payments?limit=500") + "\r\n");
    }
    for (Wire wire : wires) {
      begun(wire);
    }
    for (int i = 0; i < 20; i++) {
      assertEquals(200, ask(connect()).status(), "till " + i);
    }
  }

  @Test
  void a_connection_that_a_till_keeps_is_not_closed_for_half_requests() throws Exception {
    Wire kept = connect();
    assertEquals(200, ask(kept).status());
    for (int i = 0; i < CALLERS; i++) {
      half("key-" + i, 1);
    }
    assertEquals(200, ask(connect()).status());
    assertEquals(200, ask(kept).status());
  }

  @Test
  void a_call_that_waits_for_a_payments_end_is_not_answered_early_for_half_requests()
      throws Exception {
    Wire waits = connect();
    waits.send(till.postOf("/v1/payments?wait=60", "key-waits", TillFixture.SWIPE));
    await(() -> till.terminal.waiting() == 1);
    for (int i = 0; i < CALLERS; i++) {
      half("key-" + i, 1);
    }
    assertEquals(200, ask(connect()).status());
    assertEquals(1, till.terminal.waiting());
    String id =
        till.get("/v1/payments?limit=1")
            .raw()
            .body()
            .replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
    till.terminal.send(id);
    till.terminal.approve(id);
    Wire.Answer answer = waits.answer();
    assertEquals(201, answer.status());
    assertTrue(answer.body().contains("\"state\":\"confirmed\""), answer.body());
  }

  @Test
  void where_every_other_place_waits_the_half_request_goes_and_not_a_wait() throws Exception {
    Wire half = half("key-half", 1);
    assertEquals(200, ask(connect()).status());
    for (int i = 0; i < PLACES - 1; i++) {
      connect().send(till.postOf("/v1/payments?wait=60", "key-" + i, TillFixture.SWIPE));
    }
    await(() -> till.terminal.waiting() == PLACES - 1);
    assertEquals(200, ask(connect()).status());
    assertTrue(half.isClosedByServer());
    assertEquals(PLACES - 1, till.terminal.waiting());
  }

  @Test
  void of_half_requests_the_first_goes_and_the_last_is_answered_when_it_is_whole()
      throws Exception {
    Wire first = half("key-first", 1);
    for (int i = 0; i < PLACES; i++) {
      half("key-" + i, 1);
    }
    Wire last = half("key-last", 1);
    assertTrue(first.isClosedByServer());
    last.send(TillFixture.SWIPE.substring(1));
    assertEquals(201, last.answer().status());
    assertEquals(1, ((List<?>) till.get("/v1/payments").json().get("payments")).size());
  }

  @Test
  void who_was_cut_within_its_request_asks_again_with_the_same_key() throws Exception {
    Wire cut = half("key-again", TillFixture.SWIPE.length() - 1);
    for (int i = 0; i < CALLERS; i++) {
      half("key-" + i, 1);
    }
    assertTrue(cut.isClosedByServer());
    assertEquals(201, till.pay("key-again", TillFixture.SWIPE).status());
    assertEquals(200, till.pay("key-again", TillFixture.SWIPE).status());
  }

  /** Its answer has begun, or its connection has ended. */
  private static void begun(Wire wire) {
    try {
      wire.in.read();
    } catch (IOException e) {
      // It was closed for another.
    }
  }

  private Wire.Answer ask(Wire wire) throws IOException {
    wire.send(till.head("GET", "/v1/status") + "\r\n");
    return wire.answer();
  }

  /** A payment of which the first bytes of the body are sent. */
  private Wire half(String key, int bodyBytes) throws IOException {
    String whole = till.postOf("/v1/payments", key, TillFixture.SWIPE);
    Wire wire = connect();
    wire.send(whole.substring(0, whole.length() - TillFixture.SWIPE.length() + bodyBytes));
    return wire;
  }

  private Wire connect() throws IOException {
    return connect(0);
  }

  /**
   * Connects.
   *
   * @param receives how much the system takes of what is not read; 0 for what it likes
   */
  private Wire connect(int receives) throws IOException {
    Socket socket = new Socket();
    if (receives > 0) {
      socket.setReceiveBufferSize(receives);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), till.server.port()));
    socket.setSoTimeout(20_000);
    Wire wire = new Wire(socket);
    wires.add(wire);
    return wire;
  }

  private static void await(BooleanSupplier condition) {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < giveUp, "it never came true");
      Thread.onSpinWait();
    }
  }
}
