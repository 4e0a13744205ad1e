package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.till.TillFixture.Answered;
import org.tillkeeper.iso8583.ReversalMeaning;

/** The calls that begin a payment, as a till makes them, over HTTP. */
class PaymentCallsTest extends TillCallsBench {
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
            "minorUnits",
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
            "voucher",
            "mayCancel",
            "next",
            "unseen",
            "signature",
            "transactionCode"),
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
  void a_payment_says_whether_a_cancel_would_be_taken() throws Exception {
    String sale = till.pay("key-1", TillFixture.SWIPE).text("id");
    till.terminal.send(sale);
    assertEquals(true, till.get("/v1/payments/" + sale).json().get("mayCancel"));
    till.terminal.approve(sale);
    assertEquals(false, till.get("/v1/payments/" + sale).json().get("mayCancel"));
    String refund =
        till.pay("key-2", "{\"type\":\"refund\",\"original\":\"" + sale + "\"}").text("id");
    assertEquals(true, till.get("/v1/payments/" + refund).json().get("mayCancel"));
    till.terminal.send(refund);
    Answered sent = till.get("/v1/payments/" + refund);
    assertEquals("pending", sent.text("display"));
    assertEquals(false, sent.json().get("mayCancel"));
    assertProblem(till.post("/v1/payments/" + refund + "/cancel", "{}"), 409, "not-cancellable");
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
                "reversal":{"reason":"98","sends":1,"state":"reversed"},\
                "approvals":[],"refundedBy":null},\
                {"stan":"000002","batch":"000001","outcome":"confirmed","sends":1,"reversal":null,\
                "approvals":[{"amount":1234,"rrn":"123456789012","authCode":"654321","date":"0304"}],\
                "refundedBy":null}]"""),
        confirmed.raw().body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"6225000000000006", "table 4, 6225-0000 0000 0006", "no6225000000000006x"})
  void a_reference_must_not_hold_the_number_of_its_own_card(String reference) throws Exception {
    for (String card :
        List.of(
            "{\"entry\":\"swipe\",\"track2\":\"6225000000000006=30125200000000000000\"}",
            "{\"entry\":\"manual\",\"pan\":\"6225000000000006\",\"expiry\":\"3012\"}",
            "{\"entry\":\"chip\",\"pan\":\"6225000000000006\",\"emv\":\"9F3600\"}")) {
      String sale =
          "{\"type\":\"sale\",\"amount\":1,\"currency\":\"CNY\",\"reference\":\""
              + reference
              + "\",\"card\":"
              + card
              + "}";
      Answered refused = till.pay("key-1", sale);
      assertProblem(refused, 400, "card-number");
      assertEquals("reference", refused.text("field"));
      assertFalse(refused.raw().body().contains("6225"), refused.raw().body());
    }
    assertEquals(0, till.terminal.count());
  }

  @Test
  void an_order_number_may_have_a_check_digit_but_not_look_like_a_card_number() throws Exception {
    // Each passes Luhn: a date with a counter, a short and a long number, a card's with a letter,
    // one in other groups than a card's.
    for (String order :
        List.of("20261129163311", "1000000000009", "411111111111X1111", "41111.111_1111.1111")) {
      Answered taken = till.pay("key-" + order, TillFixture.SWIPE.replace("ORDER-1", order));
      assertEquals(201, taken.status(), order);
      assertEquals(order, taken.text("reference"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111111",
        "order 4111-1111 1111 1111",
        "5555555555554444x",
        "2223000048400011",
        "378282246310005",
        "622588123456789012 0",
        "9558820200001323775",
        "４１１１１１１１１１１１１１１１",
        "4111\u20071111\u22121111\u00a01111",
        "4111.1111.1111.1111",
        "order_4111_1111_1111_1111",
        "4111/1111:1111*1111",
        "3782.822463.10005",
        "0004111111111111111",
        "622588|1234567890120"
      })
  void what_looks_like_a_card_number_is_kept_as_no_reference(String reference) throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    for (Answered refused :
        List.of(
            till.pay("key-2", TillFixture.SWIPE.replace("ORDER-1", reference)),
            till.refer(id + "/refund", "{\"reference\":\"" + reference + "\"}"),
            till.refer(id + "/void", "{\"reference\":\"" + reference + "\"}"),
            till.pay(
                "key-3",
                "{\"type\":\"completion\",\"amount\":1,\"original\":\""
                    + id
                    + "\",\"reference\":\""
                    + reference
                    + "\"}"))) {
      assertProblem(refused, 400, "card-number");
      assertEquals("reference", refused.text("field"));
      assertFalse(refused.raw().body().contains(reference), refused.raw().body());
    }
    assertEquals(1, till.terminal.count());
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
                  return till.payUntilAnswered("key-1", TillFixture.SWIPE).status();
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
}
