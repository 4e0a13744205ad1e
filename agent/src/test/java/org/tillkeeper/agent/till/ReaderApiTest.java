package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.till.TillFixture.Answered;
import org.tillkeeper.iso8583.Element;

/** A till asks for a card: it comes, or it does not. */
class ReaderApiTest extends AskedReader {
  // ---- The card comes

  @Test
  void a_card_that_the_reader_presents_is_the_payment_of_the_till_that_asked() throws Exception {
    poll();
    Wire asking = asks("key", SALE);
    Map<?, ?> request = request();
    assertEquals("sale", request.get("type"));
    assertEquals(1234, request.get("amount"));
    assertEquals("CNY", request.get("currency"));
    assertEquals(2, request.get("minorUnits"));
    assertEquals(List.of("chip", "contactless", "swipe", "manual", "qr"), request.get("entries"));
    assertTrue(Instant.parse(String.valueOf(request.get("expiresAt"))).isAfter(Instant.now()));
    assertEquals(0, till.terminal.count());
    Answered presented = present(String.valueOf(request.get("id")), SWIPED);
    assertEquals(200, presented.status(), presented.raw().body());
    Wire.Answer made = asking.answer();
    assertEquals(201, made.status());
    Map<?, ?> payment = (Map<?, ?>) presented.json().get("payment");
    assertEquals(json(made).get("id"), payment.get("id"));
    assertEquals("622500******0006", ((Map<?, ?>) json(made).get("card")).get("pan"));
    assertEquals(
        "6225000000000006=30125200000000000000",
        till.terminal.lastOrder.data().values().get(Element.TRACK2));
    Answered again = till.pay("key", SALE);
    assertEquals(200, again.status());
    assertEquals(payment.get("id"), again.text("id"));
    assertProblem(409, "idempotency-conflict", till.pay("key", sale("{\"within\":\"31s\"}")));
  }

  @Test
  void a_till_waits_for_the_card_and_then_as_long_as_it_says_for_the_end() throws Exception {
    poll();
    Wire asking = asks("key", SALE, "?wait=30");
    present(String.valueOf(request().get("id")), SWIPED);
    await(() -> till.terminal.waiting() == 1);
    String id = till.get("/v1/payments").json().toString().replaceFirst(".*\\{id=([^,]+),.*", "$1");
    till.terminal.send(id);
    till.terminal.approve(id);
    assertTrue(asking.answer().body().contains("\"state\":\"confirmed\""));
  }

  @Test
  void a_reader_that_waits_has_what_the_acquirer_said_to_the_chip_in_one_call() throws Exception {
    poll();
    asks("key", SALE);
    String id = String.valueOf(request().get("id"));
    String chip =
        "{\"card\":{\"entry\":\"chip\",\"pan\":\"6225000000000006\",\"expiry\":\"3012\","
            + "\"emv\":\"9F0206000000001234\"}}";
    CompletableFuture<Answered> presented =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return present(id + "?wait=30", chip);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    await(() -> till.terminal.waiting() == 1);
    till.terminal.send("0193-0001");
    till.terminal.approve("0193-0001");
    Map<?, ?> payment = (Map<?, ?>) presented.get().json().get("payment");
    assertEquals("awaited", payment.get("cardResult"));
    assertEquals("910A1122334455667788", ((Map<?, ?>) payment.get("card")).get("emvResponse"));
    Answered told =
        till.post("/v1/payments/0193-0001/card-result", "{\"accepted\":true,\"emv\":\"9F2701\"}");
    assertEquals(400, told.status(), "the chip's word is whole TLV");
    told =
        till.post("/v1/payments/0193-0001/card-result", "{\"accepted\":true,\"emv\":\"9F270140\"}");
    assertEquals(200, told.status(), told.raw().body());
  }

  @ParameterizedTest
  @CsvSource({"preauth,PREAUTH", "balance,BALANCE", "refund,REFUND"})
  void whatever_takes_a_card_may_ask_for_it(String label, PaymentType type) throws Exception {
    poll();
    String amount = type == PaymentType.BALANCE ? "" : "\"amount\":1234,";
    String slip =
        type == PaymentType.REFUND
            ? "\"originalSlip\":{\"rrn\":\"123456789012\",\"date\":\"0102\"},"
            : "";
    asks("key", collect(label, amount + slip + "\"collect\":{}"));
    Map<?, ?> request = request();
    assertEquals(List.of("chip", "contactless", "swipe", "manual"), request.get("entries"));
    assertEquals(type == PaymentType.BALANCE ? 0 : 1234, request.get("amount"));
    String id = String.valueOf(request.get("id"));
    Answered code = present(id, CODE);
    assertEquals(400, code.status());
    assertEquals("qr", code.text("field"));
    assertEquals(200, present(id, SWIPED).status());
    assertEquals(type, till.terminal.lastOrder.type());
    assertEquals(Optional.of(Entry.SWIPE), till.terminal.lastOrder.entry());
    assertEquals(
        type == PaymentType.REFUND ? "123456789012" : null,
        till.terminal.lastOrder.data().values().get(Element.RRN));
  }

  @Test
  void a_code_is_presented_as_well() throws Exception {
    poll();
    asks("key", SALE);
    assertEquals(200, present(String.valueOf(request().get("id")), CODE).status());
    assertEquals(Optional.of(Entry.QR), till.terminal.lastOrder.entry());
  }

  // ---- It does not come

  @Test
  void a_card_that_is_not_presented_in_time_uses_up_no_key() throws Exception {
    poll();
    Wire asking = asks("key", sale("{\"within\":\"500ms\"}"));
    request();
    assertProblem(408, "not-presented", asking.answer());
    assertEquals(0, till.terminal.count());
    assertEquals(201, till.pay("key", TillFixture.SWIPE).status());
  }

  @Test
  void where_no_application_asks_for_work_the_till_is_told_at_once() throws Exception {
    assertTrue(stands("absent"));
    assertProblem(409, "no-reader", till.pay("key", SALE));
  }

  @Test
  void without_a_reader_in_the_configuration_both_are_told(@TempDir Path other) throws Exception {
    try (TillFixture none = new TillFixture(other.toFile(), Limits.DEFAULT)) {
      assertEquals("none", none.get("/v1/reader").text("reader"));
      assertProblem(409, "no-reader", none.pay("key", SALE));
      assertProblem(409, "no-reader", none.get(REQUESTS + "?wait=60"));
      assertEquals(404, none.post(REQUESTS + "/0193", SWIPED).status());
      assertProblem(409, "not-collecting", none.send(cancelling(none, "key")));
      assertEquals(201, none.pay("key", TillFixture.SWIPE).status());
    }
  }

  @Test
  void another_till_is_told_that_the_reader_is_busy() throws Exception {
    asked("key");
    assertTrue(stands("busy"));
    assertProblem(409, "reader-busy", till.pay("other", SALE));
    assertProblem(409, "idempotency-conflict", till.pay("key", sale("{}")));
  }

  @ParameterizedTest
  @CsvSource({"cancelled,reader-cancelled", "removed,card-removed", "unreadable,card-unreadable"})
  void what_the_reader_refuses_the_till_is_told_in_both_languages(String word, String type)
      throws Exception {
    String id = asked("key");
    String refusal = "{\"refused\":\"" + word + "\"}";
    Answered said = present(id, refusal);
    assertEquals(200, said.status());
    assertEquals(word, said.text("refused"));
    assertEquals(id, said.text("id"));
    Wire.Answer told = wires.get(0).answer();
    assertProblem(409, type, told);
    assertTrue(told.body().contains("\"zh\":\""), told.body());
    assertEquals(200, present(id, refusal).status(), "its answer was lost, and it says it again");
    assertProblem(409, "request-over", present(id, SWIPED));
    assertEquals(0, till.terminal.count());
  }

  @Test
  void a_till_that_has_gone_before_the_card_is_not_charged() throws Exception {
    String id = asked("key");
    wires.get(0).socket.close();
    await(() -> stands("ready"));
    assertProblem(409, "request-over", present(id, SWIPED));
    assertEquals(0, till.terminal.count());
  }

  @Test
  void a_till_that_ends_its_side_is_told_to_ask_again() throws Exception {
    asked("key");
    wires.get(0).socket.shutdownOutput();
    assertProblem(409, "collecting", wires.get(0).answer());
    await(() -> stands("ready"));
  }

  private static HttpRequest cancelling(TillFixture till, String key) {
    return till.request("/v1/collections/cancel")
        .header("Idempotency-Key", key)
        .POST(HttpRequest.BodyPublishers.noBody())
        .build();
  }

  @Test
  void a_till_gives_up_by_its_key_and_the_reader_that_waits_hears_of_it() throws Exception {
    String id = asked("a/key?of#its own".replace(' ', '-'));
    CompletableFuture<Answered> knows =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return till.get(REQUESTS + "?wait=30&seen=" + id);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    assertProblem(409, "not-collecting", till.send(cancelling(till, "other")));
    assertEquals(200, till.send(cancelling(till, "a/key?of#its-own")).status());
    assertProblem(409, "collection-cancelled", wires.get(0).answer());
    assertEquals(List.of(), knows.get().json().get("requests"));
    assertProblem(409, "not-collecting", till.send(cancelling(till, "a/key?of#its-own")));
    assertEquals(0, till.terminal.count());
  }

  @Test
  void the_reader_and_the_till_need_the_token() throws Exception {
    for (String path : List.of("/v1/reader", REQUESTS)) {
      assertEquals(
          401,
          till.send(HttpRequest.newBuilder(URI.create(till.address() + path)).GET().build())
              .status());
    }
    assertNull(till.get("/v1/reader").json().get("type"));
    assertNotEquals("", till.get("/v1/reader").text("reader"));
  }
}
