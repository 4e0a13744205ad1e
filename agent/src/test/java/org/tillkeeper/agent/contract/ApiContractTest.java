package org.tillkeeper.agent.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the comparison with the document finds: an exchange with one thing changed is refused. */
class ApiContractTest {
  private static final ApiDocument DOCUMENT = ApiDocument.load();
  private static final ApiContract CONTRACT = ApiContract.ofAgent();
  private static final Map<String, List<String>> JSON =
      Map.of("Content-Type", List.of("application/json"), "Location", List.of("/v1/payments/a"));
  private static final Map<String, List<String>> PROBLEM =
      Map.of("Content-Type", List.of("application/problem+json"), "Retry-After", List.of("5"));
  private static final Map<String, List<String>> KEY = Map.of("Idempotency-Key", List.of("key-1"));
  private static final String SALE =
      "{'type':'sale','amount':1,'currency':'CNY','qr':{'code':'6212345678901234567'}}";

  private static String example(String name) {
    return Schemas.written(DOCUMENT.part("examples", name).member("value").orElseThrow().value());
  }

  private static String payment() {
    return example("Confirmed");
  }

  private static List<String> started(
      String target, Map<String, List<String>> headers, String body, String answer) {
    return CONTRACT.faults(
        new Exchange(
            new Exchange.Request("POST", target, headers, body.replace('\'', '"')),
            new Exchange.Answer(201, JSON, answer)));
  }

  private static List<String> answered(
      String method, String target, int status, Map<String, List<String>> headers, String body) {
    return CONTRACT.faults(
        new Exchange(
            new Exchange.Request(method, target, Map.of(), ""),
            new Exchange.Answer(status, headers, body)));
  }

  private static void assertFault(String said, List<String> faults) {
    assertEquals(1, faults.size(), faults.toString());
    assertTrue(faults.get(0).contains(said), faults.toString());
  }

  @Test
  void what_the_document_has_is_taken() {
    assertEquals(List.of(), started("/v1/payments?wait=1", KEY, SALE, payment()));
    assertEquals(List.of(), answered("GET", "/v1/payments/a", 200, JSON, payment()));
    assertEquals(List.of(), answered("HEAD", "/v1/payments/a", 200, JSON, ""));
    assertEquals(List.of(), answered("GET", "/v1/x", 404, PROBLEM, example("not-found")));
    assertEquals(
        List.of(), answered("DELETE", "/v1/status", 405, PROBLEM, example("method-not-allowed")));
    CONTRACT.checkEvent("payment", payment());
  }

  @ParameterizedTest
  @CsvSource({
    "'\"settled\":false', '\"settled\":false,\"surprise\":1', surprise",
    "'\"settled\":false,', '', settled",
    "'\"state\":\"confirmed\"', '\"state\":\"paid\"', state",
    "'\"amount\":1234', '\"amount\":12.34', amount",
    "'\"createdAt\":\"2026', '\"createdAt\":\"26', createdAt",
    "'\"pan\":', '\"expiry\":\"3012\",\"pan\":', expiry",
    "'\"next\":[\"void\"]', '\"next\":[\"void\",\"void\"]', next",
    "'\"sends\":1,\"reversal\":{', '\"sends\":1,\"reversal\":{\"more\":1,', reversal",
  })
  void a_changed_payment_is_refused_wherever_it_is_changed(String was, String is, String said) {
    String changed = payment().replaceFirst(java.util.regex.Pattern.quote(was), is);
    List<String> faults = answered("GET", "/v1/payments/a", 200, JSON, changed);

    assertTrue(faults.toString().contains(said), faults.toString());
    AssertionError event =
        assertThrows(AssertionError.class, () -> CONTRACT.checkEvent("payment", changed));
    assertTrue(event.getMessage().contains(said), event.getMessage());
  }

  @Test
  void an_answer_that_is_not_listed_is_refused() {
    assertFault("status 202", answered("GET", "/v1/payments/a", 202, JSON, payment()));
    assertFault(
        "text/html",
        answered("GET", "/v1/status", 200, Map.of("Content-Type", List.of("text/html")), "x"));
    assertFault("no media type", answered("GET", "/v1/status", 200, Map.of(), "x"));
    assertFault("no such call", answered("GET", "/v1/x", 200, JSON, "{}"));
    assertThrows(AssertionError.class, () -> CONTRACT.checkEvent("receipt", "{}"));
  }

  @Test
  void a_problem_of_another_call_or_status_is_refused() {
    List<String> faults =
        answered("POST", "/v1/payments/a/retry", 409, PROBLEM, example("already-final"));
    assertFault("type", faults);
    assertFault(
        "another status",
        answered(
            "GET", "/v1/status", 503, PROBLEM, example("too-many-calls").replace("503", "500")));
  }

  @Test
  void a_header_that_is_missing_or_of_another_form_is_refused() {
    Map<String, List<String>> without = new LinkedHashMap<>(PROBLEM);
    without.remove("Retry-After");
    assertFault(
        "Retry-After is missing",
        answered("GET", "/v1/status", 503, without, example("too-many-calls")));
    without.put("retry-after", List.of("soon"));
    assertFault(
        "header Retry-After",
        answered("GET", "/v1/status", 503, without, example("too-many-calls")));
  }

  @Test
  void what_was_taken_has_to_be_in_the_document() {
    assertFault("header Idempotency-Key", started("/v1/payments", Map.of(), SALE, payment()));
    assertFault("parameter weight", started("/v1/payments?weight=1", KEY, SALE, payment()));
    assertFault("parameter wait", started("/v1/payments?wait=61", KEY, SALE, payment()));
    assertFault("parameter wait", started("/v1/payments?wait=", KEY, SALE, payment()));
    assertFault("without body", started("/v1/payments", KEY, "", payment()));
    assertTrue(
        started("/v1/payments", KEY, SALE.replace("'amount':1", "'amount':0"), payment())
            .toString()
            .contains("request"));
    assertTrue(
        started("/v1/payments", KEY, SALE.replace("'amount':1", "'amount':1,'tip':1"), payment())
            .toString()
            .contains("tip"));
  }

  @Test
  void a_byte_order_mark_before_a_body_is_no_part_of_it_and_a_second_one_is() {
    assertEquals(List.of(), started("/v1/payments", KEY, "\uFEFF" + SALE, payment()));
    assertTrue(
        started("/v1/payments", KEY, "\uFEFF\uFEFF" + SALE, payment())
            .toString()
            .contains("request"));
  }

  @Test
  void a_browser_that_asks_beforehand_is_told_no_more_than_the_document_has() {
    Map<String, List<String>> origin = Map.of("Access-Control-Allow-Origin", List.of("https://a"));
    assertEquals(List.of(), preflight(200, origin, ""));
    assertEquals(List.of(), preflight(200, Map.of(), ""));
    assertEquals(List.of(), preflight(405, PROBLEM, example("method-not-allowed")));
    assertFault("status 204", preflight(204, Map.of(), ""));
    assertFault("body", preflight(200, origin, "x"));
    assertFault(
        "allow-credentials is not listed",
        preflight(200, Map.of("access-control-allow-credentials", List.of("true")), ""));
    assertFault(
        "Allow-Origin", preflight(200, Map.of("Access-Control-Allow-Origin", List.of("*")), ""));
    assertFault("no such call", answered("OPTIONS", "/v1/status", 200, Map.of(), ""));
  }

  private static List<String> preflight(
      int status, Map<String, List<String>> headers, String body) {
    Map<String, List<String>> asked =
        Map.of("Origin", List.of("https://a"), "Access-Control-Request-Method", List.of("POST"));
    return CONTRACT.faults(
        new Exchange(
            new Exchange.Request("OPTIONS", "/v1/payments", asked, ""),
            new Exchange.Answer(status, headers, body)));
  }

  @Test
  void an_address_in_full_is_paired_with_the_call_that_it_names() {
    RawExchanges wire = new RawExchanges();
    wire.sent("GET http://localhost:8583/v1/payments/a HTTP/1.1\r\nHost: x\r\n\r\n");
    List<String> ok = List.of("HTTP/1.1 200 OK", "content-type: application/json");
    AssertionError failed =
        assertThrows(AssertionError.class, () -> wire.answered(ok, latin1(example("not-found"))));
    assertTrue(failed.getMessage().startsWith("GET /v1/payments/a answered with 200"), "");
  }

  @Test
  void requests_and_answers_of_one_connection_are_paired_in_order() {
    RawExchanges wire = new RawExchanges();
    wire.sent("GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\nGET /v1/payments/a HTTP/1.1\r\n");
    wire.answered(
        List.of("HTTP/1.1 404 Not Found", "Content-Type: application/problem+json"),
        latin1(example("not-found")));
    wire.sent("Host: localhost\r\nContent-Length: 0\r\n\r\n");
    List<String> ok = List.of("HTTP/1.1 200 OK", "content-type: application/json; charset=utf-8");
    AssertionError failed =
        assertThrows(AssertionError.class, () -> wire.answered(ok, latin1(example("not-found"))));

    assertTrue(failed.getMessage().startsWith("GET /v1/payments/a answered with 200"), "");
  }

  @Test
  void what_came_in_chunks_is_put_together_and_what_is_no_http_is_passed_over() {
    RawExchanges chunked = new RawExchanges();
    chunked.sent("GET /v1/settlements HTTP/1.1\r\nHost: localhost\r\n\r\n");
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked";
    AssertionError failed =
        assertThrows(
            AssertionError.class,
            () -> chunked.answeredAndEnded(head + "\r\n\r\n5\r\n{\"x\":\r\n2\r\n1}\r\n0\r\n\r\n"));
    assertTrue(failed.getMessage().contains("property 'settlements'"), failed.getMessage());
    RawExchanges broken = new RawExchanges();
    broken.sent("GET /v1/settlements HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThrows(
        AssertionError.class, () -> broken.answeredAndEnded(head + "\r\n\r\n2\r\n{]\r\n0\r\n\r\n"));
    RawExchanges cut = new RawExchanges();
    cut.sent("GET /v1/settlements HTTP/1.1\r\nHost: localhost\r\n\r\n");
    cut.answeredAndEnded(head + "\r\n\r\n5\r\n{\"x\"");
    RawExchanges noise = new RawExchanges();
    noise.sent("HELLO\r\n\r\n");
    noise.answeredAndEnded("HTTP/1.1 200 OK\r\n\r\nnonsense");
    noise.answeredAndEnded("nonsense");
  }

  private static String latin1(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
