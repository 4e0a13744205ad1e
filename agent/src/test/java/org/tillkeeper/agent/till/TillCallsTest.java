package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.terminal.Downloaded;
import org.tillkeeper.agent.terminal.Ground.Why;
import org.tillkeeper.agent.till.TillFixture.Answered;

/** The calls that look at payments and the terminal, settle or refuse, over HTTP. */
class TillCallsTest extends TillCallsBench {
  @Test
  void payments_are_listed_newest_first_page_by_page() throws Exception {
    for (int i = 1; i <= 5; i++) {
      till.pay("key-" + i, TillFixture.SWIPE);
    }
    Answered first = till.get("/v1/payments?limit=2");
    assertEquals(List.of("0193-0005", "0193-0004"), ids(first));
    Answered second = till.get("/v1/payments?limit=2&after=" + first.text("next"));
    assertEquals(List.of("0193-0003", "0193-0002"), ids(second));
    Answered third = till.get("/v1/payments?limit=2&after=" + second.text("next"));
    assertEquals(List.of("0193-0001"), ids(third));
    assertNull(third.json().get("next"));
    till.terminal.send("0193-0002");
    assertEquals(List.of("0193-0002"), ids(till.get("/v1/payments?state=sent")));
    assertEquals(5, ids(till.get("/v1/payments?display=pending&state=&since=")).size());
    assertEquals(0, ids(till.get("/v1/payments?since=2999-01-01T00:00:00%2B08:00")).size());
    assertProblem(till.get("/v1/payments?after=0193-9999"), 404, "not-found");
  }

  @Test
  void payments_are_found_by_what_a_person_knows_of_them() throws Exception {
    for (int i = 1; i <= 2; i++) {
      till.pay("key-" + i, TillFixture.SWIPE);
    }
    till.terminal.send("0193-0002");
    Answered sent = till.get("/v1/payments/0193-0002");
    assertEquals(List.of("0193-0002"), ids(till.get("/v1/payments?stan=" + sent.text("stan"))));
    String all = "/v1/payments?last4=0006&reference=" + sent.text("reference") + "&amount=";
    assertEquals(2, ids(till.get(all + sent.json().get("amount"))).size());
    assertEquals(0, ids(till.get(all + "1")).size());
    assertEquals(0, ids(till.get("/v1/payments?last4=0007")).size());
    assertEquals(0, ids(till.get("/v1/payments?until=2020-01-01T00:00:00Z")).size());
    assertEquals(0, ids(till.get("/v1/payments?rrn=123456789012")).size());
  }

  @ParameterizedTest
  @CsvSource({
    "state, state=open",
    "display, display=recorded",
    "since, since=yesterday",
    "since, since=2026-01-31",
    "since, since=-999999999-01-01T00:00:00Z",
    "since, since=%2B10000-01-01T00:00:00Z",
    "since, since=0000-01-01T00:00:00%2B00:01",
    "until, until=tomorrow",
    "until, since=2026-01-31T08:00:00Z&until=2026-01-31T08:00:00Z",
    "stan, stan=101",
    "stan, stan=00010a",
    "rrn, rrn=1234567890123",
    "rrn, rrn=12%2034",
    "amount, amount=44.44",
    "amount, amount=-1",
    "last4, last4=006",
    "limit, limit=0",
    "limit, limit=501",
    "limit, limit=ten",
    "after, after=a%20b",
    "dispaly, dispaly=pending",
    "limit, limit=1&limit=2"
  })
  void a_filter_that_says_nothing_is_refused(String field, String query) throws Exception {
    Answered refused = till.get("/v1/payments?" + query);
    assertProblem(refused, 400, "invalid-request");
    assertEquals(field, refused.text("field"));
  }

  @Test
  void a_history_tells_every_event_in_order() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    till.terminal.send(id);
    Answered history = till.get("/v1/payments/" + id + "/history");
    List<?> events = (List<?>) history.json().get("events");
    assertEquals("recorded", ((Map<?, ?>) events.get(0)).get("kind"));
    assertNull(((Map<?, ?>) events.get(0)).get("attempt"));
    assertEquals("sent", ((Map<?, ?>) events.get(1)).get("kind"));
    assertEquals(1, ((Map<?, ?>) events.get(1)).get("attempt"));
  }

  @Test
  void a_payments_story_says_where_its_money_is_and_what_proves_it() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    till.terminal.send(id);
    Map<String, Object> story = till.get("/v1/payments/" + id + "/why").json();
    assertEquals(
        List.of("id", "where", "proof", "merchant", "customer"), List.copyOf(story.keySet()));
    assertEquals("unknown", story.get("where"));
    Map<?, ?> sent = (Map<?, ?>) ((List<?>) story.get("proof")).get(0);
    assertEquals("sent", sent.get("fact"));
    assertEquals(Set.of("zh", "en"), ((Map<?, ?>) story.get("customer")).keySet());
    assertProblem(till.get("/v1/payments/0193-9999/why"), 404, "not-found");
  }

  @Test
  void cancelling_ends_a_payment_once() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    Answered cancelled = till.post("/v1/payments/" + id + "/cancel", "");
    assertEquals(200, cancelled.status());
    assertEquals("not-sent", cancelled.text("display"));
    Answered again = till.post("/v1/payments/" + id + "/cancel", "{}");
    assertProblem(again, 409, "already-final");
    assertEquals(id, ((Map<?, ?>) again.json().get("payment")).get("id"));
    assertProblem(till.post("/v1/payments/" + id + "/retry", ""), 409, "nothing-open");
    assertProblem(
        till.post("/v1/payments/" + id + "/cancel", "{\"why\":1}"), 400, "invalid-request");
  }

  @Test
  void an_attention_is_settled_by_evidence() throws Exception {
    String id = attention();
    Answered shown = till.get("/v1/payments/" + id);
    assertEquals("attention", shown.text("display"));
    assertEquals("may-be-charged", shown.text("attention"));
    String path = "/v1/payments/" + id + "/resolve";
    for (String body :
        List.of(
            "",
            "{}",
            "{\"outcome\":\"paid\",\"by\":\"Li\",\"evidence\":\"slip\"}",
            "{\"outcome\":\"confirmed\",\"by\":\" \",\"evidence\":\"slip\"}",
            "{\"outcome\":\"confirmed\",\"by\":\"Li\"}",
            "{\"outcome\":\"confirmed\",\"by\":\"Li\",\"evidence\":\"" + "x".repeat(1001) + "\"}",
            "{\"outcome\":\"confirmed\",\"by\":\"Li\",\"evidence\":\"slip\",\"more\":1}")) {
      assertEquals(400, till.post(path, body).status(), body);
    }
    Answered settled =
        till.post(
            path, "{\"outcome\":\"cancelled\",\"by\":\"李\",\"evidence\":\"refunded by the bank\"}");
    assertEquals(200, settled.status());
    assertEquals("cancelled", settled.text("display"));
    assertEquals("经人工核实：未扣款或已退款。", ((Map<?, ?>) settled.json().get("message")).get("zh"));
    assertTrue(settled.json().containsKey("attention"));
    assertNull(settled.json().get("attention"), "nobody is needed any more");
  }

  @Test
  void a_decline_carries_the_text_of_its_code() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    till.terminal.send(id);
    till.terminal.decline(id, "51");
    Answered declined = till.get("/v1/payments/" + id);
    assertEquals("declined", declined.text("display"));
    assertEquals(
        "Not enough money. Ask for another card.",
        ((Map<?, ?>) declined.json().get("message")).get("en"));
  }

  @Test
  void the_status_counts_what_is_not_final() throws Exception {
    till.pay("key-1", TillFixture.SWIPE);
    Answered status = till.get("/v1/status");
    assertEquals(200, status.status());
    assertEquals(true, status.json().get("online"));
    assertEquals("2026-01-31T08:00:00.000Z", status.text("since"));
    assertEquals(Map.of("count", 1, "amount", 1234), status.json().get("pending"));
    assertEquals(0, status.json().get("attention"));
    assertEquals("000001", status.text("batch"));
    assertEquals(true, till.get("/v1/diagnosis").json().get("ok"));
    till.terminal.online(false);
    assertEquals(false, till.get("/v1/status").json().get("online"));
    assertEquals(false, till.get("/v1/diagnosis").json().get("ok"));
  }

  @Test
  void the_diagnosis_names_the_first_cause_and_what_follows_from_it() throws Exception {
    Map<String, Object> diagnosis = till.get("/v1/diagnosis").json();
    Map<?, ?> verdict = (Map<?, ?>) diagnosis.get("verdict");
    assertEquals("gateway", verdict.get("check"));
    assertEquals(false, verdict.get("ok"));
    assertEquals(List.of("gateway"), diagnosis.get("causes"));
    List<?> findings = (List<?>) diagnosis.get("findings");
    Map<?, ?> names = (Map<?, ?>) findings.get(2);
    assertEquals("dns", names.get("check"));
    assertEquals("gateway", ((Map<?, ?>) names.get("evidence")).get("followsFrom"));
    assertTrue(String.valueOf(names.get("en")).startsWith("Follows from gateway: "));
    assertEquals(Map.of("zh", "先解决“网关”。", "en", "Mend gateway first."), names.get("do"));
    Map<?, ?> printer = (Map<?, ?>) findings.get(3);
    assertTrue(printer.containsKey("ok"));
    assertNull(printer.get("ok"));
    Map<?, ?> call = (Map<?, ?>) ((List<?>) diagnosis.get("handOver")).get(0);
    assertEquals("network-provider", call.get("to"));
    assertTrue(String.valueOf(call.get("zh")).contains("商户号 952718182217875"));
  }

  @Test
  void the_payment_application_gets_keys_and_parameters_as_they_are_in_force() throws Exception {
    Map<String, String> key = new LinkedHashMap<>();
    key.put("rid", "A000000333");
    key.put("index", "02");
    key.put("expiry", "3230333031323331");
    key.put("modulus", "A1B2");
    key.put("exponent", "03");
    Instant at = Instant.parse("2026-01-31T08:00:00Z");
    till.terminal.downloaded.add(
        new Downloaded(
            "parameters",
            1,
            Optional.of(at),
            Optional.of(at),
            Optional.of("field 62 at character 5: tag 99 is none of these"),
            List.of(new Downloaded.Item("12", "60"), new Downloaded.Item("22", "TEST  "))));
    till.terminal.downloaded.add(
        new Downloaded(
            "public-keys",
            2,
            Optional.of(at),
            Optional.empty(),
            Optional.empty(),
            List.of(new Downloaded.Item("", "9F06", Map.of(), key))));
    till.terminal.downloaded.add(
        new Downloaded(
            "applications", 0, Optional.empty(), Optional.empty(), Optional.empty(), List.of()));
    Answered answered = till.get("/v1/emv-parameters");
    assertEquals(200, answered.status());
    Map<?, ?> keys = (Map<?, ?>) answered.json().get("publicKeys");
    assertEquals(2, keys.get("version"));
    assertEquals("2026-01-31T08:00:00.000Z", keys.get("receivedAt"));
    Map<?, ?> first = (Map<?, ?>) ((List<?>) keys.get("keys")).get(0);
    assertEquals("A000000333", first.get("rid"));
    assertEquals("20301231", first.get("expiry"));
    assertEquals("A1B2", first.get("modulus"));
    Map<?, ?> parameters = (Map<?, ?>) answered.json().get("parameters");
    assertEquals(
        List.of(
            Map.of("tag", "12", "name", "responseTimeout", "value", "60"),
            Map.of("tag", "22", "name", "merchantName", "value", "TEST")),
        parameters.get("values"));
    assertTrue(parameters.get("trouble").toString().contains("tag 99"));
    assertEquals(0, ((Map<?, ?>) answered.json().get("applications")).get("version"));
  }

  @Test
  void a_person_signs_the_terminal_off() throws Exception {
    assertEquals(200, till.post("/v1/sign-off", "{}").status());
    till.terminal.refuse(Optional.of(Why.NOT_ONLINE));
    assertProblem(till.post("/v1/sign-off", "{}"), 409, "not-online");
    till.terminal.refuse(Optional.of(Why.NOT_ANSWERED));
    assertProblem(till.post("/v1/sign-off", "{}"), 504, "not-answered");
  }

  @Test
  void a_lost_ledger_is_accepted_by_a_person() throws Exception {
    till.terminal.ledgerLoss();
    assertEquals(true, till.get("/v1/status").json().get("ledgerLoss"));
    assertEquals(400, till.post("/v1/ledger-loss/accept", "{\"by\":\"Li\"}").status());
    Answered accepted =
        till.post(
            "/v1/ledger-loss/accept", "{\"by\":\"Li\",\"evidence\":\"compared with the host\"}");
    assertEquals(200, accepted.status());
    assertEquals(false, accepted.json().get("ledgerLoss"));
    assertProblem(till.post("/v1/ledger-loss/accept", said("Li", "again")), 409, "no-ledger-loss");
  }

  @Test
  void an_acquirer_that_is_believed_needs_no_acceptance() throws Exception {
    assertEquals(400, till.post("/v1/no-original/accept", "{\"by\":\"Li\"}").status());
    assertProblem(till.post("/v1/no-original/accept", said("Li", "settled")), 409, "not-disproved");
  }

  @Test
  void an_attempt_is_named_by_its_number() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    for (String attempt : List.of("0", "-1", "1.5", "\"1\"", "10000", "null")) {
      Answered refused = till.refer(id + "/refund", "{\"attempt\":" + attempt + "}");
      assertEquals(400, refused.status(), attempt);
      assertEquals("attempt", refused.text("field"), attempt);
    }
    assertEquals(400, till.refer(id + "/void", "{\"attempt\":1}").status(), "of a void");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "6225000000000006",
        "card 6225 0000 0000 0006, slip seen",
        "刷卡6225-0000-0000-0006。",
        "６２２５０００００００００００６",
        "31 6225000000000006"
      })
  void a_card_number_is_not_kept_in_what_a_person_writes(String text) throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    String resolve = "/v1/payments/" + id + "/resolve";
    till.terminal.ledgerLoss();
    for (Answered refused :
        List.of(
            till.post(resolve, said("cancelled", text, "seen")),
            till.post(resolve, said("cancelled", "Li", text)),
            till.post("/v1/ledger-loss/accept", said(text, "seen")),
            till.post("/v1/ledger-loss/accept", said("Li", text)))) {
      assertProblem(refused, 400, "card-number");
      assertFalse(refused.raw().body().contains("6225"), refused.raw().body());
      assertTrue(List.of("by", "evidence").contains(refused.text("field")));
      Object zh = ((Map<?, ?>) refused.json().get("message")).get("zh");
      assertTrue(zh.toString().startsWith("这段文字以明文保存"), zh.toString());
    }
    Answered accepted =
        till.post(
            "/v1/ledger-loss/accept",
            said("Li", "RRN 260301000077, order 6225000000000007, card ending 0006"));
    assertEquals(200, accepted.status());
  }

  private static String said(String outcome, String by, String evidence) {
    return said(by, evidence).replace("{", "{\"outcome\":\"" + outcome + "\",");
  }

  private static String said(String by, String evidence) {
    return "{\"by\":\"" + by + "\",\"evidence\":\"" + evidence + "\"}";
  }

  @ParameterizedTest
  @EnumSource(Why.class)
  void every_refusal_of_the_terminal_is_a_problem_of_its_name(Why why) throws Exception {
    till.terminal.refuse(Optional.of(why));
    till.goBeyondDocument();
    Answered refused = till.pay("key-1", TillFixture.SWIPE);
    int status =
        switch (why) {
          case NOT_FOUND -> 404;
          case INVALID -> 400;
          case LEDGER_LOSS, LEDGER_UNAVAILABLE, SHUTTING_DOWN -> 503;
          case NOT_ANSWERED -> 504;
          default -> 409;
        };
    assertProblem(refused, status, why.label());
    Object message = refused.json().get("message");
    if (why == Why.INVALID) {
      assertNull(message, "only its detail can say what is wrong");
    } else {
      assertEquals(refused.text("detail"), ((Map<?, ?>) message).get("en"));
      assertTrue(((Map<?, ?>) message).get("zh").toString().endsWith("。"));
    }
    assertEquals(
        why == Why.LEDGER_UNAVAILABLE || why == Why.SHUTTING_DOWN,
        refused.raw().headers().firstValue("Retry-After").isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/nothing, 404",
    "GET, /v1/payments/, 404",
    "GET, /v1/payments/x/y/z, 404",
    "GET, /v1/payments/0193-0001, 404",
    "GET, /v1/payments/0193-0001/history, 404",
    "POST, /v1/payments/0193-0001/cancel, 404",
    "GET, /v1/payments/0193-0001/receipt, 404",
    "GET, /v1/payments/0193-0001/void, 405",
    "GET, /v1/payments/0193-0001/refund, 405",
    "GET, /v1/payments/0193-0001/card-result, 405",
    "DELETE, /v1/payments/0193-0001/receipt, 405",
    "DELETE, /v1/settlements, 405",
    "GET, /v1/settlements/1, 404",
    "GET, /favicon.ico, 404",
    "POST, /v1/status, 405",
    "DELETE, /v1/payments, 405",
    "GET, /v1/payments/0193-0001/cancel, 405",
    "OPTIONS, /v1/payments, 405",
    "HEAD, /v1/events, 405",
    "POST, /, 405"
  })
  void what_there_is_not_is_said(String method, String path, int status) throws Exception {
    Answered refused =
        till.send(till.request(path).method(method, HttpRequest.BodyPublishers.noBody()).build());
    assertEquals(status, refused.status());
    assertEquals(
        Optional.of("application/problem+json"),
        refused.raw().headers().firstValue("Content-Type"));
    assertEquals(status == 405, refused.raw().headers().firstValue("Allow").isPresent());
    if (status == 404) {
      assertEquals("没有找到，请核对编号。", ((Map<?, ?>) refused.json().get("message")).get("zh"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer wrong", "Basic dGlsbDp0aWxs"})
  void without_the_token_nothing_is_told(String authorization) throws Exception {
    for (String path : List.of("/v1/status", "/v1/payments", "/v1/events", "/v1/nothing")) {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(till.address() + path));
      if (!authorization.isEmpty()) {
        request.header("Authorization", authorization);
      }
      Answered refused = till.send(request.build());
      assertProblem(refused, 401, "unauthorized");
      assertTrue(
          refused.raw().headers().firstValue("WWW-Authenticate").orElse("").startsWith("Bearer"));
      Map<?, ?> message = (Map<?, ?>) refused.json().get("message");
      assertEquals("令牌不正确，或收银页面需要重新打开。", message.get("zh"));
      // What is said to a cashier names nothing of HTTP.
      assertEquals(
          "The till's token is missing or wrong, or the cashier's page has to be opened again: with"
              + " the address that 'tillkeeper open' prints.",
          message.get("en"));
      assertTrue(refused.text("detail").startsWith("The header 'Authorization: Bearer TOKEN'"));
    }
    HttpRequest.Builder post =
        HttpRequest.newBuilder(URI.create(till.address() + "/v1/payments"))
            .header("Idempotency-Key", "key-1")
            .POST(HttpRequest.BodyPublishers.ofString(TillFixture.SWIPE));
    assertProblem(till.send(post.build()), 401, "unauthorized");
    assertTrue(till.get("/v1/payments").raw().body().startsWith("{\"payments\":[]"));
  }

  @Test
  void the_page_is_open_to_all_and_holds_no_data() throws Exception {
    till.pay("key-1", TillFixture.SWIPE);
    Answered page = till.send(HttpRequest.newBuilder(URI.create(till.address() + "/")).build());
    assertEquals(200, page.status());
    assertTrue(page.raw().headers().firstValue("Content-Type").orElse("").startsWith("text/html"));
    String policy = page.raw().headers().firstValue("Content-Security-Policy").orElse("");
    assertTrue(policy.startsWith("default-src 'none'; script-src 'sha256-"), policy);
    assertFalse(page.raw().body().contains("ORDER-1"));
    assertFalse(page.raw().body().contains(till.token.text()));
  }
}
