package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.iso8583.ReversalMeaning;

/** What tests of the cashier's page do and look at, over and over. */
final class PageSteps {
  private PageSteps() {}

  /** Opens the page with a one-time address, and waits until it is live. */
  static void open(TillFixture till, Browser browser) throws Exception {
    browser.open(till.pageAddress());
    browser.waitFor("document.getElementById('bar').className === 'online'");
  }

  static void waitForWord(Browser browser, String id, String word) throws Exception {
    browser.waitFor("(" + element(row(id) + " .word") + " || {}).textContent === '" + word + "'");
  }

  static String text(Browser browser, String selector) throws Exception {
    return browser.value(element(selector) + ".textContent");
  }

  static boolean isHidden(Browser browser, String selector) throws Exception {
    return browser.value(element(selector) + ".hidden").equals("true");
  }

  static String element(String selector) {
    return "document.querySelector('" + selector + "')";
  }

  static String row(String id) {
    return "[data-id=\"" + id + "\"]";
  }

  /** Opens one payment in full. */
  static void sheet(Browser browser, String id) throws Exception {
    browser.click(row(id) + " .open");
    browser.waitFor(element("#sheet") + ".open");
  }

  /** A button in the sheet of one payment. */
  static String next(String what) {
    return "#sheet [data-next=\"" + what + "\"]";
  }

  /** Types an amount into the pad. */
  static void amount(Browser browser, String digits) throws Exception {
    for (int i = 0; i < digits.length(); i++) {
      browser.click("[data-key=\"" + digits.charAt(i) + "\"]");
    }
  }

  /**
   * Scans a code, as a cashier does who sees whether the terminal answers: again where the page
   * took the code for one that came while it did not, which a busy machine makes it believe.
   */
  static void scan(Browser browser, String code, long gapMillis) throws Exception {
    String refused = element("#notice") + ".hidden === false && " + element("#notice");
    String down =
        refused
            + ".textContent.match(/^(收款程序没有响应|Nothing can be charged while the agent)/) !== null";
    do {
      browser.waitFor(element("#notice") + ".hidden");
      browser.waitFor("!" + element("#live") + ".classList.contains('stale')");
      browser.keys(code + "\n", gapMillis);
    } while (browser.value(down).equals("true"));
  }

  /** Ten payments, each of which stands otherwise. */
  static void everySituation(TillFixture till) throws Exception {
    for (int i = 1; i <= 10; i++) {
      till.pay(
          "key-" + i, TillFixture.SWIPE.replace("ORDER-1", "桌号 " + i + " / ORDER-2026-000" + i));
    }
    till.terminal.send("0193-0001");
    till.terminal.approve("0193-0001");
    till.terminal.send("0193-0002");
    till.terminal.decline("0193-0002", "51");
    till.terminal.send("0193-0003");
    till.terminal.loseAnswer("0193-0003");
    till.terminal.endRetry("0193-0003");
    till.terminal.send("0193-0004");
    till.terminal.loseAnswer("0193-0004");
    till.terminal.endRetry("0193-0004");
    till.terminal.answerReversal("0193-0004", "00", ReversalMeaning.REVERSED);
    till.terminal.endRetry("0193-0005");
    till.terminal.send("0193-0006");
    till.terminal.loseAnswer("0193-0006");
    till.terminal.answerReversal("0193-0006", "12", ReversalMeaning.ENDED_WITHOUT_PROOF);
    till.terminal.event("0193-0008", new Event.AcceptedOffline());
    till.terminal.send("0193-0009");
    till.terminal.approve("0193-0009");
    till.terminal.event("0193-0009", new Event.ReferredTo(PaymentType.VOID, "0193-0010", 1234));
    till.terminal.send("0193-0010");
    till.terminal.approve("0193-0010");
    till.terminal.event("0193-0010", new Event.BatchClosed(Event.BatchEnd.AGREED));
  }

  /** Nothing is wider than the screen. */
  static void assertFits(Browser browser, String what) throws Exception {
    assertEquals(
        "true",
        browser.value(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
        "wider than the screen: " + what);
  }
}
