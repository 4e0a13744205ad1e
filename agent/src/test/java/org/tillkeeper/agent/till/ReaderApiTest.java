package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.terminal.Ground.Why;
import org.tillkeeper.agent.till.TillFixture.Answered;
import org.tillkeeper.iso8583.Element;

/** A till that asks for a card, and the payment application that presents it, over HTTP. */
@Timeout(60)
class ReaderApiTest {
  private static final String REQUESTS = "/v1/reader/requests";
  private static final String SWIPED =
      "{\"card\":{\"entry\":\"swipe\",\"track2\":\"6225000000000006=30125200000000000000\"}}";
  private static final String CODE = "{\"qr\":{\"code\":\"6212345678901234567\"}}";

  @TempDir Path data;
  private TillFixture till;
  private final List<Wire> wires = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    till = TillFixture.withReader(data.toFile(), Limits.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    for (Wire wire : wires) {
      wire.socket.close();
    }
    till.close();
  }

  private static String collect(String type, String members) {
    return "{\"type\":\"" + type + "\",\"currency\":\"CNY\"," + members + "}";
  }

  private static String sale(String collect) {
    return collect("sale", "\"amount\":1234,\"collect\":" + collect);
  }

  private static final String SALE = sale("{\"within\":\"30s\"}");

  private Wire asks(String key, String body) throws Exception {
    return asks(key, body, "");
  }

  /** A till asks for a card; its answer is not read yet. */
  private Wire asks(String key, String body, String query) throws Exception {
    Wire wire = till.connect();
    wires.add(wire);
    wire.send(till.postOf("/v1/payments" + query, key, body));
    return wire;
  }

  private Answered poll() throws Exception {
    return till.get(REQUESTS);
  }

  /** The only request there is. */
  private Map<?, ?> request() throws Exception {
    List<?> requests = (List<?>) till.get(REQUESTS + "?wait=20").json().get("requests");
    assertEquals(1, requests.size());
    return (Map<?, ?>) requests.get(0);
  }

  /** A till asks, and the reader has the request. */
  private String asked(String key) throws Exception {
    poll();
    asks(key, SALE);
    return String.valueOf(request().get("id"));
  }

  private Answered present(String id, String body) throws Exception {
    return till.post(REQUESTS + "/" + id, body);
  }

  private static Map<String, Object> json(Wire.Answer answer) throws Exception {
    return TillFixture.json(answer.body());
  }

  private static void await(BooleanSupplier condition) {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < giveUp, "it never came true");
      Thread.onSpinWait();
    }
  }

  private boolean stands(String standing) {
    try {
      return till.get("/v1/reader").text("reader").equals(standing);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void assertProblem(int status, String type, Answered answer) {
    assertEquals(status, answer.status(), answer.raw().body());
    assertEquals(type, answer.text("type"));
    Map<?, ?> message = (Map<?, ?>) answer.json().get("message");
    assertFalse(String.valueOf(message.get("zh")).isEmpty());
    assertFalse(String.valueOf(message.get("en")).isEmpty());
  }

  private static void assertProblem(int status, String type, Wire.Answer answer) throws Exception {
    assertEquals(status, answer.status(), answer.body());
    assertEquals(type, json(answer).get("type"));
  }

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

  // ---- Many callers

  @Test
  void fifty_callers_with_one_key_make_one_payment_of_one_card() throws Exception {
    poll();
    for (int i = 0; i < 50; i++) {
      asks("key", SALE);
    }
    String id = String.valueOf(request().get("id"));
    // Four wait for one card, as for one payment; those before them are told to ask again.
    List<Wire> waiting = new ArrayList<>(wires);
    int early = 0;
    Set<Object> ids = new HashSet<>();
    int created = 0;
    for (int i = 0; i < 46; i++) {
      Wire.Answer answer = firstAnswered(waiting);
      assertProblem(409, "collecting", answer);
      early++;
    }
    Answered presented = present(id, SWIPED);
    assertEquals(200, presented.status(), presented.raw().body());
    for (Wire wire : waiting) {
      Wire.Answer answer = wire.answer();
      created += answer.status() == 201 ? 1 : 0;
      ids.add(json(answer).get("id"));
    }
    assertEquals(46, early);
    assertEquals(1, created);
    assertEquals(1, ids.size());
    assertEquals(1, till.terminal.count());
    for (int i = 0; i < 46; i++) {
      assertEquals(200, till.pay("key", SALE).status());
    }
    assertEquals(1, till.terminal.count());
  }

  private static Wire.Answer firstAnswered(List<Wire> waiting) throws Exception {
    while (true) {
      for (Wire wire : waiting) {
        if (wire.socket.getInputStream().available() > 0) {
          waiting.remove(wire);
          return wire.answer();
        }
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void fifty_callers_with_one_key_and_one_card_make_one_payment() throws Exception {
    List<CompletableFuture<Answered>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return till.payUntilAnswered("key", TillFixture.SWIPE);
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              },
              task -> new Thread(task).start()));
    }
    int created = 0;
    Set<String> ids = new HashSet<>();
    for (CompletableFuture<Answered> call : calls) {
      assertTrue(Set.of(200, 201).contains(call.get().status()), call.get().raw().body());
      created += call.get().status() == 201 ? 1 : 0;
      ids.add(call.get().text("id"));
    }
    assertEquals(1, created);
    assertEquals(1, ids.size());
    assertEquals(1, till.terminal.count());
  }

  @Test
  void where_every_place_waits_for_a_card_the_longest_is_told_to_ask_again() throws Exception {
    poll();
    for (int i = 0; i < 4; i++) {
      asks("key", SALE);
    }
    await(() -> stands("busy"));
    for (int i = 0; wires.size() < Limits.DEFAULT.connections(); i++) {
      asks("other-" + i, TillFixture.SWIPE, "?wait=60");
    }
    await(() -> till.terminal.waiting() == 60);
    assertEquals(200, till.get("/v1/status").status());
    assertProblem(409, "collecting", wires.get(0).answer());
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

  // ---- What is presented

  @Test
  void a_malformed_card_is_named_by_its_field_and_may_be_presented_again() throws Exception {
    String id = asked("key");
    String[][] wrong = {
      {"{\"card\":{\"entry\":\"swipe\",\"track2\":\"1\"}}", "card.track2"},
      {"{\"card\":{\"entry\":\"swipe\"}}", "card.track2"},
      {"{\"card\":{}}", "card.entry"},
      {"{\"card\":[]}", "card"},
      {"{\"card\":null}", "card"},
      {"{\"card\":{\"entry\":\"qr\"}}", "card.entry"},
      {
        "{\"card\":{\"entry\":\"manual\",\"pan\":\"6225000000000001\",\"expiry\":\"3012\"}}",
        "card.pan"
      },
      {
        "{\"card\":{\"entry\":\"manual\",\"pan\":\"6225000000000006\",\"expiry\":\"3013\"}}",
        "card.expiry"
      },
      {
        "{\"card\":{\"entry\":\"chip\",\"pan\":\"6225000000000006\",\"emv\":\"9F0206000000009999\"}}",
        "card.emv"
      },
      {"{\"card\":{\"entry\":\"chip\",\"pan\":\"6225000000000006\",\"emv\":\"9F02\"}}", "card.emv"},
      {"{\"qr\":{\"code\":\"12\"}}", "qr.code"},
      {"{\"qr\":{\"code\":\"6212345678901234567\",\"more\":1}}", "qr.more"},
      {"{\"card\":{\"entry\":\"swipe\",\"track2\":\"6225000000000006=3012520\"},\"x\":1}", "x"},
      {"{\"refused\":\"broken\"}", "refused"},
      {"{\"refused\":5}", "refused"},
      {"{\"refused\":\"removed\",\"x\":1}", "x"},
      {"{}", "card"},
      {SWIPED.replaceFirst("}$", ",\"refused\":\"removed\"}"), "card"},
    };
    for (String[] one : wrong) {
      Answered told = present(id, one[0]);
      assertEquals(400, told.status(), one[0] + told.raw().body());
      assertEquals(one[1], told.text("field"), one[0]);
      assertFalse(told.raw().body().contains("6225000000000006"));
    }
    assertEquals("malformed-json", present(id, "{").text("type"));
    assertEquals(200, present(id, SWIPED).status());
    assertEquals(201, wires.get(0).answer().status());
    assertEquals(1, till.terminal.count());
  }

  @Test
  void a_way_of_presenting_that_was_not_asked_for_is_refused_to_the_reader() throws Exception {
    poll();
    asks("key", sale("{\"entries\":[\"chip\"]}"));
    String id = String.valueOf(request().get("id"));
    assertEquals("card.entry", present(id, SWIPED).text("field"));
    assertEquals("qr", present(id, CODE).text("field"));
    assertTrue(stands("busy"));
  }

  @Test
  void the_number_of_the_very_card_as_reference_is_told_to_the_till_and_ends_it() throws Exception {
    poll();
    Wire asking =
        asks(
            "key",
            sale("{}").replace("{\"type\"", "{\"reference\":\"A-4123000000000000\",\"type\""));
    String id = String.valueOf(request().get("id"));
    Answered told =
        present(id, "{\"card\":{\"entry\":\"swipe\",\"track2\":\"4123000000000000=3012520\"}}");
    assertProblem(409, "payment-refused", told);
    Wire.Answer refused = asking.answer();
    assertProblem(400, "card-number", refused);
    assertEquals("reference", json(refused).get("field"));
    assertEquals(0, till.terminal.count());
  }

  @Test
  void what_the_terminal_refuses_of_a_card_both_are_told() throws Exception {
    String id = asked("key");
    till.terminal.refuse(Optional.of(Why.CODE_USED));
    assertProblem(409, "payment-refused", present(id, CODE));
    till.terminal.refuse(Optional.empty());
    assertProblem(409, "code-used", wires.get(0).answer());
    assertTrue(stands("ready"));
  }

  @Test
  void a_request_that_never_was_is_not_found_and_one_that_is_over_is_told_so() throws Exception {
    String id = asked("key");
    assertEquals(404, present("0193", SWIPED).status());
    assertEquals(200, present(id, SWIPED).status());
    assertEquals(200, present(id, SWIPED).status(), "the same answer again");
    assertProblem(409, "request-over", present(id, CODE));
    assertEquals(1, till.terminal.count());
  }

  @Test
  void a_request_is_read_over_and_over_but_who_knows_it_waits() throws Exception {
    String id = asked("key");
    assertEquals(id, request().get("id"));
    Wire knows = till.connect();
    wires.add(knows);
    knows.send(till.head("GET", REQUESTS + "?wait=60&seen=" + id) + "\r\n");
    assertEquals(200, till.get("/v1/status").status());
    assertEquals(0, knows.socket.getInputStream().available());
    // Who has to give up its place is told what there is, and not that there is nothing.
    knows.socket.shutdownOutput();
    assertTrue(knows.answer().body().contains(id));
  }

  @Test
  void a_head_of_the_requests_is_none() throws Exception {
    assertEquals(
        405,
        till.send(
                till.request(REQUESTS).method("HEAD", HttpRequest.BodyPublishers.noBody()).build())
            .status());
    assertTrue(stands("absent"));
  }

  // ---- What is asked for

  @Test
  void every_member_of_a_wish_is_checked_before_the_reader_is_asked() throws Exception {
    poll();
    String[][] wrong = {
      {sale("5"), "collect"},
      {sale("null"), "collect"},
      {sale("[]"), "collect"},
      {sale("{\"within\":60}"), "collect.within"},
      {sale("{\"within\":\"60\"}"), "collect.within"},
      {sale("{\"within\":\"99ms\"}"), "collect.within"},
      {sale("{\"within\":\"301s\"}"), "collect.within"},
      {sale("{\"within\":\"6m\"}"), "collect.within"},
      {sale("{\"within\":\"999999m\"}"), "collect.within"},
      {sale("{\"within\":\"9999999999s\"}"), "collect.within"},
      {sale("{\"within\":null}"), "collect.within"},
      {sale("{\"entries\":\"chip\"}"), "collect.entries"},
      {sale("{\"entries\":[]}"), "collect.entries"},
      {sale("{\"entries\":null}"), "collect.entries"},
      {sale("{\"entries\":[\"VALUE_NULL\"]}"), "collect.entries"},
      {sale("{\"entries\":[1]}"), "collect.entries"},
      {sale("{\"entries\":[null]}"), "collect.entries"},
      {sale("{\"entries\":[[\"chip\"]]}"), "collect.entries"},
      {sale("{\"entries\":[\"Chip\"]}"), "collect.entries"},
      {sale("{\"entries\":[\"chip\",\"chip\"]}"), "collect.entries"},
      {sale("{\"entris\":[\"chip\"]}"), "collect.entris"},
      {collect("preauth", "\"amount\":1,\"collect\":{\"entries\":[\"qr\"]}"), "collect.entries"},
      {collect("sale", "\"collect\":{}"), "amount"},
      {collect("sale", "\"amount\":0,\"collect\":{}"), "amount"},
      {collect("balance", "\"amount\":1,\"collect\":{}"), "amount"},
      {collect("completion", "\"amount\":1,\"original\":\"a\",\"collect\":{}"), "collect"},
      {collect("void", "\"collect\":{}"), "collect"},
      {collect("refund", "\"original\":\"a\",\"collect\":{}"), "collect"},
      {collect("sale", "\"amount\":1,\"collect\":{},\"card\":{}"), "card"},
      {collect("sale", "\"amount\":1,\"collect\":{},\"qr\":{}"), "qr"},
      {collect("sale", "\"amount\":1,\"collect\":{},\"more\":1"), "more"},
      {collect("sale", "\"amount\":1,\"collect\":{}").replace("CNY", "USD"), "currency"},
    };
    for (String[] one : wrong) {
      Answered told = till.pay("key", one[0]);
      assertEquals(400, told.status(), one[0] + told.raw().body());
      assertEquals(one[1], told.text("field"), one[0]);
    }
    assertEquals(List.of(), poll().json().get("requests"));
    assertEquals(400, till.get(REQUESTS + "?wait=61").status());
    assertEquals("seen", till.get(REQUESTS + "?seen=!").text("field"));
    assertEquals("idempotency-key-required", till.post("/v1/collections/cancel", "").text("type"));
    assertEquals("x", till.send(cancellingWith("{\"x\":1}")).text("field"));
  }

  private HttpRequest cancellingWith(String body) {
    return till.request("/v1/collections/cancel")
        .header("Idempotency-Key", "key")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  @Test
  void two_wishes_that_differ_in_a_list_alone_are_two_requests() throws Exception {
    poll();
    asks("key", sale("{\"entries\":[\"swipe\",\"chip\"]}"));
    String id = String.valueOf(request().get("id"));
    present(id, SWIPED);
    assertEquals(201, wires.get(0).answer().status());
    assertEquals(200, till.pay("key", sale("{\"entries\":[ \"swipe\", \"chip\" ]}")).status());
    assertProblem(409, "idempotency-conflict", till.pay("key", sale("{\"entries\":[\"swipe\"]}")));
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
