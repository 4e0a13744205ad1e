package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.payment.Event;

/** The till API byte by byte: order, limits, broken requests, and the live events. */
@Timeout(30)
class TillWireTest {
  @TempDir Path data;
  private TillFixture till;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    till = new TillFixture(data.toFile(), TillFixture.SHORT);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    till.close();
  }

  @Test
  void pipelined_requests_are_answered_in_order() throws Exception {
    Wire wire = connect();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      all.append(i % 3 == 0 ? get("/v1/status") : get("/v1/nothing"));
    }
    wire.send(all + post("/v1/payments?wait=1", "key-1", TillFixture.SWIPE) + get("/v1/payments"));
    for (int i = 0; i < 300; i++) {
      assertEquals(i % 3 == 0 ? 200 : 404, wire.answer().status(), "answer " + i);
    }
    assertEquals(201, wire.answer().status());
    assertTrue(wire.answer().body().contains("ORDER-1"));
  }

  @Test
  void a_connection_is_kept_and_closed_when_idle() throws Exception {
    Wire wire = connect();
    wire.send(get("/v1/status"));
    assertEquals(200, wire.answer().status());
    wire.send(get("/v1/status"));
    assertEquals(200, wire.answer().status());
    assertEquals("", wire.rest(), "closed by the server");
  }

  @Test
  void a_till_that_ends_its_side_still_gets_its_answers() throws Exception {
    Wire wire = connect();
    wire.send(get("/v1/status") + get("/v1/nothing"));
    wire.socket.shutdownOutput();
    assertEquals(200, wire.answer().status());
    assertEquals(404, wire.answer().status());
    assertEquals("", wire.rest());
  }

  @Test
  void a_request_that_does_not_arrive_is_given_up() throws Exception {
    Wire head = connect();
    head.send("GET /v1/status HTTP/1.1\r\nHost: x\r\n");
    assertEquals("", head.rest());
    Wire body = connect();
    body.send(post("/v1/payments", "key-1", TillFixture.SWIPE).replaceFirst("}\\s*$", ""));
    assertEquals(408, body.answer().status());
    assertEquals("", body.rest());
  }

  @Test
  void a_body_that_is_too_large_is_refused_whether_announced_or_not() throws Exception {
    String large = "x".repeat(16 * 1024 + 1);
    Wire announced = connect();
    announced.send(post("/v1/payments", "key-1", large));
    Wire.Answer refused = announced.answer();
    assertEquals(413, refused.status());
    assertTrue(refused.body().contains("payload-too-large"));
    assertEquals("", announced.rest());
    Wire chunked = connect();
    chunked.send(
        head("POST", "/v1/payments")
            + "Transfer-Encoding: chunked\r\n\r\n4001\r\n"
            + large
            + "\r\n0\r\n\r\n");
    assertEquals(413, chunked.answer().status());
    assertEquals("", chunked.rest());
    Wire fits = connect();
    fits.send(post("/v1/payments", "key-1", large.substring(1)));
    assertEquals(400, fits.answer().status());
  }

  @Test
  void a_till_that_sends_on_regardless_still_reads_why_it_was_refused() throws Exception {
    Wire wire = connect();
    wire.send(post("/v1/payments", "key-1", "x".repeat(8 * 1024 * 1024)));
    assertEquals(413, wire.answer().status());
    assertEquals("", wire.rest());
  }

  @Test
  void a_chunked_body_in_tiny_pieces_is_read_whole() throws Exception {
    StringBuilder pieces = new StringBuilder();
    for (byte b : TillFixture.SWIPE.getBytes(StandardCharsets.UTF_8)) {
      pieces.append("1\r\n").append((char) b).append("\r\n");
    }
    Wire wire = connect();
    wire.send(
        head("POST", "/v1/payments")
            + "Idempotency-Key: key-1\r\nTransfer-Encoding: chunked\r\n\r\n"
            + pieces
            + "0\r\n\r\n");
    assertEquals(201, wire.answer().status());
  }

  @Test
  void a_till_may_ask_before_it_sends_a_body() throws Exception {
    Wire wire = connect();
    wire.send(
        head("POST", "/v1/payments")
            + "Idempotency-Key: key-1\r\nExpect: 100-continue\r\nContent-Length: "
            + TillFixture.SWIPE.length()
            + "\r\n\r\n");
    assertEquals("HTTP/1.1 100 Continue", wire.in.readLine());
    assertEquals("", wire.in.readLine());
    wire.send(TillFixture.SWIPE);
    assertEquals(201, wire.answer().status());
    Wire refused = connect();
    refused.send(
        "POST /v1/payments HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    assertEquals(401, refused.answer().status());
    assertEquals("", refused.rest());
  }

  @Test
  void a_head_is_answered_without_a_body() throws Exception {
    Wire wire = connect();
    wire.send(head("HEAD", "/v1/status") + "\r\n" + get("/v1/nothing"));
    assertEquals("HTTP/1.1 200 OK", wire.in.readLine());
    wire.headers();
    assertEquals(404, wire.answer().status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET /v1/status\r\n\r\n",
        "GET /v1/status HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /v1/status HTTP/1.1\r\n\r\n",
        "GET /v1/status HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n",
        "POST /v1/payments HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST /v1/payments HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "POST /v1/payments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      })
  void what_is_not_http_is_a_bad_request(String bytes) throws Exception {
    Wire wire = connect();
    wire.send(bytes);
    Wire.Answer answer = wire.answer();
    assertEquals(400, answer.status(), answer.body());
    assertTrue(answer.body().contains("malformed-request"), answer.body());
  }

  @ParameterizedTest
  @CsvSource({"431, x, 9000", "414, /, 5000"})
  void endless_heads_are_refused(int status, String where, int length) throws Exception {
    Wire wire = connect();
    String filler = "y".repeat(length);
    wire.send(
        where.equals("/")
            ? "GET /" + filler + " HTTP/1.1\r\nHost: x\r\n\r\n"
            : "GET / HTTP/1.1\r\nHost: x\r\nX: " + filler + "\r\n\r\n");
    assertEquals(status, wire.answer().status());
    assertEquals("", wire.rest());
  }

  @Test
  void a_broken_escape_in_the_address_is_a_bad_request() throws Exception {
    Wire wire = connect();
    wire.send(get("/v1/payments?limit=%zz"));
    assertEquals(400, wire.answer().status());
  }

  @Test
  void where_every_place_is_taken_the_till_that_has_said_nothing_for_longest_leaves()
      throws Exception {
    List<Wire> all = new ArrayList<>();
    for (int i = 0; i < TillFixture.SHORT.connections(); i++) {
      Wire wire = connect();
      wire.send(get("/v1/status"));
      assertEquals(200, wire.answer().status());
      all.add(wire);
    }
    all.get(0).send(get("/v1/status"));
    assertEquals(200, all.get(0).answer().status());
    Wire oneMore = connect();
    oneMore.send(get("/v1/status"));
    assertEquals(200, oneMore.answer().status());
    assertTrue(all.get(1).isClosedByServer());
    all.get(0).send(get("/v1/status"));
    assertEquals(200, all.get(0).answer().status());
  }

  @Test
  void events_tell_each_change_and_resume_without_a_gap() throws Exception {
    Wire live = connect();
    live.send(head("GET", "/v1/events") + "\r\n");
    live.headers();
    Wire.SseEvent first = live.event();
    assertEquals("status", first.name());
    assertEquals("0", first.id());
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    Wire.SseEvent created = live.event();
    assertEquals("payment", created.name());
    assertTrue(created.data().contains("\"state\":\"recorded\""), created.data());
    live.socket.close();
    till.terminal.send(id);
    till.terminal.approve(id);
    Wire resumed = connect();
    resumed.send(head("GET", "/v1/events") + "Last-Event-ID: " + created.id() + "\r\n\r\n");
    resumed.headers();
    Wire.SseEvent sent = resumed.event();
    Wire.SseEvent confirmed = resumed.event();
    assertTrue(sent.data().contains("\"state\":\"sent\""), sent.data());
    assertTrue(confirmed.data().contains("\"state\":\"confirmed\""), confirmed.data());
    assertTrue(Long.parseLong(created.id()) < Long.parseLong(sent.id()));
    assertTrue(Long.parseLong(sent.id()) < Long.parseLong(confirmed.id()));
    assertEquals("status", resumed.event().name());
  }

  @Test
  void a_quiet_stream_has_a_heartbeat_and_outlives_the_time_limits() throws Exception {
    Wire live = connect();
    live.send(head("GET", "/v1/events") + "\r\n");
    live.headers();
    int heartbeats = 0;
    while (heartbeats < 12) {
      if (live.line().equals(":")) {
        heartbeats++;
      }
    }
    assertEquals(1, till.terminal.subscriberCount());
  }

  @Test
  void an_ended_stream_leaves_no_subscriber() throws Exception {
    Wire live = connect();
    live.send(head("GET", "/v1/events") + "\r\n");
    live.headers();
    live.event();
    assertEquals(1, till.terminal.subscriberCount());
    live.socket.close();
    await(() -> till.terminal.subscriberCount() == 0);
  }

  @Test
  void a_stream_nobody_reads_is_cut_rather_than_buffered() throws Exception {
    Wire live = connect();
    live.send(head("GET", "/v1/events") + "\r\n");
    live.headers();
    live.event();
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    for (int changes = 0; changes < 5000; changes++) {
      till.terminal.event(id, new Event.RetryEnded(Event.RetryEnd.WINDOW_OVER));
    }
    await(() -> till.terminal.subscriberCount() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1 2", "99999999999999999999"})
  void a_resume_after_nonsense_is_refused(String id) throws Exception {
    Wire wire = connect();
    wire.send(head("GET", "/v1/events") + "Last-Event-ID: " + id + "\r\n\r\n");
    assertEquals(400, wire.answer().status());
  }

  @Test
  void an_old_client_is_answered_and_closed() throws Exception {
    Wire wire = connect();
    wire.send(get("/v1/status").replace("HTTP/1.1", "HTTP/1.0"));
    assertEquals(200, wire.answer().status());
    assertEquals("", wire.rest());
  }

  @Test
  void a_closed_server_ends_its_streams() throws Exception {
    Wire live = connect();
    live.send(head("GET", "/v1/events") + "\r\n");
    live.headers();
    till.server.close();
    assertTrue(live.isClosedByServer());
  }

  private static void await(BooleanSupplier condition) {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < giveUp, "it never came true");
      Thread.onSpinWait();
    }
  }

  private String head(String method, String path) {
    return till.head(method, path);
  }

  private String get(String path) {
    return till.head("GET", path) + "\r\n";
  }

  private String post(String path, String key, String body) {
    return till.postOf(path, key, body);
  }

  private Wire connect() throws IOException {
    Wire wire = till.connect();
    sockets.add(wire.socket);
    return wire;
  }
}
