package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.till.TillFixture.Answered;

/** The forms in which clients write what others write otherwise: addresses, names, texts. */
@Timeout(60)
class AddressFormsTest {
  @TempDir File data;
  private TillFixture till;

  @BeforeEach
  void start() throws Exception {
    till = new TillFixture(data, TillFixture.SHORT);
  }

  @AfterEach
  void stop() {
    till.close();
  }

  private int status(String line, String headers) throws Exception {
    Wire wire = till.connect();
    try (Socket open = wire.socket) {
      open.setTcpNoDelay(true);
      wire.send(line + " HTTP/1.1\r\n" + headers + "\r\n");
      return wire.answer().status();
    }
  }

  private String token() {
    return "Authorization: Bearer " + till.token.text() + "\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8583/v1/status",
        "http://localhost/v1/status",
        "HTTP://[::1]:1/v1/status",
        "https://pos.shop/v1/status",
        "http://127.0.0.1:8583/v1/payments?limit=1",
      })
  void a_request_that_names_its_whole_address_is_taken(String address) throws Exception {
    assertEquals(200, status("GET " + address, "Host: localhost\r\n" + token()));
  }

  @Test
  void an_address_without_a_path_is_the_page() throws Exception {
    assertEquals(200, status("GET http://localhost", "Host: localhost\r\n"));
    assertEquals(200, status("GET http://localhost?", "Host: localhost\r\n"));
    assertEquals(404, status("GET http://localhost/x", "Host: localhost\r\n" + token()));
  }

  @ParameterizedTest
  @CsvSource({
    "GET http://evil.example/, localhost, 421",
    "GET http://localhost/, evil.example, 200",
    "GET http://localhost@evil.example/, localhost, 400",
    "GET http:///v1/status, localhost, 400",
    "GET ftp://localhost/v1/status, localhost, 400",
    "GET http://localhost:x/, localhost, 400",
  })
  void its_authority_counts_instead_of_the_host_header(String line, String host, int status)
      throws Exception {
    assertEquals(status, status(line, "Host: " + host + "\r\n"));
  }

  @Test
  void one_host_header_is_needed_all_the_same() throws Exception {
    assertEquals(400, status("GET http://localhost/v1/status", token()));
    assertEquals(400, status("GET http://localhost/", "Host: localhost\r\nHost: localhost\r\n"));
  }

  @Test
  void a_byte_order_mark_before_the_json_says_nothing() throws Exception {
    Answered first = till.pay("one", "\uFEFF" + TillFixture.SWIPE);
    assertEquals(201, first.status(), first.raw().body());
    Answered again = till.pay("one", TillFixture.SWIPE);
    assertEquals(200, again.status(), "it is no part of the request");
    assertEquals(first.text("id"), again.text("id"));
    assertEquals("malformed-json", till.pay("two", "\uFEFF").text("type"));
    assertEquals("malformed-json", till.pay("two", "\uFEFF\uFEFF{}").text("type"));
    assertEquals("malformed-json", till.pay("two", "{}\uFEFF").text("type"));
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Encoding, gzip, Content-Encoding",
    "Content-Encoding, 'identity, br', Content-Encoding",
    "Content-Type, application/json; charset=gbk, charset=utf-8",
    "Content-Type, application/json;charset=\"UTF-16\", charset=utf-8",
  })
  void a_body_that_says_it_is_packed_or_no_utf_8_is_refused_in_a_sentence(
      String header, String value, String says) throws Exception {
    Answered refused = with("one", header, value);
    assertEquals(415, refused.status(), refused.raw().body());
    assertEquals("unsupported-media-type", refused.text("type"));
    assertTrue(refused.text("detail").contains(says), refused.text("detail"));
    assertEquals(0, till.terminal.count());
    assertEquals(201, till.pay("one", TillFixture.SWIPE).status(), "the key is not used up");
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Encoding, identity",
    "Content-Type, application/json; charset=utf-8",
    "Content-Type, application/json; charset=\"UTF-8\"",
    "Content-Type, application/x-www-form-urlencoded",
  })
  void a_body_that_says_it_is_plain_utf_8_is_taken(String header, String value) throws Exception {
    assertEquals(201, with("one", header, value).status());
  }

  private Answered with(String key, String header, String value) throws Exception {
    return till.send(
        till.request("/v1/payments")
            .header("Idempotency-Key", key)
            .header(header, value)
            .POST(HttpRequest.BodyPublishers.ofString(TillFixture.SWIPE))
            .build());
  }

  @Test
  void localhost_is_both_families_and_an_address_is_one() throws Exception {
    InetAddress four = InetAddress.getAllByName("127.0.0.1")[0];
    InetAddress six = InetAddress.getAllByName("::1")[0];
    assumeTrue(NetworkInterface.getByInetAddress(six) != null, "this machine has no IPv6");
    assertTrue(answers(four));
    assertFalse(answers(six));
    listen("localhost");
    assertTrue(answers(four));
    assertTrue(answers(six));
    listen("::1");
    assertFalse(answers(four));
    assertTrue(answers(six));
  }

  private void listen(String host) throws Exception {
    till.close();
    till = new TillFixture(data, TillFixture.SHORT, new AgentConfig.Api(host, 0), "CNY");
  }

  private boolean answers(InetAddress at) throws IOException {
    try (Socket socket = new Socket(at, till.server.port())) {
      Wire wire = new Wire(socket);
      wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return wire.answer().status() == 200;
    } catch (SocketException e) {
      // Refused; or taken by the system for a port that is being closed, and reset.
      return false;
    }
  }

  @Test
  void a_port_that_is_taken_on_one_family_is_named_and_the_other_is_given_back() throws Exception {
    InetAddress six = InetAddress.getAllByName("::1")[0];
    assumeTrue(NetworkInterface.getByInetAddress(six) != null, "this machine has no IPv6");
    listen("::1");
    int taken = till.server.port();
    IOException refused =
        assertThrows(
            IOException.class,
            () ->
                new TillFixture(
                    data, TillFixture.SHORT, new AgentConfig.Api("localhost", taken), "CNY"));
    assertTrue(refused.getMessage().contains("[0:0:0:0:0:0:0:1]:" + taken), refused.getMessage());
    assertFalse(answers(InetAddress.getAllByName("127.0.0.1")[0]));
  }
}
