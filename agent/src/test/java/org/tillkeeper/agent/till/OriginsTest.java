package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.till.TillFixture.Answered;

/** What a web till of another origin may ask, and what its browser is told: over real sockets. */
@Timeout(60)
class OriginsTest {
  private static final String TILL = "https://till.example";

  @TempDir File data;
  private TillFixture till;

  @BeforeEach
  void start() throws Exception {
    till =
        new TillFixture(
            data,
            TillFixture.SHORT,
            new AgentConfig.Api("127.0.0.1", 0, List.of(TILL, "http://10.0.0.7:8080")),
            "CNY");
  }

  @AfterEach
  void stop() {
    till.close();
  }

  private Answered preflight(String origin, String... more) throws Exception {
    HttpRequest.Builder asked =
        HttpRequest.newBuilder(URI.create(till.address() + "/v1/payments"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization,idempotency-key");
    for (int i = 0; i < more.length; i += 2) {
      asked.header(more[i], more[i + 1]);
    }
    return till.send(asked.build());
  }

  private static Optional<String> header(Answered answer, String name) {
    return answer.raw().headers().firstValue("Access-Control-" + name);
  }

  @Test
  void the_browser_of_a_listed_site_is_told_what_it_may_ask() throws Exception {
    Answered told = preflight(TILL);
    assertEquals(200, told.status());
    assertEquals(TILL, header(told, "Allow-Origin").get());
    assertEquals("600", header(told, "Max-Age").get());
    for (String method : List.of("GET", "HEAD", "POST", "PUT")) {
      assertTrue(
          told.raw()
              .headers()
              .allValues("Access-Control-Allow-Methods")
              .toString()
              .contains(method));
    }
    String allowed =
        told.raw()
            .headers()
            .allValues("Access-Control-Allow-Headers")
            .toString()
            .toLowerCase(Locale.ROOT);
    for (String name :
        List.of("authorization", "content-type", "idempotency-key", "last-event-id")) {
      assertTrue(allowed.contains(name), allowed);
    }
    assertEquals(Optional.empty(), header(told, "Allow-Credentials"), "no cookie, ever");
    assertEquals(Optional.empty(), header(told, "Allow-Private-Network"));
    assertEquals(
        "true",
        header(
                preflight(TILL, "Access-Control-Request-Private-Network", "true"),
                "Allow-Private-Network")
            .get());
  }

  @Test
  void another_site_is_told_nothing_however_near_its_name_is() throws Exception {
    for (String origin :
        List.of(
            "http://till.example",
            "https://till.example:8443",
            "https://till.example.evil",
            "https://a.till.example",
            "https://TILL.example",
            "null",
            "http://10.0.0.7")) {
      assertEquals(Optional.empty(), header(preflight(origin), "Allow-Origin"), origin);
    }
  }

  @Test
  void a_call_with_the_token_is_answered_so_that_its_page_may_read_it() throws Exception {
    Answered paid =
        till.send(
            till.request("/v1/payments")
                .header("Origin", TILL)
                .header("Idempotency-Key", "one")
                .POST(HttpRequest.BodyPublishers.ofString(TillFixture.SWIPE))
                .build());
    assertEquals(201, paid.status());
    assertEquals(TILL, header(paid, "Allow-Origin").get());
    assertTrue(
        paid.raw()
            .headers()
            .allValues("Vary")
            .toString()
            .toLowerCase(Locale.ROOT)
            .contains("origin"));
    String exposed = paid.raw().headers().allValues("Access-Control-Expose-Headers").toString();
    assertTrue(exposed.contains("Location") && exposed.contains("Retry-After"), exposed);
  }

  @Test
  void a_refusal_may_be_read_too_and_the_token_is_still_needed() throws Exception {
    Answered refused =
        till.send(
            HttpRequest.newBuilder(URI.create(till.address() + "/v1/status"))
                .header("Origin", TILL)
                .build());
    assertEquals(401, refused.status());
    assertEquals(TILL, header(refused, "Allow-Origin").get());
  }

  @Test
  void a_cookie_opens_nothing_to_a_listed_site() throws Exception {
    HttpRequest visit = HttpRequest.newBuilder(URI.create(till.pageAddress())).build();
    String cookie = till.send(visit).raw().headers().firstValue("Set-Cookie").get();
    Answered refused =
        till.send(
            HttpRequest.newBuilder(URI.create(till.address() + "/v1/status"))
                .header("Origin", TILL)
                .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                .header("Page-Key", "0123456789abcdef".repeat(4))
                .build());
    assertEquals(403, refused.status());
    assertEquals("foreign-origin", refused.text("type"));
  }

  @Test
  void after_the_question_the_same_connection_takes_the_call() throws Exception {
    Wire wire = till.connect();
    try (Socket open = wire.socket) {
      open.setTcpNoDelay(true);
      wire.send(
          "OPTIONS /v1/status HTTP/1.1\r\nHost: localhost\r\nOrigin: "
              + TILL
              + "\r\nAccess-Control-Request-Method: GET\r\n\r\n"
              + till.head("GET", "/v1/status")
              + "Origin: "
              + TILL
              + "\r\n\r\n");
      assertEquals(200, wire.answer().status());
      assertEquals(200, wire.answer().status());
    }
  }

  @Test
  void where_no_origin_is_listed_nothing_is_said() throws Exception {
    till.close();
    till = new TillFixture(data, TillFixture.SHORT);
    assertEquals(401, preflight(TILL).status());
    assertEquals(
        Optional.empty(),
        header(
            till.send(till.request("/v1/status").header("Origin", TILL).build()), "Allow-Origin"));
  }
}
