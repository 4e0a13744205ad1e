package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which connections are kept, what follows a last answer, and what a till may send meanwhile. */
@Timeout(30)
class TillHttpTest {
  @TempDir Path data;
  private TillFixture till;
  private final List<Wire> wires = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    till = new TillFixture(data.toFile(), TillFixture.SHORT);
  }

  @AfterEach
  void stop() throws Exception {
    for (Wire wire : wires) {
      wire.socket.close();
    }
    till.close();
  }

  @Test
  void an_old_client_that_asks_for_it_keeps_its_connection_and_is_told_so() throws Exception {
    Wire wire = connect();
    for (int i = 0; i < 2; i++) {
      wire.send(
          till.head("GET", "/v1/status").replace("HTTP/1.1", "HTTP/1.0")
              + "Connection: keep-alive\r\n\r\n");
      assertEquals("HTTP/1.1 200 OK", wire.line());
      List<String> headers = headers(wire);
      assertTrue(headers.contains("connection: keep-alive"), headers.toString());
      wire.in.skip(length(headers));
    }
  }

  @Test
  void an_old_client_reads_events_without_chunks() throws Exception {
    Wire wire = connect();
    wire.send(till.head("GET", "/v1/events").replace("HTTP/1.1", "HTTP/1.0") + "\r\n");
    assertEquals("HTTP/1.1 200 OK", wire.line());
    List<String> headers = headers(wire);
    assertFalse(headers.contains("transfer-encoding: chunked"), headers.toString());
    assertEquals("retry: 1000", wire.line());
    assertEquals("status", wire.event().name());
  }

  @Test
  void after_a_request_to_close_no_other_is_carried_out() throws Exception {
    Wire wire = connect();
    wire.send(
        till.head("GET", "/v1/status")
            + "Connection: close\r\n\r\n"
            + till.postOf("/v1/payments", "key-1", TillFixture.SWIPE));
    assertEquals("HTTP/1.1 200 OK", wire.line());
    List<String> headers = headers(wire);
    assertTrue(headers.contains("connection: close"), headers.toString());
    assertEquals(length(headers), wire.rest().length());
    assertNothingWasPaid();
  }

  @Test
  void after_a_body_that_is_too_large_no_other_request_is_carried_out() throws Exception {
    Wire wire = connect();
    wire.send(
        till.postOf("/v1/payments", "key-1", "x".repeat(16 * 1024 + 1))
            + till.postOf("/v1/payments", "key-2", TillFixture.SWIPE));
    assertEquals(413, wire.answer().status());
    assertEquals("", wire.rest());
    assertNothingWasPaid();
  }

  @Test
  void on_an_event_stream_no_request_is_carried_out() throws Exception {
    Wire wire = connect();
    wire.send(till.head("GET", "/v1/events") + "\r\n");
    wire.headers();
    wire.event();
    wire.send(till.postOf("/v1/payments", "key-1", TillFixture.SWIPE));
    wire.send(till.head("POST", "/v1/payments") + "Content-Length: 9\r\n\r\n{");
    // More heartbeats than the half request would have had time for.
    int heartbeats = 0;
    while (heartbeats < 12) {
      heartbeats += wire.line().equals(":") ? 1 : 0;
    }
    assertNothingWasPaid();
  }

  @Test
  void a_refused_request_leaves_the_connection_to_the_next() throws Exception {
    Wire wire = connect();
    wire.send("GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals(401, wire.answer().status());
    wire.send(till.head("GET", "/v1/status") + "\r\n");
    assertEquals(200, wire.answer().status());
  }

  @Test
  void without_the_token_nothing_is_told_of_the_limits() throws Exception {
    Wire wire = connect();
    wire.send("POST /v1/payments HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n");
    assertEquals(401, wire.answer().status());
    assertEquals("", wire.rest());
  }

  @ParameterizedTest
  @CsvSource({"417, 200-ok, 5", "413, 100-continue, 16385"})
  void a_till_that_asks_first_is_refused_before_it_sends(int status, String expect, int length)
      throws Exception {
    Wire wire = connect();
    wire.send(
        till.head("POST", "/v1/payments")
            + "Expect: "
            + expect
            + "\r\nContent-Length: "
            + length
            + "\r\n\r\n");
    Wire.Answer answer = wire.answer();
    assertEquals(status, answer.status());
    assertTrue(answer.body().contains("\"detail\""), answer.body());
    assertEquals("", wire.rest());
  }

  @Test
  void an_old_client_that_asks_first_is_not_answered_in_between() throws Exception {
    Wire wire = connect();
    wire.send(
        till.postOf("/v1/payments", "key-1", TillFixture.SWIPE)
            .replace("HTTP/1.1\r\n", "HTTP/1.0\r\nExpect: 100-continue\r\n"));
    assertEquals(201, wire.answer().status());
  }

  @Test
  void a_head_may_be_the_last_request() throws Exception {
    Wire wire = connect();
    wire.send(till.head("HEAD", "/v1/status") + "Connection: close\r\n\r\n");
    assertEquals("HTTP/1.1 200 OK", wire.line());
    List<String> headers = headers(wire);
    assertTrue(headers.contains("connection: close"), headers.toString());
    assertTrue(length(headers) > 0);
    assertEquals("", wire.rest());
  }

  @Test
  void a_byte_now_and_then_does_not_keep_a_half_request() throws Exception {
    Wire wire = connect();
    wire.send(till.head("POST", "/v1/payments") + "Content-Length: 9999\r\n\r\n");
    wire.socket.setSoTimeout(100);
    String statusLine = "";
    for (int sent = 0; statusLine.isEmpty(); sent++) {
      assertTrue(sent < 200, "it goes on waiting");
      wire.send("{");
      try {
        statusLine = wire.line();
      } catch (SocketTimeoutException e) {
        // nothing yet
      }
    }
    assertEquals("HTTP/1.1 408 Request Timeout", statusLine);
  }

  @Test
  void half_a_request_on_a_kept_connection_is_given_up() throws Exception {
    Wire wire = connect();
    wire.send(till.head("GET", "/v1/status") + "\r\n");
    assertEquals(200, wire.answer().status());
    wire.send("GET /v1/status HTTP/1.1\r\nHost: x\r\n");
    assertEquals("", wire.rest());
  }

  @Test
  void uploads_that_are_broken_off_pay_nothing_and_leave_their_places() throws Exception {
    Queue<String> said = new ConcurrentLinkedQueue<>();
    Logger log = Logger.getLogger(TillConnection.class.getName());
    Handler listener = listener(said);
    log.addHandler(listener);
    try {
      breakOffUploads();
    } finally {
      log.removeHandler(listener);
    }
    assertNothingWasPaid();
    assertEquals("[]", said.toString(), "a till that goes away is no failure of the agent");
  }

  private void breakOffUploads() throws Exception {
    String whole = till.postOf("/v1/payments", "key-1", TillFixture.SWIPE);
    for (int i = 0; i < 3 * TillFixture.SHORT.connections(); i++) {
      Wire wire = connect();
      wire.send(till.head("GET", "/v1/status") + "\r\n");
      assertEquals(200, wire.answer().status());
      wire.send(whole.substring(0, whole.length() - 1));
      if (i % 2 == 0) {
        wire.socket.setSoLinger(true, 0); // a reset
      }
      wire.socket.close();
      till.written();
    }
  }

  private static Handler listener(Queue<String> said) {
    return new Handler() {
      @Override
      public void publish(LogRecord message) {
        said.add(message.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private void assertNothingWasPaid() throws Exception {
    assertTrue(till.get("/v1/payments").raw().body().startsWith("{\"payments\":[]"));
  }

  /** In lower case, to the empty line. */
  private static List<String> headers(Wire wire) throws IOException {
    List<String> headers = new ArrayList<>();
    for (String line = wire.line(); !line.isEmpty(); line = wire.line()) {
      headers.add(line.toLowerCase(Locale.ROOT));
    }
    return headers;
  }

  private static int length(List<String> headers) {
    for (String header : headers) {
      if (header.startsWith("content-length: ")) {
        return Integer.parseInt(header.substring(16));
      }
    }
    return -1;
  }

  private Wire connect() throws IOException {
    Wire wire = till.connect();
    wires.add(wire);
    return wire;
  }
}
