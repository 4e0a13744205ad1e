package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.till.Browser;

/**
 * A day at the cashier's page in a real browser, before a whole agent, a line that is cut, the
 * simulated acquirer and the simulated card reader, each a process of its own. One day, since
 * starting them takes longer than most of what is looked at.
 */
@Tag("full")
@EnabledIfSystemProperty(
    named = "tillkeeper.full",
    matches = "true",
    disabledReason = "needs Chromium, node and npm; run with -Pfull")
class CashierDayTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String PIN = "271828";
  private static final long SCANNER = 8;

  /** With {@code -Dtillkeeper.measure=true} only how soon a change is shown is found out. */
  private static final boolean MEASURES = Boolean.getBoolean("tillkeeper.measure");

  private static final SmallLab.Setup SHOP =
      new SmallLab.Setup(
          "unionpay-pos",
          "{}",
          "masterKeyFile",
          "",
          "device: {reader: api}\nreceipt: {merchantName: \"老王面馆\"}\nguards: {qrValidity: 5m}",
          Duration.ofSeconds(2),
          Duration.ofSeconds(240));

  @TempDir Path folder;
  @TempDir static Path packages;

  private SmallLab lab;
  private Browser browser;
  private PageLooks looks;
  private int codes;

  private static String axe() throws Exception {
    List<String> install =
        List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", ".");
    List<String> command = new ArrayList<>(install);
    command.add("axe-core@4.14.1");
    Process npm =
        new ProcessBuilder(command)
            .directory(packages.toFile())
            .redirectErrorStream(true)
            .redirectOutput(packages.resolve("npm.log").toFile())
            .start();
    assertTrue(npm.waitFor(180, TimeUnit.SECONDS), () -> String.join(" ", command));
    return Files.readString(packages.resolve("node_modules/axe-core/axe.min.js"));
  }

  @Test
  void a_day_from_the_first_sale_to_the_settlement() throws Exception {
    String axe = axe();
    try (SmallLab running = new SmallLab(folder, SHOP);
        Browser opened = new Browser("zh-CN");
        Application asks = new Application()) {
      asks.begin(running);
      lab = running;
      browser = opened;
      looks = new PageLooks(browser, axe);
      assertTrue(Deadline.in(SOON).await(lab.till()::isOnline));
      setPin();
      open();
      if (MEASURES) {
        howSoonChangesAreShown();
        return;
      }
      firstDay();
      paidByScan();
      paidByReader();
      heldAndCompleted();
      declinedAndDuplicate();
      cutAndRestored();
      attentionResolved();
      voided();
      refundedBySlip();
      found();
      killed();
      settled();
      refundedAfterSettlement();
      left();
      // What went back by slip is on the acquirer's books of that sale alone.
      List<Comparison.Row> differences = lab.compare().differences();
      assertEquals(1, differences.size(), differences.toString());
      assertEquals(
          Optional.of(Comparison.Difference.OTHER_REFUNDS), differences.get(0).difference());
      assertTrue(looks.states() >= 40, "only " + looks.states());
    }
  }

  private void setPin() throws Exception {
    HttpRequest.Builder request = lab.till().json().request("/v1/pin");
    request.PUT(HttpRequest.BodyPublishers.ofString("{\"pin\":\"" + PIN + "\"}"));
    HttpClient client = HttpClient.newHttpClient();
    assertEquals(
        200, client.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode());
  }

  /** A payment application that asks for work all day, and presents nothing by itself. */
  private static final class Application implements AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private Future<?> asking = CompletableFuture.completedFuture(null);

    void begin(SmallLab lab) {
      asking = thread.scheduleWithFixedDelay(() -> ask(lab), 0, 5, TimeUnit.SECONDS);
    }

    private static void ask(SmallLab lab) {
      try {
        lab.till().json().object("/v1/reader/requests");
      } catch (IOException killed) {
        // It asks again.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      asking.cancel(true);
      thread.shutdownNow();
    }
  }

  private Child reader(String name, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("reader"));
    line.addAll(List.of(arguments));
    Path config = folder.resolve("commands.yaml");
    Files.writeString(
        config,
        Files.readString(folder.resolve("agent.yaml"))
            .replaceFirst(
                "api: \\{listen: \"127.0.0.1:[0-9]+\"}",
                "api: {listen: \"" + lab.till().json().base().replace("http://", "") + "\"}"));
    line.addAll(List.of("--config", config.toString(), "--once"));
    return Child.start(name, folder, SmallLab.tool(line.toArray(new String[0])));
  }

  private void open() throws Exception {
    browser.resize(360, 640);
    browser.open(lab.till().pageAddress());
    countCalls();
    browser.waitFor("document.getElementById('bar').className === 'online'");
  }

  /** How many questions the page waits for; the stream and the wait for a card are none. */
  private void countCalls() throws Exception {
    browser.waitFor("document.readyState === 'complete' && location.pathname === '/'");
    browser.value(
        "(() => { if (window.asking !== undefined) return; window.asking = 0; const real ="
            + " window.fetch; window.fetch = async (path, init) => { const counts = init &&"
            + " init.method === 'GET'; if (counts) window.asking++; try { return await real(path,"
            + " init); } finally { if (counts) window.asking--; } }; })()");
  }

  /**
   * Of sales that other tills make: from the commit, as the payment tells it, to the page's row.
   */
  private void howSoonChangesAreShown() throws Exception {
    browser.resize(1280, 800);
    browser.value(
        "(() => { window.seen = {}; new MutationObserver(() => { for (const row of"
            + " document.querySelectorAll('.payment')) { const now = row.dataset.id + ' ' +"
            + " row.dataset.display; window.seen[now] = window.seen[now] || Date.now(); }"
            + " }).observe(document.getElementById('list'), {subtree: true, childList: true,"
            + " attributes: true}); })()");
    List<Long> took = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      Map<?, ?> sale = lab.pay("sale", 100, Instrument.qr(++codes));
      String row = sale.get("id") + " confirmed";
      browser.waitFor("window.seen['" + row + "'] !== undefined");
      Instant committed = Instant.parse(String.valueOf(sale.get("updatedAt")));
      long shown = Long.parseLong(browser.value("window.seen['" + row + "']"));
      if (i >= 20) {
        took.add(shown - committed.toEpochMilli());
      }
    }
    Collections.sort(took);
    System.out.printf(
        "a change is shown after %d ms in the middle, %d ms in 95 of 100, %d ms at most%n",
        took.get(50), took.get(95), took.get(99));
  }

  private void firstDay() throws Exception {
    browser.waitFor("!" + node("#pay-types") + ".hidden");
    looks.look("01-first-day");
    browser.tap("#tour-card-open");
    looks.look("02-tour");
    browser.tap("#tour-close");
  }

  private void paidByScan() throws Exception {
    looks.turn();
    amount("12.34");
    looks.look("03-amount");
    browser.tap("#charge");
    looks.look("04-present");
    scan();
    browser.waitFor(shows("confirmed"));
    looks.look("05-confirmed");
    browser.tap("#paying-receipt");
    browser.waitFor(text("#paper") + ".includes('12.34')");
    looks.look("06-receipt");
    browser.tap("#receipt-close");
    browser.tap("#paying-close");
  }

  private void paidByReader() throws Exception {
    looks.turn();
    amount("45.60");
    browser.tap("#charge");
    browser.tap("#paying-card");
    browser.waitFor(node("#paying") + ".dataset.step === 'card'");
    looks.look("07-card");
    try (Child reader = reader("reader-chip", "--card", Instrument.TRACK2, "--entry", "chip")) {
      browser.waitFor(shows("confirmed"));
      assertTrue(
          Deadline.in(SOON).await(() -> "accepted".equals(newest().get("cardResult"))),
          reader.printed());
    }
    browser.tap("#paying-close");
    // A customer who has no card after all.
    amount("45.60");
    browser.tap("#charge");
    browser.tap("#paying-card");
    browser.tap("#paying-stop");
    browser.waitFor(node("#paying") + ".dataset.step === 'over'");
    looks.look("08-nothing-charged");
    browser.tap("#paying-close");
    // The amount is still there for a customer who thinks better of it.
    assertEquals("45.60", browser.value(node("#amount") + ".value"));
    browser.tap("#amount-clear");
    browser.tap("[data-type=\"balance\"]");
    browser.tap("#charge");
    try (Child reader = reader("reader-balance", "--card", Instrument.TRACK2)) {
      browser.waitFor(shows("confirmed"));
      assertTrue(!browser.value(text("#paying-again-text")).isEmpty(), reader.printed());
    }
    looks.look("09-balance");
    browser.tap("#paying-close");
  }

  private void heldAndCompleted() throws Exception {
    looks.turn();
    browser.tap("[data-type=\"preauth\"]");
    amount("100");
    browser.tap("#charge");
    try (Child reader = reader("reader-hold", "--card", Instrument.TRACK2)) {
      browser.waitFor(shows("confirmed"));
      assertEquals("preauth", newest().get("type"), reader.printed());
    }
    browser.tap("#paying-close");
    browser.tap("[data-type=\"sale\"]");
    sheet(newest());
    looks.look("10-sheet");
    browser.tap("#sheet [data-next=\"completion\"]");
    type("#next-amount", "0");
    browser.tap("#next-yes");
    browser.waitFor(text("#next-amount-error") + " !== ''");
    looks.look("11-completion-refused");
    type("#next-amount", "80");
    browser.tap("#next-yes");
    browser.waitFor(shows("confirmed"));
    assertEquals("completion", newest().get("type"));
    browser.tap("#paying-close");
    browser.tap("#sheet-close");
  }

  private void declinedAndDuplicate() throws Exception {
    looks.turn();
    fault("decline", Map.of("code", "51"), "sale");
    amount("7");
    browser.tap("#charge");
    scan();
    browser.waitFor(shows("declined"));
    looks.look("12-declined");
    browser.tap("#paying-close");
  }

  private void cutAndRestored() throws Exception {
    looks.turn();
    lab.cut();
    browser.waitFor("document.getElementById('bar').className === 'offline'");
    amount("88.50");
    browser.tap("#charge");
    scan();
    browser.waitFor(shows("pending"));
    String id = String.valueOf(newest().get("id"));
    looks.look("13-pending");
    browser.tap("#paying-cancel");
    browser.waitFor(node("#cancel-dialog") + ".open");
    looks.look("14-cancel");
    browser.tap("#cancel-no");
    browser.tap("#paying-background");
    list();
    browser.waitFor(text(row(id) + " .word") + ".length > 0");
    looks.look("15-list-cut");
    lab.mend();
    ended(id);
    browser.waitFor(node("#notices li") + " !== null");
    looks.look("16-notice");
    browser.tap("#notices .pin-seen");
    browser.waitFor("document.title === 'Tillkeeper'");
    // Given up while the line is dead: nothing was sent, and nothing is.
    pay();
    lab.cut();
    browser.waitFor("document.getElementById('bar').className === 'offline'");
    amount("9");
    browser.tap("#charge");
    scan();
    browser.waitFor(shows("pending"));
    browser.tap("#paying-cancel");
    browser.tap("#cancel-yes");
    browser.waitFor(shows("not-sent"));
    looks.look("17-given-up");
    browser.tap("#paying-close");
    lab.mend();
    browser.waitFor("document.getElementById('bar').className === 'online'");
  }

  private void attentionResolved() throws Exception {
    looks.turn();
    fault("no-answer-after", Map.of(), "sale");
    fault("decline", Map.of("code", "12"), "reversal");
    amount("66");
    browser.tap("#charge");
    scan();
    browser.waitFor(shows("attention"));
    String id = String.valueOf(newest().get("id"));
    looks.look("18-attention");
    browser.tap("#paying-close");
    browser.waitFor(node("#notices li.attention") + " !== null");
    browser.tap("#attention-total");
    looks.look("19-attention-on-top");
    browser.tap(row(id) + " .resolve");
    browser.tap("#resolve-yes");
    browser.waitFor(text("#resolve-by-error") + " !== ''");
    looks.look("20-resolve-refused");
    browser.tap("[value=\"confirmed\"]");
    type("#resolve-by", "李");
    type("#resolve-evidence", "收单机构对账单第 2 页");
    browser.tap("#resolve-yes");
    browser.waitFor(node("#pin-dialog") + ".open");
    type("#pin-value", "314159");
    browser.tap("#pin-yes");
    browser.waitFor(text("#pin-value-error") + " !== ''");
    looks.look("21-wrong-pin");
    type("#pin-value", PIN);
    browser.tap("#pin-yes");
    browser.waitFor("!" + node("#resolve-dialog") + ".open");
    assertEquals("confirmed", payment(id).get("state"));
    assertTrue(kinds(id).contains("supervisor"), kinds(id).toString());
  }

  private void voided() throws Exception {
    looks.turn();
    pay();
    amount("23");
    browser.tap("#charge");
    scan();
    browser.waitFor(shows("confirmed"));
    Map<?, ?> sale = newest();
    browser.tap("#paying-close");
    sheet(sale);
    browser.tap("#sheet [data-next=\"void\"]");
    looks.look("22-void");
    browser.tap("#next-yes");
    browser.waitFor(shows("confirmed"));
    looks.look("23-voided");
    Map<?, ?> undone = newest();
    assertEquals("void", undone.get("type"));
    List<Object> kinds = kinds(undone.get("id"));
    assertTrue(kinds.contains("supervisor"), kinds.toString());
    browser.tap("#paying-close");
    browser.tap("#sheet-close");
  }

  private void refundedBySlip() throws Exception {
    looks.turn();
    pay();
    browser.waitFor("!" + node("#pay-types") + ".hidden");
    browser.tap("[data-type=\"refund\"]");
    amount("20");
    looks.look("24-refund-amount");
    browser.tap("#charge");
    type("#slip-date", "0230");
    browser.tap("#slip-yes");
    browser.waitFor(text("#slip-rrn-error") + " !== ''");
    looks.look("25-slip-refused");
    Map<?, ?> original = ofAmount(4560);
    type("#slip-rrn", String.valueOf(original.get("rrn")));
    type("#slip-date", dateOf(original));
    browser.tap("#slip-yes");
    browser.waitFor("!" + node("#slip-show") + ".hidden");
    looks.look("26-slip-of-here");
    browser.tap("#slip-show");
    browser.waitFor(node("#sheet") + ".open");
    // What is told of the payment comes a moment later and moves what stands there.
    browser.waitFor(node("#history") + ".children.length > 1");
    browser.tap("#sheet-close");
    // The acquirer looks for it in this terminal's books: a slip of another's is refused there.
    browser.tap("#charge");
    slipOfAnother(original);
    try (Child reader = reader("reader-refund", "--card", Instrument.TRACK2)) {
      browser.waitFor(shows("confirmed"));
      assertEquals("refund", newest().get("type"), reader.printed());
    }
    looks.look("27-refunded-by-slip");
    assertEquals(2000, newest().get("amount"));
    assertTrue(kinds(newest().get("id")).contains("supervisor"));
    browser.tap("#paying-close");
    assertEquals("true", browser.value(node("[data-type=\"sale\"]") + ".ariaPressed"));
    // The same slip once more: the person is asked whether that is meant.
    browser.tap("[data-type=\"refund\"]");
    amount("20");
    browser.tap("#charge");
    slipOfAnother(original);
    try (Child reader = reader("reader-twice", "--card", Instrument.TRACK2)) {
      browser.waitFor(node("#paying") + ".dataset.step === 'over'");
      assertEquals("false", browser.value(node("#paying-duplicate") + ".hidden"), reader.printed());
    }
    looks.look("28-refunded-before");
    browser.tap("#paying-close");
    browser.tap("#amount-clear");
  }

  /** Month and day, as the acquirer has given them. */
  private static String dateOf(Map<?, ?> payment) {
    Map<?, ?> attempt = (Map<?, ?>) ((List<?>) payment.get("attempts")).get(0);
    return String.valueOf(((Map<?, ?>) ((List<?>) attempt.get("approvals")).get(0)).get("date"));
  }

  /** The slip of a payment that is in the list, of which the person says that it is another. */
  private void slipOfAnother(Map<?, ?> payment) throws Exception {
    type("#slip-rrn", String.valueOf(payment.get("rrn")));
    type("#slip-date", dateOf(payment));
    browser.tap("#slip-yes");
    browser.waitFor("!" + node("#slip-show") + ".hidden");
    browser.tap("#slip-yes");
    browser.waitFor(node("#paying") + ".dataset.step === 'card'");
  }

  private void found() throws Exception {
    looks.turn();
    list();
    browser.value(node("#search") + ".open = true");
    type("#search-text", "12.34");
    browser.tap("#search-yes");
    browser.waitFor(text("#search-result") + " !== ''");
    browser.waitFor("document.querySelectorAll('#payments .payment').length === 1");
    looks.look("29-found");
    browser.tap("#search-over");
    browser.value(node("#search") + ".open = false");
    day();
    looks.look("30-day");
  }

  private void killed() throws Exception {
    looks.turn();
    pay();
    lab.cut();
    browser.waitFor("document.getElementById('bar').className === 'offline'");
    amount("31");
    browser.tap("#charge");
    scan();
    browser.waitFor(shows("pending"));
    String id = String.valueOf(newest().get("id"));
    lab.killAgent();
    browser.waitFor("!" + node("#paying .dead") + ".hidden");
    looks.look("31-dead-under-a-payment");
    browser.value(node("#paying") + ".close()");
    browser.waitFor("document.getElementById('bar').className === 'unreachable'");
    looks.look("32-stale");
    list();
    looks.look("33-stale-list");
    lab.startAgentAgain();
    browser.waitFor("document.getElementById('bar').className !== 'unreachable'");
    lab.mend();
    ended(id);
    // It ended when nobody was there to be told.
    browser.waitFor(node("#notices li") + " !== null");
    looks.look("34-changed-meanwhile");
    browser.tap("#notices .pin-seen");
    browser.waitFor("document.title === 'Tillkeeper'");
    browser.waitFor("document.getElementById('bar').className === 'online'");
  }

  private void settled() throws Exception {
    looks.turn();
    lab.acquirer().post("/settlement", Map.of("answer", "unbalanced"));
    lab.cut();
    browser.waitFor("document.getElementById('bar').className === 'offline'");
    day();
    browser.tap("#settle");
    looks.look("35-settle");
    browser.tap("#settle-yes");
    // A restart has made everybody a cashier again.
    browser.waitFor(node("#pin-dialog") + ".open");
    type("#pin-value", PIN);
    browser.tap("#pin-yes");
    browser.waitFor("!" + node("#settling") + ".hidden");
    pay();
    looks.look("36-settling");
    lab.mend();
    browser.waitFor("!" + node("#dispute") + ".hidden");
    looks.look("37-difference");
    int before = Integer.parseInt(browser.value(text("#attention-count")));
    browser.tap("#acknowledge");
    browser.tap("#acknowledge-yes");
    browser.waitFor(text("#acknowledge-by-error") + " !== ''");
    looks.look("38-acknowledge-refused");
    type("#acknowledge-by", "李");
    type("#acknowledge-evidence", "收单机构对账单");
    browser.tap("#acknowledge-yes");
    browser.waitFor(node("#dispute") + ".hidden");
    // Another may have been before it at another till: nothing asks for what is done already.
    browser.waitFor(text("#attention-count") + " === '" + (before - 1) + "'");
    browser.waitFor(text("#settling-text") + ".includes('李')");
    browser.waitFor(text("#last-settlement") + ".includes('李')");
    looks.look("39-acknowledged");
    browser.tap("#settling-seen");
    browser.waitFor(node("#settling") + ".hidden");
  }

  private void refundedAfterSettlement() throws Exception {
    looks.turn();
    Map<?, ?> sale = ofAmount(4560);
    list();
    sheet(sale);
    browser.tap("#sheet [data-next=\"refund\"]");
    looks.look("40-refund");
    type("#next-amount", "5.60");
    browser.tap("#next-yes");
    // Its slip gave some of it back before: a person has to mean it.
    browser.waitFor(text("#next-error") + " !== ''");
    looks.look("41-given-back-before");
    browser.tap("#next-yes");
    browser.waitFor(shows("confirmed"));
    assertEquals(560, newest().get("amount"));
    looks.look("42-refunded");
    browser.tap("#paying-close");
    browser.tap("#sheet-close");
  }

  private void left() throws Exception {
    looks.turn();
    browser.tap("#menu");
    looks.look("43-menu");
    browser.tap("#role-leave");
    browser.waitFor(node("#role-leave") + ".hidden");
    browser.tap("#sign-out");
    browser.waitFor("!" + node("#open-help") + ".hidden");
    looks.look("44-signed-out");
    assertEquals("0", browser.value("document.querySelectorAll('.payment').length"));
  }

  // ---- What is done over and over

  private static String node(String selector) {
    return "document.querySelector('" + selector + "')";
  }

  private static String text(String selector) {
    return node(selector) + ".textContent";
  }

  private static String row(String id) {
    return "[data-id=\"" + id + "\"]";
  }

  /** The large view of a payment shows this. */
  private static String shows(String display) {
    return node("#paying")
        + ".open && "
        + node("#paying")
        + ".dataset.display === '"
        + display
        + "'";
  }

  private void pay() throws Exception {
    browser.value(node("[data-go=pay]") + ".click()");
  }

  private void list() throws Exception {
    browser.value(node("[data-go=list]") + ".click()");
    browser.value(node("[data-filter=all]") + ".click()");
  }

  private void day() throws Exception {
    browser.value(node("[data-go=day]") + ".click()");
  }

  private void amount(String digits) throws Exception {
    pay();
    for (int i = 0; i < digits.length(); i++) {
      browser.tap("[data-key=\"" + digits.charAt(i) + "\"]");
    }
  }

  private void scan() throws Exception {
    browser.value("document.activeElement.blur()");
    browser.keys(Instrument.qrCode(++codes) + "\n", SCANNER);
  }

  private void type(String field, String value) throws Exception {
    browser.value(
        "(() => { const field = "
            + node(field)
            + "; field.focus(); field.value = '"
            + value
            + "'; field.dispatchEvent(new Event('input', {bubbles: true})); })()");
  }

  private void sheet(Map<?, ?> payment) throws Exception {
    list();
    browser.tap(row(String.valueOf(payment.get("id"))) + " .open");
    browser.waitFor(node("#history") + ".children.length > 1");
  }

  private void fault(String fault, Map<String, ?> more, String on) throws Exception {
    Map<String, Object> body = new LinkedHashMap<>(more);
    body.put("fault", fault);
    body.put("on", List.of(on));
    body.put("count", 1);
    lab.acquirer().post("/faults", body);
  }

  private Map<?, ?> payment(Object id) throws Exception {
    return lab.till().json().object("/v1/payments/" + id);
  }

  private Map<?, ?> newest() throws Exception {
    return first("/v1/payments?limit=1");
  }

  private Map<?, ?> ofAmount(long amount) throws Exception {
    return first("/v1/payments?state=confirmed&amount=" + amount);
  }

  private Map<?, ?> first(String path) throws Exception {
    List<?> payments = (List<?>) lab.till().json().object(path).get("payments");
    assertTrue(!payments.isEmpty(), path);
    return (Map<?, ?>) payments.get(0);
  }

  private List<Object> kinds(Object id) throws Exception {
    List<Object> kinds = new ArrayList<>();
    Object events = lab.till().json().object("/v1/payments/" + id + "/history").get("events");
    for (Object one : (List<?>) events) {
      kinds.add(((Map<?, ?>) one).get("kind"));
    }
    return kinds;
  }

  private void ended(String id) throws Exception {
    assertTrue(
        Deadline.in(SOON)
            .await(
                () ->
                    List.of("confirmed", "cancelled", "not-sent")
                        .contains(payment(id).get("state"))),
        () -> "no end of " + id);
  }
}
