package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.till.PageSteps.amount;
import static org.tillkeeper.agent.till.PageSteps.element;
import static org.tillkeeper.agent.till.PageSteps.isHidden;
import static org.tillkeeper.agent.till.PageSteps.open;
import static org.tillkeeper.agent.till.PageSteps.scan;
import static org.tillkeeper.agent.till.PageSteps.text;
import static org.tillkeeper.agent.till.PageSteps.waitForWord;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.terminal.Ground.Why;
import org.tillkeeper.iso8583.CodeMeaning;
import org.tillkeeper.iso8583.ReversalMeaning;

/** Charging on the cashier's page, in a real browser. */
@Tag("full")
@EnabledIfSystemProperty(
    named = "tillkeeper.full",
    matches = "true",
    disabledReason = "needs Chromium; run with -Pfull")
class CashierPayTest {
  private static final String CODE = "6212345678901234567";
  private static final String FIRST = "0193-0001";

  /** Between two keys of a scanner, and of a fast typist. */
  private static final long SCANNER = 8;

  private static final long FINGERS = 90;

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
  void a_scanned_code_is_charged_followed_and_ends_large() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(till, browser);
      amount(browser, "12.34");
      assertEquals("Charge ¥12.34", text(browser, "#charge"));
      browser.click("#charge");
      assertEquals("Scan the customer’s code now", text(browser, "#paying-now"));
      scan(browser, CODE, SCANNER);
      browser.waitFor(step("following"));
      assertEquals(PaymentType.SALE, till.terminal.lastOrder.type());
      assertEquals(1234, till.terminal.lastOrder.amount());
      assertEquals("Pending", text(browser, "#paying-now"));
      assertTrue(text(browser, "#paying-time").matches("May be tried again for \\d+ s more"));
      assertFalse(isHidden(browser, "#paying-cancel"));
      till.terminal.send(FIRST);
      till.terminal.approve(FIRST);
      browser.waitFor(element("#paying") + ".dataset.display === 'confirmed'");
      assertEquals("Confirmed", text(browser, "#paying-now"));
      assertEquals("¥12.34", text(browser, "#paying-amount"));
      assertEquals("New payment", browser.value("document.activeElement.textContent"));
      assertEquals("", browser.value(element("#amount") + ".value"));
      assertEquals("[]", browser.value("localStorage.getItem('open-requests')"));
    }
  }

  @Test
  void a_scan_is_a_sale_wherever_the_focus_is_and_presses_and_writes_nothing() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(till, browser);
      String old = till.pay("key-1", TillFixture.SWIPE).text("id");
      waitForWord(browser, old, "Pending");
      for (String place : new String[] {"#settle", "#sign-out", "[data-key=\"9\"]", "#language"}) {
        browser.value(element(place) + ".focus()");
        browser.keys(CODE + "\n", SCANNER);
        browser.waitFor(element("#amount-error") + ".textContent !== ''");
        assertEquals("", browser.value(element("#amount") + ".value"));
        assertEquals("0", browser.value("document.querySelectorAll('dialog[open]').length"));
        assertEquals("en", browser.value("document.documentElement.lang"));
        browser.value(element("#amount-error") + ".textContent = ''");
      }
      browser.value(element("#pay-reference") + ".value = 'TABLE 7'");
      browser.value(element("#pay-reference") + ".focus()");
      amount(browser, "5");
      browser.value(element("#pay-reference") + ".focus()");
      scan(browser, CODE, SCANNER);
      browser.waitFor(step("following"));
      assertEquals(500, till.terminal.lastOrder.amount());
      assertEquals(Optional.of("TABLE 7"), till.terminal.lastOrder.reference());
      assertEquals(2, till.terminal.count());
    }
  }

  @Test
  void what_a_person_types_goes_where_it_always_went() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(till, browser);
      browser.value(element("#pay-reference") + ".focus()");
      browser.keys("20261129", FINGERS);
      assertEquals("20261129", browser.value(element("#pay-reference") + ".value"));
      browser.value("document.activeElement.blur()");
      browser.keys("12.50", FINGERS);
      assertEquals("12.50", browser.value(element("#amount") + ".value"));
      // Two keys at once are fingers too: both come out, in their order, a moment later.
      browser.keys("34", SCANNER);
      browser.value(element("#pay-reference") + ".focus()");
      browser.keys("56", SCANNER);
      browser.waitFor(element("#pay-reference") + ".value === '2026112956'");
      browser.keys("7\n", FINGERS);
      browser.waitFor(element("#paying") + ".open");
      assertEquals(0, till.terminal.count());
    }
  }

  @Test
  void a_barcode_of_goods_or_an_address_charges_nothing_and_is_called_no_code() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(till, browser);
      amount(browser, "5");
      for (String other : new String[] {"6901234567892", "https://shop.example/7", "12345678"}) {
        browser.value(element("#notice") + ".textContent = ''");
        browser.keys(other + "\n", SCANNER);
        browser.waitFor(
            "("
                + element("#notice")
                + ".textContent + "
                + element("#paying-more")
                + ".textContent).includes('not a payment code')");
        browser.value(element("#paying") + ".close()");
        browser.value(element("#paying-more") + ".textContent = ''");
        amount(browser, "5");
      }
      assertEquals(0, till.terminal.count());
    }
  }

  @Test
  void a_reload_finds_out_what_became_of_the_payment_and_charges_nothing_again() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(till, browser);
      till.pay("lost-answer", TillFixture.SWIPE);
      String kept =
          "[{\"key\":\"lost-answer\",\"type\":\"sale\",\"amount\":1234,\"reference\":\"\",\"until\":0},"
              + "{\"key\":\"never-sent\",\"type\":\"sale\",\"amount\":999,\"reference\":\"\",\"until\":0}]";
      browser.value("localStorage.setItem('open-requests', '" + kept + "')");
      browser.reload();
      browser.waitFor("localStorage.getItem('open-requests') === '[]'");
      waitForWord(browser, FIRST, "Pending");
      assertEquals(1, till.terminal.count());
      // The customer may be gone: its end has to be seen.
      till.terminal.send(FIRST);
      till.terminal.approve(FIRST);
      browser.waitFor("document.title.startsWith('(1) ')");
      assertTrue(text(browser, "#notices").contains("Confirmed"));
      browser.click("#notices .pin-seen");
      browser.waitFor("document.title === 'Tillkeeper'");
    }
  }

  @Test
  void a_lost_answer_is_asked_for_again_with_the_same_key() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(till, browser);
      amount(browser, "7");
      // The agent takes the first, and its answer never comes.
      browser.value(
          "(() => { const real = window.fetch; let lost = 0; window.keys = [];"
              + " window.fetch = async (path, init) => {"
              + " const answer = await real(path, init);"
              + " if (path === '/v1/payments' && init.method === 'POST') {"
              + " window.keys.push(init.headers['Idempotency-Key']);"
              + " if (lost++ < 2) throw new TypeError('lost'); }"
              + " return answer; }; })()");
      scan(browser, CODE, SCANNER);
      browser.waitFor(step("following"));
      assertEquals(1, till.terminal.count());
      assertEquals("3 1", browser.value("window.keys.length + ' ' + new Set(window.keys).size"));
    }
  }

  @Test
  void a_refusal_is_said_large_and_the_amount_is_still_there() throws Exception {
    try (Browser browser = new Browser("zh-CN")) {
      open(till, browser);
      amount(browser, "7");
      till.terminal.refuseOrders(Optional.of(Why.SHUTTING_DOWN));
      scan(browser, CODE, SCANNER);
      browser.waitFor(step("over"));
      assertEquals("收款程序正在关闭，请稍后再试。", text(browser, "#paying-more"));
      assertEquals("7", browser.value(element("#amount") + ".value"));
      till.terminal.refuseOrders(Optional.empty());
      scan(browser, CODE, SCANNER);
      browser.waitFor(step("following"));
      assertEquals(700, till.terminal.lastOrder.amount());
    }
  }

  @Test
  void a_payment_that_is_paid_while_its_cancel_is_asked_says_so_and_offers_the_void()
      throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(till, browser);
      amount(browser, "7");
      scan(browser, CODE, SCANNER);
      browser.waitFor(step("following"));
      till.terminal.send(FIRST);
      browser.click("#paying-cancel");
      browser.waitFor(element("#cancel-dialog") + ".open");
      till.terminal.approve(FIRST);
      browser.waitFor(element("#cancel-text") + ".textContent.startsWith('It has been paid')");
      assertEquals("Void…", text(browser, "#cancel-yes"));
      browser.click("#cancel-yes");
      browser.waitFor(element("#next-dialog") + ".open");
      assertTrue(text(browser, "#next-text").contains("The whole ¥7.00 goes back"));
    }
  }

  @Test
  void what_ends_after_the_customer_was_let_go_stays_on_top_until_it_is_seen() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(till, browser);
      amount(browser, "7");
      scan(browser, CODE, SCANNER);
      browser.waitFor(step("following"));
      till.terminal.send(FIRST);
      // A browser tells the page a moment later that a dialog is closed. The end may come before.
      browser.value(
          "document.addEventListener('close', e => e.stopImmediatePropagation(), true) === undefined");
      browser.click("#paying-background");
      till.terminal.loseAnswer(FIRST);
      till.terminal.answerReversal(FIRST, "12", ReversalMeaning.ENDED_WITHOUT_PROOF);
      browser.waitFor(element("#notices li.attention") + " !== null");
      assertEquals("(1) To be seen · Tillkeeper", browser.value("document.title"));
      assertEquals("alarm", browser.value("document.documentElement.dataset.chimed"));
      assertTrue(text(browser, "#alarm").contains("¥7.00"));
      browser.reload();
      browser.waitFor(element("#notices li") + " !== null");
      browser.click("#notices .pin-open");
      browser.waitFor(element("#sheet") + ".open");
      browser.click("#sheet-close");
      browser.click("#attention-total");
      waitForWord(browser, FIRST, "Needs attention");
      browser.click("#notices .pin-seen");
      browser.waitFor("document.title === 'Tillkeeper'");
      browser.reload();
      waitForWord(browser, FIRST, "Needs attention");
      assertEquals("Tillkeeper", browser.value("document.title"));
    }
  }

  @Test
  void an_agent_that_dies_under_a_payment_is_said_over_it() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      browser.resize(360, 640);
      open(till, browser);
      amount(browser, "7");
      scan(browser, CODE, SCANNER);
      browser.waitFor(step("following"));
      assertTrue(isHidden(browser, "#paying .dead"));
      till.close();
      browser.waitFor("!" + element("#paying .dead") + ".hidden");
      assertEquals("The payment agent does not answer", text(browser, "#paying .dead"));
      browser.waitFor(element("#paying-cancel") + ".disabled");
    }
  }

  @Test
  void a_code_is_shown_with_the_time_that_is_left_and_its_end_in_large_words(@TempDir Path codes)
      throws Exception {
    try (TillFixture shows = TillFixture.thatShowsCodes(codes.toFile());
        Browser browser = new Browser("en-US")) {
      browser.resize(360, 640);
      open(shows, browser);
      amount(browser, "12.34");
      browser.click("#charge");
      browser.waitFor("!" + element("#paying-show") + ".hidden");
      assertEquals("Show a code", text(browser, "#paying-show"));
      browser.click("#paying-show");
      browser.waitFor(step("following"));
      assertTrue(isHidden(browser, "#paying-code"), "no code is there yet");
      shows.terminal.show(FIRST);
      browser.waitFor("!" + element("#paying-code") + ".hidden");
      assertEquals("Scan to pay", text(browser, "#paying-now"));
      browser.waitFor("/^1[12]\\d s left$/.test(" + element("#paying-time") + ".textContent)");
      assertEquals(
          "true",
          browser.value(
              "(() => { const c = "
                  + element("#paying-code")
                  + "; const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                  + " return c.width > 100 && d.some((v, i) => i % 4 === 0 && v === 0)"
                  + " && d.some((v, i) => i % 4 === 0 && v === 255); })()"),
          "a code is drawn");
      assertEquals(
          "true",
          browser.value(
              element("#paying-code") + ".getBoundingClientRect().right <= window.innerWidth"));

      browser.click("#paying-cancel");
      assertTrue(text(browser, "#cancel-text").contains("can still pay it"));
      browser.click("#cancel-yes");
      browser.waitFor(element("#paying-now") + ".textContent === 'Being closed'");
      assertTrue(isHidden(browser, "#paying-code"), "nobody is to scan it any more");
      shows.terminal.sayOfCode(FIRST, CodeMeaning.CLOSED);
      browser.waitFor(element("#paying") + ".dataset.display === 'cancelled'");
      assertEquals("Cancelled", text(browser, "#paying-now"));
    }
  }

  @Test
  void a_shown_code_is_found_again_after_the_page_was_loaded_anew_and_ends_paid(@TempDir Path codes)
      throws Exception {
    try (TillFixture shows = TillFixture.thatShowsCodes(codes.toFile());
        Browser browser = new Browser("en-US")) {
      open(shows, browser);
      amount(browser, "12.34");
      browser.click("#charge");
      browser.waitFor("!" + element("#paying-show") + ".hidden");
      browser.click("#paying-show");
      browser.waitFor(step("following"));
      shows.terminal.show(FIRST);
      browser.waitFor("!" + element("#paying-code") + ".hidden");
      open(shows, browser);
      browser.click("[data-go=list]");
      waitForWord(browser, FIRST, "Scan to pay");
      browser.click("[data-id=\"" + FIRST + "\"] .open");
      browser.waitFor("!" + element("#paying-code") + ".hidden");
      shows.terminal.sayOfCode(FIRST, CodeMeaning.PAID);
      browser.waitFor(element("#paying") + ".dataset.display === 'confirmed'");
      assertEquals("Confirmed", text(browser, "#paying-now"));
    }
  }

  @Test
  void an_acquirer_without_codes_has_no_button_for_one() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(till, browser);
      amount(browser, "12.34");
      browser.click("#charge");
      assertEquals("Scan the customer’s code now", text(browser, "#paying-now"));
      assertTrue(isHidden(browser, "#paying-show"));
    }
  }

  private static String step(String step) {
    return element("#paying")
        + ".dataset.step === '"
        + step
        + "' && "
        + element("#paying")
        + ".open";
  }
}
