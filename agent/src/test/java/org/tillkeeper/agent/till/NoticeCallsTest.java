package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.till.TillFixture.Answered;

/** What nobody has been told, as a till calls for it. */
class NoticeCallsTest {
  @TempDir File data;
  private TillFixture till;

  @BeforeEach
  void a_till() throws Exception {
    till = new TillFixture(data, Limits.DEFAULT);
  }

  @AfterEach
  void close() {
    till.close();
  }

  private String unseen() throws Exception {
    String id = till.pay("one", TillFixture.SWIPE).text("id");
    till.terminal.send(id);
    till.terminal.decline(id, "51");
    till.terminal.unseen(id);
    return id;
  }

  private List<?> notices() throws Exception {
    return (List<?>) till.get("/v1/notices").json().get("notices");
  }

  @Test
  void a_notice_says_which_payment_and_what_it_shows_now_in_both_languages() throws Exception {
    assertEquals(List.of(), notices());
    String id = unseen();
    Map<?, ?> notice = (Map<?, ?>) notices().get(0);
    assertEquals(id, notice.get("payment"));
    assertEquals("declined", notice.get("display"));
    assertEquals(
        "Sale, 12.34 CNY (ORDER-1): Not enough money. Ask for another card.", notice.get("en"));
    assertEquals("消费 12.34 CNY（ORDER-1）：余额不足，请换卡。", notice.get("zh"));
    assertTrue(notice.get("at").toString().endsWith("Z"), notice.toString());
    Map<String, Object> payment = till.get("/v1/payments/" + id).json();
    assertEquals(true, payment.get("unseen"));
    assertTrue(((List<?>) payment.get("next")).contains("acknowledge"), payment.toString());
  }

  @Test
  void once_somebody_has_seen_it_it_is_gone() throws Exception {
    String id = unseen();
    Answered seen = till.post("/v1/payments/" + id + "/acknowledge", "{\"by\":\"Li Ming\"}");
    assertEquals(200, seen.status(), seen.raw().body());
    assertEquals(false, seen.json().get("unseen"));
    assertEquals(List.of(), notices());
  }

  @Test
  void who_has_seen_it_need_not_be_said_but_is_no_card_number() throws Exception {
    String id = unseen();
    String path = "/v1/payments/" + id + "/acknowledge";
    assertEquals("by", till.post(path, "{\"by\":\"\"}").text("field"));
    assertEquals("card-number", till.post(path, "{\"by\":\"6225000000000006\"}").text("type"));
    assertEquals("who", till.post(path, "{\"who\":\"Li\"}").text("field"));
    assertEquals(400, till.post(path + "?by=Li", "").status());
    assertEquals(200, till.post(path, "").status());
  }

  @Test
  void a_payment_that_has_not_changed_is_refused_with_the_payment_and_an_unknown_one_is_not_found()
      throws Exception {
    String id = till.pay("one", TillFixture.SWIPE).text("id");
    Answered refused = till.post("/v1/payments/" + id + "/acknowledge", "{}");
    assertEquals(409, refused.status());
    assertEquals("nothing-to-acknowledge", refused.text("type"));
    assertEquals(id, ((Map<?, ?>) refused.json().get("payment")).get("id"));
    assertEquals(404, till.post("/v1/payments/no-such/acknowledge", "{}").status());
  }
}
