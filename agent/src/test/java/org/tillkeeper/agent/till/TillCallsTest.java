package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.loop.Downloaded;
import org.tillkeeper.agent.loop.Refused.Why;
import org.tillkeeper.agent.till.TillFixture.Answered;
import org.tillkeeper.iso8583.ReversalMeaning;

/** The calls of the till API as a till makes them, over HTTP. */
class TillCallsTest {
  @TempDir Path data;
  private TillFixture till;

  @BeforeEach
  void start() throws Exception {
    till = new TillFixture(data.toFile(), Limits.DEFAULT);
  }

  @AfterEach
  void stop() {
    till.close();
  }

  @Test
  void a_new_payment_is_created_and_shown_as_documented() throws Exception {
    Answered created = till.pay("key-1", TillFixture.SWIPE);
    assertEquals(201, created.status());
    assertEquals(
        List.of(
            "id",
            "type",
            "state",
            "display",
            "amount",
            "currency",
            "reference",
            "card",
            "stan",
            "batch",
            "rrn",
            "authCode",
            "responseCode",
            "message",
            "attempts",
            "retryUntil",
            "original",
            "createdAt",
            "updatedAt",
            "attention",
            "chargeAgain",
            "voidedBy",
            "completedBy",
            "refunded",
            "tip",
            "settled",
            "acceptedOffline",
            "cardResult",
            "voucher"),
        new ArrayList<>(created.json().keySet()));
    assertEquals("recorded", created.text("state"));
    assertEquals("pending", created.text("display"));
    assertEquals("wait", ((Map<?, ?>) created.json().get("chargeAgain")).get("answer"));
    assertEquals(Map.of("entry", "swipe", "pan", "622500******0006"), created.json().get("card"));
    assertNull(created.json().get("stan"));
    assertNull(created.json().get("original"));
    String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";
    assertTrue(created.text("createdAt").matches(time));
    assertTrue(created.text("retryUntil").matches(time));
    assertEquals(
        Optional.of("/v1/payments/" + created.text("id")),
        created.raw().headers().firstValue("Location"));
    assertFalse(created.raw().body().contains("6225000000000006"), "a card number in an answer");
  }

  @Test
  void a_payment_by_code_shows_the_code_masked_and_no_card() throws Exception {
    Answered created =
        till.pay(
            "key-1",
            """
            {"type":"sale","amount":1,"currency":"CNY","qr":{"code":"6212345678901234567"}}""");
    assertEquals(201, created.status());
    assertEquals(Map.of("code", "**************4567"), created.json().get("qr"));
    assertFalse(created.json().containsKey("card"));
    assertNull(created.json().get("reference"));
  }

  @Test
  void a_retried_payment_shows_each_attempt_and_the_last_stan() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    till.terminal.send(id);
    till.terminal.loseAnswer(id);
    Answered reversing = till.get("/v1/payments/" + id);
    assertEquals("reversing", reversing.text("state"));
    assertEquals("pending", reversing.text("display"));
    till.terminal.answerReversal(id, "00", ReversalMeaning.REVERSED);
    till.terminal.send(id);
    till.terminal.approve(id);
    Answered confirmed = till.get("/v1/payments/" + id);
    assertEquals("confirmed", confirmed.text("display"));
    assertEquals("000002", confirmed.text("stan"));
    assertEquals("000001", confirmed.text("batch"));
    assertEquals("00", confirmed.text("responseCode"));
    assertEquals("654321", confirmed.text("authCode"));
    assertNull(confirmed.json().get("retryUntil"));
    assertTrue(
        confirmed
            .raw()
            .body()
            .contains(
                """
                "attempts":[{"stan":"000001","batch":"000001","outcome":"reversed","sends":1,\
                "reversal":{"reason":"98","sends":1,"state":"reversed"}},\
                {"stan":"000002","batch":"000001","outcome":"confirmed","sends":1,"reversal":null}]"""),
        confirmed.raw().body());
  }

  @Test
  void the_same_key_is_the_same_payment_and_another_body_a_conflict() throws Exception {
    Answered first = till.pay("key-1", TillFixture.SWIPE);
    Answered again =
        till.pay("key-1", TillFixture.SWIPE.replace("\n", "").replace("\":", "\" : "), "?wait=0");
    assertEquals(200, again.status());
    assertEquals(first.text("id"), again.text("id"));
    Answered other = till.pay("key-1", TillFixture.SWIPE.replace("1234", "1235"));
    assertProblem(other, 409, "idempotency-conflict");
    assertEquals(first.text("id"), ((Map<?, ?>) other.json().get("payment")).get("id"));
    assertEquals(201, till.pay("key-2", TillFixture.SWIPE).status());
  }

  @Test
  void a_refused_request_uses_up_no_key() throws Exception {
    assertEquals(400, till.pay("key-1", TillFixture.SWIPE.replace("1234", "0")).status());
    assertEquals(201, till.pay("key-1", TillFixture.SWIPE).status());
  }

  @Test
  void a_key_keeps_its_payment_though_the_other_body_is_not_even_allowed() throws Exception {
    Answered first = till.pay("key-1", TillFixture.SWIPE);
    for (String other :
        List.of(
            TillFixture.SWIPE.replace("1234", "0"),
            TillFixture.SWIPE.replace("1234", "null"),
            TillFixture.SWIPE.replace("sale", "gift"),
            "{}")) {
      Answered refused = till.pay("key-1", other);
      assertProblem(refused, 409, "idempotency-conflict");
      assertEquals(first.text("id"), ((Map<?, ?>) refused.json().get("payment")).get("id"));
      assertProblem(till.pay("key-2", other), 400, "invalid-request");
    }
    // What is no JSON object is no other body; it is none.
    assertProblem(till.pay("key-1", "{"), 400, "malformed-json");
  }

  @Test
  void void_and_refund_name_their_original_by_the_path_and_need_no_body() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    for (String what : List.of("void", "refund")) {
      String path = "/v1/payments/" + id + "/" + what;
      assertProblem(till.post(path, ""), 400, "idempotency-key-required");
      Answered first = keyed(path, what, "");
      assertEquals(201, first.status(), first.raw().body());
      assertEquals(what, first.text("type"));
      assertEquals(id, first.text("original"));
      assertEquals(Optional.of(id), till.terminal.lastOrder.original());
      assertEquals(first.text("id"), keyed(path, what, "{}").text("id"));
      assertProblem(keyed(path, what, "{\"amount\":5}"), 409, "idempotency-conflict");
      assertProblem(keyed(path, what + "-2", "{\"amount\":0}"), 400, "invalid-request");
      assertProblem(keyed(path, what + "-2", "{\"card\":{}}"), 400, "invalid-request");
      assertProblem(keyed(path + "?wait=61", what + "-2", ""), 400, "invalid-request");
      Answered waited = keyed(path + "?wait=0", what + "-3", "{\"amount\":5}");
      assertEquals(201, waited.status());
      assertEquals(5, waited.json().get("amount"));
    }
  }

  @Test
  void the_till_is_told_what_the_acquirer_said_to_the_chip_until_the_chip_has_answered()
      throws Exception {
    String chip =
        """
        {"type":"sale","amount":1234,"currency":"CNY",
         "card":{"entry":"chip","pan":"6225000000000006","expiry":"3012","emv":"9F3600"}}""";
    String id = till.pay("key-1", chip).text("id");
    assertFalse(till.get("/v1/payments/" + id).raw().body().contains("emvResponse"));
    till.terminal.send(id);
    till.terminal.approve(id);
    for (Answered told :
        List.of(till.get("/v1/payments/" + id), till.pay("key-1", chip, "?wait=5"))) {
      assertEquals("awaited", told.text("cardResult"));
      assertEquals(
          "910A1122334455667788", ((Map<?, ?>) told.json().get("card")).get("emvResponse"));
    }
    assertFalse(till.get("/v1/payments").raw().body().contains("emvResponse"));
    String path = "/v1/payments/" + id + "/card-result";
    for (String wrong :
        List.of(
            "",
            "{}",
            "{\"accepted\":true}",
            "{\"accepted\":\"true\",\"emv\":\"9F3600\"}",
            "{\"accepted\":true,\"emv\":\"9F360\"}",
            "{\"accepted\":true,\"emv\":\"9F3600\",\"more\":1}")) {
      assertEquals(400, till.post(path, wrong).status(), wrong);
    }
    Answered refused = till.post(path, "{\"accepted\":false,\"emv\":\"9F3600\"}");
    assertEquals(200, refused.status(), refused.raw().body());
    assertEquals("refused", refused.text("cardResult"));
    assertEquals("reversing", refused.text("state"));
    assertFalse(till.get("/v1/payments/" + id).raw().body().contains("emvResponse"));
  }

  @Test
  void a_receipt_is_there_at_the_end_and_remembers_that_it_was_printed() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    String path = "/v1/payments/" + id + "/receipt";
    assertProblem(till.get(path), 409, "not-final");
    assertProblem(till.post(path, "{\"copy\":\"merchant\"}"), 409, "not-final");
    till.terminal.send(id);
    till.terminal.approve(id);
    Answered receipt = till.get(path + "?copy=merchant&columns=48&lang=en");
    assertEquals("approved", receipt.text("outcome"));
    assertEquals(1234, receipt.json().get("amount"));
    assertEquals(true, receipt.json().get("signature"));
    assertEquals(false, receipt.json().get("reprint"));
    assertEquals(0, receipt.json().get("printed"));
    assertFalse(till.get(path + "?copy=merchant").raw().body().contains("重打印"), "asking prints");
    assertEquals(200, till.post(path, "{\"copy\":\"merchant\"}").status());
    Answered again = till.get(path + "?copy=merchant&format=text");
    assertTrue(again.raw().body().contains("重打印"), again.raw().body());
    assertEquals(
        "text/plain; charset=UTF-8", again.raw().headers().firstValue("Content-Type").get());
    assertFalse(till.get(path + "?copy=customer&format=text").raw().body().contains("重打印"));
    assertTrue(till.get(path + "?reprint=true&format=text").raw().body().contains("重打印"));
    assertFalse(
        till.get(path + "?copy=merchant&reprint=false&format=text").raw().body().contains("重打印"));
    assertEquals("confirmed", till.get("/v1/payments/" + id).text("state"));
    for (String query :
        List.of("copy=bank", "columns=40", "lang=fr", "format=pdf", "reprint=1", "copies=2")) {
      assertProblem(till.get(path + "?" + query), 400, "invalid-request");
    }
    for (String body : List.of("", "{}", "{\"copy\":\"both\"}", "{\"copy\":1}")) {
      assertEquals(400, till.post(path, body).status(), body);
    }
  }

  @Test
  void of_two_at_once_exactly_one_creates_the_payment() throws Exception {
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return till.pay("key-1", TillFixture.SWIPE).status();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    int created = 0;
    for (CompletableFuture<Integer> answer : answers) {
      int status = answer.get();
      assertTrue(status == 200 || status == 201, "status " + status);
      created += status == 201 ? 1 : 0;
    }
    assertEquals(1, created);
  }

  @Test
  void a_payment_needs_one_key_of_visible_ascii() throws Exception {
    Answered none = till.post("/v1/payments", TillFixture.SWIPE);
    assertProblem(none, 400, "idempotency-key-required");
    assertEquals("Idempotency-Key", none.text("field"));
    assertProblem(till.pay("two words", TillFixture.SWIPE), 400, "invalid-request");
    assertProblem(till.pay("k".repeat(256), TillFixture.SWIPE), 400, "invalid-request");
    assertEquals(201, till.pay("k".repeat(255), TillFixture.SWIPE).status());
    HttpRequest twice =
        till.request("/v1/payments")
            .header("Idempotency-Key", "a")
            .header("Idempotency-Key", "b")
            .POST(HttpRequest.BodyPublishers.ofString(TillFixture.SWIPE))
            .build();
    assertProblem(till.send(twice), 400, "invalid-request");
  }

  @Test
  void waiting_ends_with_the_payment_or_with_the_time() throws Exception {
    Answered early = till.pay("key-1", TillFixture.SWIPE, "?wait=1");
    assertEquals(201, early.status());
    assertEquals("pending", early.text("display"));
    CompletableFuture<Answered> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return till.pay("key-1", TillFixture.SWIPE, "?wait=60");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    till.terminal.send(early.text("id"));
    till.terminal.approve(early.text("id"));
    assertEquals(200, waiting.get().status());
    assertEquals("confirmed", waiting.get().text("display"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wait=61",
        "wait=-1",
        "wait=1.5",
        "wait=",
        "wait=x",
        "wait=1&wait=2",
        "wait=%31%",
        "foo=1"
      })
  void a_wait_is_whole_seconds_up_to_a_minute(String query) throws Exception {
    HttpRequest.Builder request;
    try {
      request = till.request("/v1/payments?" + query);
    } catch (IllegalArgumentException e) {
      return; // this client cannot send a broken escape; the wire tests do
    }
    Answered refused =
        till.send(
            request
                .header("Idempotency-Key", "key-1")
                .POST(HttpRequest.BodyPublishers.ofString(TillFixture.SWIPE))
                .build());
    assertProblem(refused, 400, "invalid-request");
    assertTrue(till.get("/v1/payments").raw().body().startsWith("{\"payments\":[]"));
  }

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

  @ParameterizedTest
  @CsvSource({
    "state, state=open",
    "display, display=recorded",
    "since, since=yesterday",
    "since, since=2026-01-31",
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
  void the_payment_application_gets_keys_and_parameters_as_they_are_in_force() throws Exception {
    Map<String, String> key = new LinkedHashMap<>();
    key.put("9F06", "A000000333");
    key.put("9F22", "02");
    key.put("DF05", "3230333031323331");
    key.put("DF02", "A1B2");
    key.put("DF04", "03");
    Instant at = Instant.parse("2026-01-31T08:00:00Z");
    till.terminal.downloaded.add(
        new Downloaded(
            "parameters",
            1,
            Optional.of(at),
            Optional.of(at),
            Optional.of("field 62 at character 5: tag 99 is none of these"),
            List.of(
                new Downloaded.Item("12", "60", Map.of()),
                new Downloaded.Item("22", "TEST  ", Map.of()))));
    till.terminal.downloaded.add(
        new Downloaded(
            "public-keys",
            2,
            Optional.of(at),
            Optional.empty(),
            Optional.empty(),
            List.of(new Downloaded.Item("", "9F06", key))));
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
  }

  @ParameterizedTest
  @EnumSource(Why.class)
  void every_refusal_of_the_terminal_is_a_problem_of_its_name(Why why) throws Exception {
    till.terminal.refuse(Optional.of(why));
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

  private String attention() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    till.terminal.send(id);
    till.terminal.loseAnswer(id);
    till.terminal.answerReversal(id, "12", ReversalMeaning.ENDED_WITHOUT_PROOF);
    return id;
  }

  private Answered keyed(String path, String key, String body) throws Exception {
    return till.send(
        till.request(path)
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static List<Object> ids(Answered page) {
    List<Object> ids = new ArrayList<>();
    for (Object payment : (List<?>) page.json().get("payments")) {
      ids.add(((Map<?, ?>) payment).get("id"));
    }
    return ids;
  }

  private static void assertProblem(Answered answered, int status, String type) {
    assertEquals(status, answered.status(), answered.raw().body());
    assertEquals(type, answered.text("type"));
    assertEquals(status, answered.json().get("status"));
    assertFalse(answered.text("title").isEmpty());
    assertFalse(answered.text("detail").isEmpty());
    assertEquals(
        Optional.of("application/problem+json"),
        answered.raw().headers().firstValue("Content-Type"));
  }
}
