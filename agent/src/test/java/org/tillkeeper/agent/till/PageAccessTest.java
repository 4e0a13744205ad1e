package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.till.TillFixture.Answered;

/**
 * How a browser comes to the cashier's page, what its cookie opens, and for whom: over real
 * sockets, as a browser and as those who would like to be taken for it.
 */
@Timeout(30)
class PageAccessTest {
  private static final String KEY = "0123456789abcdef".repeat(4);

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
  void a_one_time_address_gives_a_cookie_once_and_leads_to_the_page() throws Exception {
    Answered given = till.post("/v1/page-address", "");
    assertEquals(201, given.status());
    assertEquals("60", given.text("validSeconds"));
    String address = given.text("address");
    assertTrue(address.matches(till.address() + "/open/[0-9a-f]{32}"), address);
    Answered opened = visit(address);
    assertEquals(303, opened.status());
    assertEquals("/", header(opened, "Location"));
    String cookie = header(opened, "Set-Cookie");
    assertTrue(
        cookie.matches(
            "tillkeeper-"
                + till.server.port()
                + "=[0-9a-f]{64}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict"),
        cookie);
    Answered again = visit(address);
    assertEquals(403, again.status());
    assertFalse(again.raw().headers().firstValue("Set-Cookie").isPresent());
    assertTrue(again.raw().body().contains("<!doctype html>"), "a person is told by the page");
  }

  @Test
  void a_session_does_what_the_token_does_and_goes_on_after_a_restart() throws Exception {
    String cookie = cookie();
    assertEquals(200, send(page("/v1/status", cookie).GET()).status());
    int port = till.server.port();
    till.close();
    till = new TillFixture(data.toFile(), TillFixture.SHORT, port);
    assertEquals(200, send(page("/v1/status", cookie).GET()).status());
    Answered paid =
        send(ownPage("/v1/payments", cookie).header("Idempotency-Key", "k").POST(swipe()));
    assertEquals(201, paid.status());
  }

  @Test
  void a_cookie_without_the_key_of_its_page_opens_nothing() throws Exception {
    String cookie = cookie();
    assertEquals(401, send(request("/v1/status").header("Cookie", cookie).GET()).status());
    assertEquals(200, send(page("/v1/status", cookie).GET()).status());
    assertEquals(
        401,
        send(request("/v1/status")
                .header("Cookie", cookie)
                .header("Page-Key", "f".repeat(64))
                .GET())
            .status());
    assertEquals(
        200,
        send(page("/v1/status", "a=b; tillkeeper-1=x; " + cookie + "; " + cookie + "x").GET())
            .status());
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, http://evil.example",
    "Origin, null",
    "Origin, http://127.0.0.1:1",
    "Origin, https://SELF",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
    "Sec-Fetch-Site, none",
    "X-Nothing, no origin at all",
  })
  void another_site_in_the_same_browser_changes_nothing(String header, String value)
      throws Exception {
    String cookie = cookie();
    String self = value.replace("SELF", "127.0.0.1:" + till.server.port());
    Answered refused =
        send(
            page("/v1/payments", cookie)
                .header("Idempotency-Key", "k")
                .header(header, self)
                .POST(swipe()));
    assertEquals(403, refused.status(), refused.raw().body());
    assertEquals("foreign-origin", refused.text("type"));
    if (!header.startsWith("X")) {
      assertEquals(403, send(page("/v1/status", cookie).header(header, self).GET()).status());
    }
    assertNothingWasPaid();
    assertEquals(200, send(ownPage("/v1/status", cookie).GET()).status());
  }

  @Test
  void of_two_origins_none_is_believed() throws Exception {
    String cookie = cookie();
    String own = till.address();
    Answered refused =
        send(
            ownPage("/v1/payments", cookie)
                .header("Origin", own)
                .header("Idempotency-Key", "k")
                .POST(swipe()));
    assertEquals(403, refused.status());
    assertNothingWasPaid();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "127.0.0.1.evil.example:8583",
        "localhost.evil",
        "192.168.1.5",
        "[::2]",
        "127.0.0.1@evil"
      })
  void a_name_that_somebody_led_to_this_machine_gets_nothing(String host) throws Exception {
    String cookie = cookie();
    assertEquals(421, raw("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status());
    String address = till.pageAddress();
    String code = address.substring(address.indexOf("/open/"));
    assertEquals(421, raw("GET " + code + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status());
    String head =
        "GET /v1/status HTTP/1.1\r\nHost: "
            + host
            + "\r\nPage-Key: "
            + KEY
            + "\r\nCookie: "
            + cookie;
    assertNotEquals(200, raw(head + "\r\n\r\n").status());
    assertEquals(303, visit(address).status(), "and it was not used up by that");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9000", "LOCALHOST", "127.0.0.1:1", "127.9.9.9", "[::1]:8583"})
  void every_name_of_loopback_is_right_with_the_port_of_a_tunnel_too(String host) throws Exception {
    assertEquals(200, raw("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status());
  }

  @Test
  void a_till_is_believed_by_its_token_whatever_it_calls_this_host() throws Exception {
    String head = till.head("GET", "/v1/status").replace("Host: localhost", "Host: pos.shop");
    assertEquals(200, raw(head + "Origin: http://evil.example\r\n\r\n").status());
  }

  @Test
  void a_wrong_token_is_not_made_good_by_a_cookie() throws Exception {
    Answered refused =
        send(page("/v1/status", cookie()).header("Authorization", "Bearer wrong").GET());
    assertEquals(401, refused.status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/page-address", "/v1/session", "/v1/sessions/end-all"})
  void a_session_makes_no_other_and_ends_only_itself(String path) throws Exception {
    Answered refused = send(ownPage(path, cookie()).POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals(403, refused.status());
    assertEquals("token-needed", refused.text("type"));
  }

  @Test
  void who_signs_out_is_out() throws Exception {
    String cookie = cookie();
    String other = cookie();
    Answered out =
        send(ownPage("/v1/session/end", cookie).POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals(200, out.status());
    assertTrue(header(out, "Set-Cookie").contains("=; Path=/; Max-Age=0"));
    assertEquals(401, send(page("/v1/status", cookie).GET()).status());
    assertEquals(200, send(page("/v1/status", other).GET()).status());
  }

  @Test
  void an_address_opened_in_a_browser_that_has_a_session_replaces_it() throws Exception {
    String before = cookie();
    Answered opened =
        send(HttpRequest.newBuilder(URI.create(till.pageAddress())).header("Cookie", before).GET());
    String after = header(opened, "Set-Cookie").split(";")[0];
    assertEquals(401, send(page("/v1/status", before).GET()).status());
    assertEquals(200, send(page("/v1/status", after).GET()).status());
  }

  @Test
  void events_of_a_session_end_with_it_and_those_of_a_till_go_on() throws Exception {
    Wire token = connect();
    token.send(till.head("GET", "/v1/events") + "\r\n");
    token.headers();
    Wire session = connect();
    session.send(
        "GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:"
            + till.server.port()
            + "\r\nPage-Key: "
            + KEY
            + "\r\nCookie: "
            + cookie()
            + "\r\n\r\n");
    session.headers();
    assertEquals("status", session.event().name());
    assertEquals("1", till.post("/v1/sessions/end-all", "").text("ended"));
    assertTrue(session.isClosedByServer());
    int heartbeats = 0;
    while (heartbeats < 3) {
      heartbeats += token.line().equals(":") ? 1 : 0;
    }
  }

  @Test
  void the_token_gives_a_cookie_to_the_page_that_was_opened_with_it() throws Exception {
    Answered begun = till.post("/v1/session", "");
    assertEquals(201, begun.status());
    String cookie = header(begun, "Set-Cookie").split(";")[0];
    assertEquals(200, send(page("/v1/status", cookie).GET()).status());
    assertEquals(
        401, send(request("/v1/session").POST(HttpRequest.BodyPublishers.noBody())).status());
  }

  @Test
  void a_guess_waits_and_a_right_address_does_not() throws Exception {
    String wrong = till.address() + "/open/" + "0".repeat(32);
    long before = System.nanoTime();
    assertEquals(403, visit(wrong).status());
    assertEquals(403, visit(wrong).status());
    assertTrue(System.nanoTime() - before >= Duration.ofMillis(750).toNanos());
    // Two wait for their answer, a third is turned away, and the right one is answered at once.
    for (int i = 0; i < 2; i++) {
      wrongOf(connect());
    }
    Wire third = connect();
    wrongOf(third);
    assertEquals(429, third.answer().status());
    long asked = System.nanoTime();
    assertEquals(303, visit(till.pageAddress()).status());
    assertTrue(System.nanoTime() - asked < Duration.ofMillis(900).toNanos());
  }

  private void wrongOf(Wire wire) throws IOException {
    wire.send("GET /open/" + "0".repeat(32) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    till.written();
  }

  @Test
  void looking_ahead_uses_no_address_up() throws Exception {
    String address = till.pageAddress();
    HttpRequest.Builder head = HttpRequest.newBuilder(URI.create(address));
    assertEquals(401, send(head.method("HEAD", HttpRequest.BodyPublishers.noBody())).status());
    assertEquals(
        403,
        send(HttpRequest.newBuilder(URI.create(address))
                .header("Sec-Purpose", "prefetch;prerender")
                .GET())
            .status());
    assertEquals(303, visit(address).status());
  }

  @Test
  void every_answer_tells_browsers_what_not_to_do_and_nobody_what_runs_here() throws Exception {
    Map<String, Answered> answers =
        Map.of(
            "page", visit(till.address() + "/"),
            "engineer", visit(till.address() + "/engineer"),
            "document", visit(till.address() + "/openapi.yaml"),
            "json", till.get("/v1/status"),
            "problem", till.get("/v1/nothing"),
            "refused", visit(till.address() + "/v1/status"),
            "redirect", visit(till.pageAddress()));
    answers.forEach(
        (what, answer) -> {
          assertEquals("nosniff", header(answer, "X-Content-Type-Options"), what);
          assertEquals("DENY", header(answer, "X-Frame-Options"), what);
          assertEquals("no-store", header(answer, "Cache-Control"), what);
          assertEquals("no-referrer", header(answer, "Referrer-Policy"), what);
          assertEquals("same-origin", header(answer, "Cross-Origin-Opener-Policy"), what);
          assertEquals("same-origin", header(answer, "Cross-Origin-Resource-Policy"), what);
          assertTrue(header(answer, "Permissions-Policy").contains("camera=()"), what);
          String policy = header(answer, "Content-Security-Policy");
          assertTrue(policy.contains("default-src 'none'"), policy);
          assertTrue(policy.contains("frame-ancestors 'none'"), policy);
          assertFalse(policy.contains("unsafe"), policy);
          assertFalse(answer.raw().headers().firstValue("Server").isPresent(), what);
          assertFalse(
              answer.raw().headers().firstValue("Access-Control-Allow-Origin").isPresent(), what);
        });
    for (String open : List.of("page", "engineer", "document", "refused")) {
      String all = answers.get(open).raw().headers().map() + answers.get(open).raw().body();
      assertFalse(all.contains("0.1.0"), "the version is for who has the token");
      assertFalse(all.toLowerCase(Locale.ROOT).contains("netty"), open);
    }
    assertEquals("Bearer", header(answers.get("refused"), "WWW-Authenticate"));
  }

  @Test
  void no_file_holds_what_a_browser_shows() throws Exception {
    String cookie = cookie();
    assertEquals(200, send(page("/v1/status", cookie).GET()).status());
    String secret = cookie.substring(cookie.indexOf('=') + 1);
    try (java.util.stream.Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertFalse(Files.readString(file).contains(secret), file.toString());
      }
    }
  }

  /** The name and value of a new session's cookie. */
  private String cookie() throws Exception {
    return header(visit(till.pageAddress()), "Set-Cookie").split(";")[0];
  }

  private Answered visit(String address) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(address)).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(till.address() + path));
  }

  /** As the page asks, without what a browser adds. */
  private HttpRequest.Builder page(String path, String cookie) {
    return request(path).header("Cookie", cookie).header("Page-Key", KEY);
  }

  /** As the page asks in a browser. */
  private HttpRequest.Builder ownPage(String path, String cookie) {
    return page(path, cookie)
        .header("Origin", till.address())
        .header("Sec-Fetch-Site", "same-origin");
  }

  private Answered send(HttpRequest.Builder request) throws Exception {
    return till.send(request.timeout(Duration.ofSeconds(20)).build());
  }

  private Wire.Answer raw(String request) throws IOException {
    Wire wire = connect();
    wire.send(request);
    return wire.answer();
  }

  private Wire connect() throws IOException {
    Wire wire = till.connect();
    wires.add(wire);
    return wire;
  }

  private static HttpRequest.BodyPublisher swipe() {
    return HttpRequest.BodyPublishers.ofString(TillFixture.SWIPE);
  }

  private static String header(Answered answer, String name) {
    HttpResponse<String> raw = answer.raw();
    return raw.headers().firstValue(name).orElse("");
  }

  private void assertNothingWasPaid() throws Exception {
    assertTrue(till.get("/v1/payments").raw().body().startsWith("{\"payments\":[]"));
  }
}
