package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.till.TillFixture.Answered;

/** Settlement and the day report, as a till calls for them. */
class SettlementCallsTest {
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

  private Answered settle(String key, String body) throws Exception {
    return till.send(
        till.request("/v1/settlements")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  @Test
  void a_new_key_settles_and_the_same_key_finds_it() throws Exception {
    Answered first = settle("one", "{}");
    assertEquals(201, first.status(), first.raw().body());
    assertEquals("waiting", first.text("state"));
    assertEquals("000001", first.text("batch"));
    String at = first.raw().headers().firstValue("Location").get();
    assertEquals(first.json(), till.get(at).json());
    Answered again = settle("one", "{ }");
    assertEquals(200, again.status());
    assertEquals(first.text("id"), again.text("id"));
    List<?> all = (List<?>) till.get("/v1/settlements").json().get("settlements");
    assertEquals(first.json(), all.get(0));
  }

  @Test
  void a_call_may_wait_for_the_end_and_the_wait_is_no_part_of_its_key() throws Exception {
    Answered first =
        till.send(
            till.request("/v1/settlements?wait=1")
                .header("Idempotency-Key", "one")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    assertEquals(201, first.status(), first.raw().body());
    assertEquals(200, settle("one", "{}").status());
    assertEquals(1, till.terminal.waitsForSettlements.get());
    Answered other =
        till.send(
            till.request("/v1/settlements?wait=1")
                .header("Idempotency-Key", "two")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    assertEquals("settlement-open", other.text("type"));
    assertEquals(1, till.terminal.waitsForSettlements.get(), "another's end is not waited for");
    Answered waited = till.get("/v1/settlements/" + first.text("id") + "?wait=1");
    assertEquals(first.json(), waited.json());
    assertEquals("wait", till.get("/v1/settlements/x?wait=61").text("field"));
    assertEquals(404, till.get("/v1/settlements/x?wait=1").status());
  }

  @Test
  void a_settlement_that_waits_for_the_line_says_so() throws Exception {
    till.terminal.online(false);
    Answered first = settle("one", "{}");
    assertTrue(message(first, "en").startsWith("Waiting for the line"), message(first, "en"));
    assertTrue(message(first, "zh").startsWith("等待线路恢复"), message(first, "zh"));
    till.terminal.online(true);
    Answered later = till.get("/v1/settlements/" + first.text("id"));
    assertTrue(message(later, "en").startsWith("Waiting for what is open"), message(later, "en"));
  }

  private static String message(Answered settlement, String language) {
    return ((Map<?, ?>) settlement.json().get("message")).get(language).toString();
  }

  @Test
  void one_batch_that_the_acquirer_closed_reads_as_one() throws Exception {
    Map<?, ?> warning = (Map<?, ?>) till.get("/v1/report").json().get("warning");
    assertEquals(
        "A batch was closed without settlement. Compare payment by payment with the acquirer.",
        warning.get("en"));
    assertEquals("有 1 个批次未经结算就被关闭。请逐笔与收单机构核对。", warning.get("zh"));
  }

  @Test
  void another_key_is_told_which_one_is_open() throws Exception {
    String id = settle("one", "").text("id");
    Answered second = settle("two", "{}");
    assertEquals(409, second.status());
    assertEquals("settlement-open", second.text("type"));
    assertEquals("正在结算，请等结算结束后再操作。", ((Map<?, ?>) second.json().get("message")).get("zh"));
    assertEquals(id, ((Map<?, ?>) second.json().get("settlement")).get("id"));
  }

  @Test
  void an_acknowledgement_is_refused_where_it_does_not_fit() throws Exception {
    String at = "/v1/settlements/" + settle("one", "").text("id") + "/acknowledge";
    Answered early = till.post(at, "{\"by\":\"Li\",\"evidence\":\"statement\"}");
    assertEquals(409, early.status());
    assertEquals("settlement-open", early.text("type"));
    assertEquals(400, till.post(at, "{\"by\":\"Li\"}").status());
    assertEquals(400, till.post(at, "{\"by\":\"Li\",\"evidence\":\"\"}").status());
    assertEquals(
        "card-number",
        till.post(at, "{\"by\":\"Li\",\"evidence\":\"6225000000000006\"}").text("type"));
    assertEquals(
        404,
        till.post("/v1/settlements/none/acknowledge", "{\"by\":\"Li\",\"evidence\":\"x\"}")
            .status());
  }

  @Test
  void what_is_asked_wrongly_is_refused_with_what_is_allowed() throws Exception {
    assertEquals("idempotency-key-required", till.post("/v1/settlements", "{}").text("type"));
    assertEquals(400, settle("one", "{\"batch\":1}").status());
    assertEquals(400, till.get("/v1/report?batch=last").status());
    assertEquals(404, till.get("/v1/report?batch=77").status());
    assertEquals(404, till.get("/v1/settlements/none").status());
  }

  @Test
  void the_report_has_sums_totals_what_is_open_and_a_warning() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    Map<String, Object> report = till.get("/v1/report").json();
    assertEquals(
        "[{type=sale, state=confirmed, count=2, amount=1200}]", report.get("payments").toString());
    assertEquals(1200, ((Map<?, ?>) report.get("totals")).get("debitAmount"));
    Map<?, ?> open = (Map<?, ?>) ((List<?>) report.get("open")).get(0);
    assertEquals(id, open.get("id"));
    assertEquals("waiting-to-be-sent", open.get("why"));
    assertTrue(report.get("warning").toString().contains("without settlement"));
  }
}
