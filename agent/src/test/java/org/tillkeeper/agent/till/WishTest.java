package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.till.TillFixture.Answered;

/** What a till may wish for when it asks for a card. */
class WishTest extends AskedReader {
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
}
