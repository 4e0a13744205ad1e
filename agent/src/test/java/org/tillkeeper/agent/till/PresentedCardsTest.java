package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.terminal.Ground.Why;
import org.tillkeeper.agent.till.TillFixture.Answered;

/** What a reader presents, and what it is told of it. */
class PresentedCardsTest extends AskedReader {
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
}
