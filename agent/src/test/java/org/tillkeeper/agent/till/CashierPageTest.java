package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.terminal.Ground.Why;
import org.tillkeeper.agent.till.TillFixture.Answered;
import org.tillkeeper.iso8583.ReversalMeaning;

/** The cashier's page in a real browser. Pictures of it are left beside the test reports. */
@Tag("full")
@EnabledIfSystemProperty(
    named = "tillkeeper.full",
    matches = "true",
    disabledReason = "needs Chromium; run with -Pfull")
class CashierPageTest {
  private static final Path PICTURES = Path.of("target", "pictures");

  @TempDir Path data;
  private TillFixture till;

  @BeforeEach
  void start() throws Exception {
    till = new TillFixture(data.toFile(), Limits.DEFAULT);
    Files.createDirectories(PICTURES);
  }

  @AfterEach
  void stop() {
    till.close();
  }

  @Test
  void a_payment_is_followed_live_from_pending_to_its_end() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      assertTrue(text(browser, "#bar-title").equals("Online"));
      assertTrue(text(browser, "#bar-detail").contains("primary"));
      String id = till.pay("key-1", TillFixture.SWIPE).text("id");
      waitForWord(browser, id, "Pending");
      assertEquals("1", text(browser, "#pending-count"));
      assertTrue(text(browser, "#pending-amount").contains("12.34"));
      assertTrue(
          text(browser, row(id) + " .countdown").matches("May be tried again for \\d+ s more"));
      assertTrue(text(browser, row(id) + " .paid-with").contains("622500******0006"));
      assertEquals("ORDER-1", text(browser, row(id) + " .reference"));
      till.terminal.send(id);
      till.terminal.approve(id);
      waitForWord(browser, id, "Confirmed");
      assertEquals("0", text(browser, "#pending-count"));
      assertEquals("Paid.", text(browser, row(id) + " .message"));
      assertEquals("true", browser.value(element(row(id) + " .cancel") + ".hidden"));
      till.terminal.online(false);
      browser.waitFor("document.getElementById('bar').className === 'offline'");
    }
  }

  @Test
  void the_page_has_the_terminals_clock_and_tells_a_history_in_its_own_language() throws Exception {
    try (Browser browser = new Browser("zh-CN")) {
      open(browser);
      String id = till.pay("key-1", TillFixture.SWIPE).text("id");
      till.terminal.send(id);
      waitForWord(browser, id, "处理中");
      Instant at = Instant.parse(till.get("/v1/payments/" + id).text("createdAt"));
      String shop =
          DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.of("Asia/Shanghai")).format(at);
      String shown = text(browser, row(id) + " time");
      assertTrue(shown.contains(shop), shown + " of " + shop);
      boolean readersOwn =
          ZoneId.systemDefault().getRules().getOffset(at).equals(ZoneOffset.ofHours(8));
      assertEquals(!readersOwn, text(browser, "#shop-zone").equals("+08:00"), shown);
      sheet(browser, id);
      String whole = text(browser, "#sheet-what");
      assertEquals(!readersOwn, whole.contains("+08:00"), whole);
      browser.waitFor(element("#history") + ".children.length > 1");
      String history = text(browser, "#history");
      assertTrue(history.contains("12.34 CNY") && history.contains("已记录"), history);
    }
  }

  @Test
  void the_cashier_cancels_after_being_asked() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      String id = till.pay("key-1", TillFixture.SWIPE).text("id");
      waitForWord(browser, id, "Pending");
      browser.click(row(id) + " .cancel");
      browser.waitFor("document.getElementById(\"cancel-dialog\").open");
      assertTrue(text(browser, "#cancel-what").contains("12.34"));
      browser.click("#cancel-no");
      assertEquals("recorded", till.get("/v1/payments/" + id).text("state"));
      browser.click(row(id) + " .cancel");
      browser.click("#cancel-yes");
      waitForWord(browser, id, "Not sent");
      assertEquals("not-sent", till.get("/v1/payments/" + id).text("state"));
    }
  }

  @Test
  void a_refusal_is_told_in_the_language_of_the_page() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    try (Browser browser = new Browser("zh-CN")) {
      open(browser);
      waitForWord(browser, id, "处理中");
      till.terminal.refuse(Optional.of(Why.SHUTTING_DOWN));
      browser.click(next(id, "retry"));
      browser.waitFor(element("#notice") + ".textContent === '操作没有成功：收款程序正在关闭，请稍后再试。'");
      browser.click("#language");
      browser.click(next(id, "retry"));
      browser.waitFor(
          element("#notice")
              + ".textContent === 'That did not work: The agent is shutting down; try again.'");
    }
  }

  @Test
  void cancel_is_offered_only_where_it_would_be_taken() throws Exception {
    String sale = till.pay("key-1", TillFixture.SWIPE).text("id");
    till.terminal.send(sale);
    till.terminal.approve(sale);
    till.terminal.event(sale, new Event.BatchClosed(Event.BatchEnd.AGREED));
    String refund = "0193-0002";
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      waitForWord(browser, sale, "Confirmed");
      till.pay("key-2", "{\"type\":\"refund\",\"original\":\"" + sale + "\"}");
      waitForWord(browser, refund, "Pending");
      assertEquals("false", browser.value(element(row(refund) + " .cancel") + ".hidden"));
      till.terminal.send(refund);
      browser.waitFor(element(row(refund) + " .cancel") + ".hidden");
      assertEquals("Pending", text(browser, row(refund) + " .word"));
    }
  }

  @Test
  void of_what_would_be_taken_the_page_leaves_out_what_would_change_nothing() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      waitForWord(browser, id, "Pending");
      assertEquals("false", browser.value(element(next(id, "retry")) + ".hidden"));
      till.terminal.send(id);
      browser.waitFor(element(next(id, "retry")) + ".hidden");
      assertEquals("false", browser.value(element(next(id, "cancel")) + ".hidden"));
      Answered cancelling = till.post("/v1/payments/" + id + "/cancel", "");
      waitForWord(browser, id, "Cancelling");
      assertEquals("true", browser.value(element(next(id, "cancel")) + ".hidden"));
      assertTrue(cancelling.text("next").contains("retry"), cancelling.text("next"));
      assertTrue(cancelling.text("next").contains("cancel"), cancelling.text("next"));
    }
  }

  @Test
  void an_attention_is_seen_at_a_glance_and_settled_with_evidence() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      String id = till.pay("key-1", TillFixture.SWIPE).text("id");
      till.terminal.send(id);
      till.terminal.loseAnswer(id);
      till.terminal.answerReversal(id, "12", ReversalMeaning.ENDED_WITHOUT_PROOF);
      open(browser);
      waitForWord(browser, id, "Needs attention");
      assertEquals("1", text(browser, "#attention-count"));
      assertEquals("Resolve…", text(browser, row(id) + " .resolve"));
      browser.click(row(id) + " .resolve");
      browser.click("#resolve-yes");
      assertFalse(text(browser, "#resolve-outcome-error").isEmpty());
      assertFalse(text(browser, "#resolve-by-error").isEmpty());
      browser.click("[value=cancelled]");
      browser.value("document.getElementById('resolve-by').value = 'Li'");
      browser.value("document.getElementById('resolve-evidence').value = 'refunded'");
      browser.click("#resolve-yes");
      waitForWord(browser, id, "Cancelled");
      sheet(browser, id);
      browser.waitFor(element("#history") + ".textContent.includes('Settled as cancelled by Li')");
    }
  }

  @Test
  void an_agent_that_is_gone_is_said_loudly_and_old_data_is_not_shown_as_live() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      String id = till.pay("key-1", TillFixture.SWIPE).text("id");
      waitForWord(browser, id, "Pending");
      int port = till.server.port();
      till.close();
      browser.waitFor("document.getElementById('bar').className === 'unreachable'");
      assertEquals("true", browser.value(element("#live") + ".classList.contains('stale')"));
      assertTrue(text(browser, "#bar-detail").contains("not what is true now"));
      assertEquals("true", browser.value(element(row(id) + " .cancel") + ".disabled"));
      browser.resize(320, 640);
      browser.picture(PICTURES.resolve("unreachable-320.png"));
      till = new TillFixture(data.toFile(), Limits.DEFAULT, port);
      browser.waitFor("document.getElementById('bar').className === 'online'");
      assertEquals("false", browser.value(element("#live") + ".classList.contains('stale')"));
    }
  }

  @Test
  void a_browser_that_was_not_let_in_is_told_how_and_shows_nothing() throws Exception {
    till.pay("key-1", TillFixture.SWIPE);
    try (Browser browser = new Browser("en-US")) {
      browser.open(till.address() + "/");
      waitForWhy(browser, "not been opened here");
      browser.open(till.address() + "/#" + "wrong".repeat(8));
      waitForWhy(browser, "not the one");
      browser.resize(320, 640);
      browser.picture(PICTURES.resolve("open-320.png"));
      assertFits(browser, "en");
      assertEquals("0", browser.value("document.querySelectorAll('.payment').length"));
      browser.open(till.pageAddress());
      waitForWord(browser, "0193-0001", "Pending");
    }
  }

  @Test
  void nothing_that_lasts_stands_in_the_address_and_a_reload_keeps_working() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    String address = till.pageAddress();
    try (Browser browser = new Browser("en-US")) {
      browser.open(address);
      waitForWord(browser, id, "Pending");
      assertEquals(till.address() + "/", browser.value("location.href"));
      assertEquals("", browser.value("document.cookie"));
      assertFalse(
          browser.value("JSON.stringify([localStorage, sessionStorage])").contains("token"));
      browser.reload();
      waitForWord(browser, id, "Pending");
      browser.open(address);
      waitForWord(browser, id, "Pending");
      assertEquals(till.address() + "/", browser.value("location.href"));
    }
    try (Browser another = new Browser("en-US")) {
      another.open(address);
      waitForWhy(another, "used before");
      assertEquals(till.address() + "/", another.value("location.href"));
      assertEquals("0", another.value("document.querySelectorAll('.payment').length"));
    }
  }

  @Test
  void a_token_in_the_address_becomes_a_session_and_is_kept_nowhere() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    try (Browser browser = new Browser("en-US")) {
      browser.open(till.address() + "/#" + till.token.text());
      waitForWord(browser, id, "Pending");
      assertEquals(till.address() + "/", browser.value("location.href"));
      browser.reload();
      waitForWord(browser, id, "Pending");
      String kept = browser.value("JSON.stringify([localStorage, sessionStorage, history.state])");
      assertFalse(kept.contains(till.token.text()), kept);
    }
  }

  @Test
  void who_signs_out_leaves_nothing_on_the_screen() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      waitForWord(browser, id, "Pending");
      browser.click("#sign-out");
      waitForWhy(browser, "signed out");
      assertEquals("0", browser.value("document.querySelectorAll('.payment').length"));
      browser.reload();
      waitForWhy(browser, "not been opened here");
    }
  }

  @Test
  void when_every_page_is_closed_by_the_token_an_open_one_goes_dark() throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      waitForWord(browser, id, "Pending");
      assertEquals("{\"ended\":1}", till.post("/v1/sessions/end-all", "").raw().body());
      browser.click(row(id) + " .open");
      waitForWhy(browser, "not been opened here");
      assertEquals("0", browser.value("document.querySelectorAll('.payment').length"));
    }
  }

  @Test
  void another_port_of_this_machine_gets_nothing_out_of_the_browser() throws Exception {
    till.pay("key-1", TillFixture.SWIPE);
    Path data2 = Files.createDirectory(data.resolve("other-data"));
    // Another agent stands for a stranger's server: the same site, another origin.
    try (TillFixture stranger = new TillFixture(data2.toFile(), Limits.DEFAULT);
        Browser browser = new Browser("en-US")) {
      open(browser);
      browser.open(stranger.address() + "/v1/status");
      String call = till.address() + "/v1/payments/0193-0001/cancel";
      browser.value(
          "fetch('"
              + call
              + "', {method: 'POST', credentials: 'include', mode: 'no-cors'})"
              + ".finally(() => { document.title = 'asked'; })");
      browser.waitFor("document.title === 'asked'");
      assertEquals("recorded", till.get("/v1/payments/0193-0001").text("state"));
      browser.value(
          "fetch('"
              + call
              + "', {method: 'POST', credentials: 'include', headers: {'Page-Key': '"
              + "a".repeat(64)
              + "'}}).catch(() => { document.title = 'refused'; })");
      browser.waitFor("document.title === 'refused'");
      assertEquals("recorded", till.get("/v1/payments/0193-0001").text("state"));
    }
  }

  @Test
  void a_payment_is_voided_once_whatever_is_pressed_and_a_settled_one_is_refunded()
      throws Exception {
    String id = till.pay("key-1", TillFixture.SWIPE).text("id");
    till.terminal.send(id);
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      waitForWord(browser, id, "Pending");
      assertEquals("Charge again? Wait for its end. Do not charge again.", again(browser, id));
      sheet(browser, id);
      assertEquals("true", browser.value(element(next("void")) + ".hidden"));
      till.terminal.approve(id);
      waitForWord(browser, id, "Confirmed");
      browser.click(next("void"));
      assertTrue(text(browser, "#next-text").contains("The whole ¥12.34 goes back"));
      browser.click("#next-no");
      assertEquals(1, till.terminal.count());
      browser.click(next("void"));
      browser.value("(" + element("#next-yes") + ".click(), " + element("#next-yes") + ".click())");
      waitForWord(browser, "0193-0002", "Pending");
      assertEquals("Void", text(browser, row("0193-0002") + " .type"));
      assertEquals(2, till.terminal.count());
      assertEquals(PaymentType.VOID, till.terminal.lastOrder.type());
      browser.waitFor(element(next("void")) + ".hidden");
      till.terminal.endRetry("0193-0002");
      browser.waitFor("!" + element(next("void")) + ".hidden");
      till.terminal.event(id, new Event.BatchClosed(Event.BatchEnd.AGREED));
      browser.waitFor("!" + element(next("refund")) + ".hidden");
      assertEquals("true", browser.value(element(next("void")) + ".hidden"));
      browser.click(next("refund"));
      browser.value(element("#next-amount") + ".value = '12.35'");
      browser.click("#next-yes");
      browser.waitFor(element("#next-amount-error") + ".textContent.includes('at most')");
      browser.value(element("#next-amount") + ".value = '2.30'");
      browser.click("#next-yes");
      waitForWord(browser, "0193-0003", "Pending");
      assertFalse(text(browser, "#sheet-what").contains("M")); // one clock: 13:05, never 1:05 PM
      assertEquals(230, till.terminal.lastOrder.amount());
    }
  }

  /** What browsers write without a minor unit, or with another than ISO 4217's, among others. */
  @ParameterizedTest
  @CsvSource({
    "HUF, '1,234.00', 10, 1000",
    "IQD, '123.400', 1.005, 1005",
    "IDR, '1,234.00', 10.5, 1050",
    "COP, '1,234.00', 1000, 100000",
    "PKR, '1,234.00', 0.01, 1",
    "LAK, '1,234.00', 10, 1000",
    "CNY, '1,234.00', 10, 1000",
    "JPY, '123,400', 10, 10",
    "CLF, '12.3400', 0.0001, 1"
  })
  void the_page_shows_and_takes_what_the_agent_books(
      String currency, String shown, String typed, long booked) throws Exception {
    till.close();
    till = new TillFixture(data.toFile(), Limits.DEFAULT, 0, currency);
    String sale = TillFixture.SWIPE.replace("CNY", currency).replace("1234", "123400");
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      String id = till.pay("key-1", sale).text("id");
      waitForWord(browser, id, "Pending");
      assertTrue(text(browser, row(id) + " .amount").endsWith(shown), currency);
      assertTrue(text(browser, "#pending-amount").endsWith(shown), currency);
      till.terminal.send(id);
      till.terminal.approve(id);
      till.terminal.event(id, new Event.BatchClosed(Event.BatchEnd.AGREED));
      sheet(browser, id);
      browser.waitFor("!" + element(next("refund")) + ".hidden");
      assertTrue(text(browser, "#today-amount").endsWith(shown), currency);
      browser.click(next("refund"));
      assertEquals(shown.replace(",", ""), browser.value(element("#next-amount") + ".value"));
      browser.value(element("#next-amount") + ".value = '" + typed + "'");
      browser.click("#next-yes");
      waitForWord(browser, "0193-0002", "Pending");
      assertEquals(booked, till.terminal.lastOrder.amount());
    }
  }

  @Test
  void a_part_of_a_unit_that_has_none_is_not_rounded_but_refused() throws Exception {
    till.close();
    till = new TillFixture(data.toFile(), Limits.DEFAULT, 0, "JPY");
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      String id = till.pay("key-1", TillFixture.SWIPE.replace("CNY", "JPY")).text("id");
      till.terminal.send(id);
      till.terminal.approve(id);
      till.terminal.event(id, new Event.BatchClosed(Event.BatchEnd.AGREED));
      waitForWord(browser, id, "Confirmed");
      sheet(browser, id);
      browser.waitFor("!" + element(next("refund")) + ".hidden");
      browser.click(next("refund"));
      browser.value(element("#next-amount") + ".value = '10.6'");
      browser.click("#next-yes");
      browser.waitFor(element("#next-amount-error") + ".textContent.includes('at most')");
      assertEquals(1, till.terminal.count());
    }
  }

  @Test
  void the_batch_is_settled_once_after_the_cashier_is_asked() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      browser.waitFor("!" + element("#settle") + ".disabled");
      browser.click("#settle");
      assertTrue(text(browser, "#settle-what").contains("Batch 000001"));
      assertTrue(text(browser, "#settle-dialog").contains("refunded, not voided"));
      browser.picture(PICTURES.resolve("en-settle.png"));
      browser.click("#settle-no");
      assertTrue(settlements().isEmpty());
      browser.click("#settle");
      browser.value(
          "(" + element("#settle-yes") + ".click(), " + element("#settle-yes") + ".click())");
      browser.waitFor(
          element("#settling-text") + ".textContent.includes('Waiting for what is open')");
      assertEquals(1, settlements().size());
      assertEquals("true", browser.value(element("#settle") + ".disabled"));
      browser.reload();
      browser.waitFor("document.getElementById('bar').className === 'online'");
      browser.click("#language");
      browser.waitFor(element("#settle") + ".textContent === '结算…'");
    }
  }

  @Test
  void the_day_counts_every_payment_of_it_however_many_are_listed() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      paid(490);
      open(browser);
      browser.waitFor(element("#today-count") + ".textContent === '490 confirmed'");
      paid(120);
      browser.waitFor(element("#today-count") + ".textContent === '610 confirmed'");
      assertEquals("¥7,527.40", text(browser, "#today-amount"));
      browser.reload();
      browser.waitFor(element("#today-count") + ".textContent === '610 confirmed'");
      assertEquals("¥7,527.40", text(browser, "#today-amount"));
      till.terminal.event("0193-0001", new Event.ReferredTo(PaymentType.VOID, "0193-9999", 1234));
      till.pay("last", TillFixture.SWIPE);
      waitForWord(browser, "0193-0611", "Pending");
      assertEquals("610 confirmed", text(browser, "#today-count"));
    }
  }

  private void paid(int payments) throws Exception {
    int before = till.terminal.count();
    for (int i = before + 1; i <= before + payments; i++) {
      String id = till.pay("key-" + i, TillFixture.SWIPE).text("id");
      till.terminal.send(id);
      till.terminal.approve(id);
    }
  }

  private List<?> settlements() throws Exception {
    return till.terminal.settlements(10).get();
  }

  private static String again(Browser browser, String id) throws Exception {
    return text(browser, row(id) + " .again");
  }

  private static String next(String id, String what) {
    return row(id) + " [data-next=\"" + what + "\"]";
  }

  /** In the sheet of one payment. */
  private static String next(String what) {
    return "#sheet [data-next=\"" + what + "\"]";
  }

  /** Opens one payment in full. */
  private static void sheet(Browser browser, String id) throws Exception {
    browser.click(row(id) + " .open");
    browser.waitFor(element("#sheet") + ".open");
  }

  @Test
  void what_others_wrote_is_shown_as_text() throws Exception {
    String reference = "<img src=x onerror=document.title='owned'><b>x</b>";
    String id = till.pay("key-1", TillFixture.SWIPE.replace("ORDER-1", reference)).text("id");
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      waitForWord(browser, id, "Pending");
      assertEquals(reference, text(browser, row(id) + " .reference"));
      assertEquals("Tillkeeper", browser.value("document.title"));
    }
  }

  @Test
  void both_languages_fit_every_screen_from_a_small_one_to_a_desktop() throws Exception {
    PageSteps.everySituation(till);
    try (Browser browser = new Browser("zh-CN")) {
      open(browser);
      assertEquals("在线", text(browser, "#bar-title"));
      for (int width : new int[] {320, 720, 900, 1000, 1280}) {
        browser.resize(width, width == 320 ? 2400 : 1000);
        assertFits(browser, "zh");
        browser.picture(PICTURES.resolve("zh-" + width + ".png"));
        browser.click("#language");
        assertFits(browser, "en");
        browser.picture(PICTURES.resolve("en-" + width + ".png"));
        browser.click("#language");
      }
      browser.resize(320, 900);
      sheet(browser, "0193-0003");
      browser.waitFor(element("#history") + ".children.length > 2");
      browser.picture(PICTURES.resolve("zh-320-details.png"));
      browser.click("#sheet-close");
      browser.click(row("0193-0007") + " .cancel");
      browser.picture(PICTURES.resolve("zh-320-cancel.png"));
      browser.click("#cancel-no");
      browser.click(row("0193-0006") + " .resolve");
      browser.picture(PICTURES.resolve("zh-320-resolve.png"));
      browser.click("#resolve-no");
      sheet(browser, "0193-0001");
      browser.click(next("void"));
      browser.picture(PICTURES.resolve("zh-320-void.png"));
      browser.click("#next-no");
      sheet(browser, "0193-0010");
      browser.click(next("refund"));
      browser.picture(PICTURES.resolve("zh-320-refund.png"));
    }
  }

  private static void assertFits(Browser browser, String language) throws Exception {
    browser.waitFor("document.documentElement.lang.startsWith('" + language + "')");
    assertEquals(
        "true",
        browser.value(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
        "wider than the screen in " + language);
  }

  private void open(Browser browser) throws Exception {
    browser.open(till.pageAddress());
    browser.waitFor("document.getElementById('bar').className === 'online'");
  }

  private static void waitForWhy(Browser browser, String part) throws Exception {
    browser.waitFor(
        "document.getElementById('open-help').hidden === false"
            + " && document.getElementById('open-why').textContent.includes('"
            + part
            + "')");
  }

  private static void waitForWord(Browser browser, String id, String word) throws Exception {
    browser.waitFor("(" + element(row(id) + " .word") + " || {}).textContent === '" + word + "'");
  }

  private static String text(Browser browser, String selector) throws Exception {
    return browser.value(element(selector) + ".textContent");
  }

  private static String element(String selector) {
    return "document.querySelector('" + selector + "')";
  }

  private static String row(String id) {
    return "[data-id=\"" + id + "\"]";
  }
}
