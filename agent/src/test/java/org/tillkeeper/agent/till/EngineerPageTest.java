package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The engineer's page: open to the session of the cashier's page, and to nobody else. */
class EngineerPageTest {
  private static final String ROWS =
      "[...document.querySelectorAll('#checks tr')].map((row) => row.className + ':' +"
          + " [...row.children].map((cell) => cell.textContent).join('|')).join('\\n')";

  private static final String CAUSES =
      "[...document.querySelectorAll('.cause')].map((cause) => [...cause.children].map((part) =>"
          + " part.textContent).join('\\n')).join('\\n\\n')";

  private static final String CALLS =
      "[...document.querySelectorAll('#call li')].map((call) => call.textContent).join('\\n')";

  private static final String HIDDEN =
      "['checks', 'checks-title', 'call-title'].map((id) => document.getElementById(id).hidden)"
          + ".join()";

  /** The labels of the page in one language. */
  private record Labels(
      List<String> standings,
      String colon,
      String toDo,
      String checks,
      String call,
      String again,
      Map<String, String> to) {}

  private static final Labels ENGLISH =
      new Labels(
          List.of("fine", "wrong", "follows", "unknown"),
          ": ",
          "To do: ",
          "All checks",
          "Whom to call, and what to tell them",
          "Look again",
          Map.of(
              "acquirer", "Acquirer",
              "provider", "Service provider",
              "maker", "Device’s maker",
              "bank", "Bank",
              "network-provider", "Network provider"));

  private static final Labels CHINESE =
      new Labels(
          List.of("正常", "有误", "受累", "未知"),
          "：",
          "怎么办：",
          "全部检查",
          "联系谁、告诉他什么",
          "重新检查",
          Map.of(
              "acquirer", "收单机构",
              "provider", "服务商",
              "maker", "设备商",
              "bank", "银行",
              "network-provider", "网络运营商"));

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

  private HttpResponse<String> without(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(java.net.URI.create(till.address() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static String text(String id) {
    return "document.getElementById('" + id + "').textContent";
  }

  /** Opens the page with the session of the cashier's, and waits for its verdict. */
  private void open(Browser browser) throws Exception {
    browser.open(till.pageAddress());
    browser.waitFor("!document.getElementById('live').hidden");
    browser.open(till.address() + "/engineer");
    browser.waitFor("document.getElementById('verdict').className === 'wrong'");
  }

  @SuppressWarnings("unchecked") // JSON
  private static List<Map<String, Object>> maps(Object list) {
    return (List<Map<String, Object>>) list;
  }

  private static Object in(Object texts, String language) {
    return ((Map<?, ?>) texts).get(language);
  }

  /** What the page shows of what the agent found, in one language. */
  private void showsAll(Browser browser, String language, Labels labels) throws Exception {
    Map<String, Object> found = till.get("/v1/diagnosis").json();
    assertEquals(in(found.get("verdict"), language), browser.value(text("verdict")));
    List<String> rows = new ArrayList<>();
    String cause = "";
    for (Map<String, Object> finding : maps(found.get("findings"))) {
      int standing = List.of("config", "gateway", "dns").indexOf(finding.get("check"));
      List<String> names = List.of("fine", "wrong", "follows", "unknown");
      Object name = in(finding.get("name"), language);
      Object text = finding.get(language);
      int at = standing < 0 ? 3 : standing;
      rows.add(names.get(at) + ":" + labels.standings().get(at) + "|" + name + "|" + text);
      if (at == 1) {
        Object todo = in(finding.get("do"), language);
        cause =
            (name + labels.colon() + text)
                + ("\n" + labels.toDo() + todo)
                + "\ncondition=gateway-silent, gateway=192.0.2.1, interface=eth<b>0";
      }
    }
    assertEquals(String.join("\n", rows), browser.value(ROWS));
    assertEquals(cause, browser.value(CAUSES));
    List<String> calls = new ArrayList<>();
    for (Map<String, Object> entry : maps(found.get("handOver"))) {
      calls.add(labels.to().get(entry.get("to")) + labels.colon() + entry.get(language));
    }
    assertEquals(String.join("\n", calls), browser.value(CALLS));
    assertEquals("false,false,false", browser.value(HIDDEN));
    assertEquals(labels.checks() + " · " + found.get("shown"), browser.value(text("checks-title")));
    assertEquals(labels.call(), browser.value(text("call-title")));
    assertEquals(labels.again(), browser.value(text("again")));
    assertEquals(language, browser.value("document.documentElement.lang"));
  }

  @Test
  void the_page_has_no_data_and_what_it_asks_for_needs_the_session() throws Exception {
    HttpResponse<String> page = without("/engineer");
    assertEquals(200, page.statusCode());
    assertTrue(page.headers().firstValue("Content-Security-Policy").get().contains("sha256-"));
    assertTrue(page.body().contains("ENGINEER_TEXT"));
    assertEquals(401, without("/v1/diagnosis").statusCode());
  }

  @Test
  @Tag("full")
  @EnabledIfSystemProperty(
      named = "tillkeeper.full",
      matches = "true",
      disabledReason = "needs Chromium; run with -Pfull")
  void it_shows_the_verdict_in_both_languages_and_text_as_text() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      browser.open(till.address() + "/engineer");
      browser.waitFor("document.getElementById('verdict').textContent.includes('tillkeeper open')");
      browser.open(till.pageAddress());
      browser.waitFor("!document.getElementById('live').hidden");
      browser.open(till.address() + "/engineer");
      browser.waitFor("document.getElementById('verdict').className === 'wrong'");
      String verdict = browser.value("document.getElementById('verdict').textContent");
      assertTrue(verdict.startsWith("Gateway 192.0.2.1 on eth<b>0 does not answer"), verdict);
      assertEquals("1", browser.value("document.querySelectorAll('.cause').length"));
      assertEquals("0", browser.value("document.querySelectorAll('main b').length"));
      assertEquals("4", browser.value("document.querySelectorAll('#checks tr').length"));
      browser.click("#language");
      browser.waitFor("document.getElementById('verdict').textContent.includes('网关')");
    }
  }

  @Test
  @Tag("full")
  @EnabledIfSystemProperty(
      named = "tillkeeper.full",
      matches = "true",
      disabledReason = "needs Chromium; run with -Pfull")
  void everything_that_was_found_stands_on_it_in_the_language_that_was_chosen() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      showsAll(browser, "en", ENGLISH);
      browser.click("#language");
      browser.waitFor("document.documentElement.lang === 'zh'");
      showsAll(browser, "zh", CHINESE);
      browser.open(till.address() + "/engineer");
      browser.waitFor("document.getElementById('verdict').className === 'wrong'");
      showsAll(browser, "zh", CHINESE);
    }
  }

  @Test
  @Tag("full")
  @EnabledIfSystemProperty(
      named = "tillkeeper.full",
      matches = "true",
      disabledReason = "needs Chromium; run with -Pfull")
  void while_it_looks_and_where_it_cannot_it_says_so_and_shows_nothing_old() throws Exception {
    try (Browser browser = new Browser("en-US")) {
      open(browser);
      browser.value(
          "(window.asked = fetch, window.fetch = () => new Promise((yes, no) => { window.yes = yes;"
              + " window.no = no; }), '')");
      browser.click("#again");
      browser.waitFor(text("again") + " === 'Looking…'");
      assertEquals("true", browser.value("String(document.getElementById('again').disabled)"));
      browser.value("(yes({status: 500, ok: false}), '')");
      browser.waitFor(text("verdict") + ".startsWith('The agent could not look.')");
      assertEquals("", browser.value("document.getElementById('verdict').className"));
      assertEquals("true,true,true", browser.value(HIDDEN));
      assertEquals("", browser.value(CAUSES) + browser.value(ROWS) + browser.value(CALLS));
      assertEquals("false", browser.value("String(document.getElementById('again').disabled)"));
      browser.click("#again");
      browser.waitFor(text("again") + " === 'Looking…'");
      browser.value("(no(new TypeError()), '')");
      browser.waitFor(text("verdict") + ".startsWith('The payment agent does not answer.')");
      browser.click("#language");
      browser.waitFor(text("verdict") + ".startsWith('支付代理没有应答。')");
      browser.value("(window.fetch = window.asked, '')");
      browser.click("#again");
      browser.waitFor("document.getElementById('verdict').className === 'wrong'");
      showsAll(browser, "zh", CHINESE);
      browser.value(
          "(window.fetch = async () => { const answer = await asked('/v1/diagnosis', {headers:"
              + " {'Page-Key': localStorage.getItem('page-key')}}); const found = await"
              + " answer.json(); found.verdict.ok = true; found.causes = []; return {status: 200,"
              + " ok: true, json: async () => found}; }, '')");
      browser.click("#again");
      browser.waitFor("document.getElementById('verdict').className === 'fine'");
      assertEquals("", browser.value(CAUSES));
    }
  }

  @Test
  @Tag("full")
  @EnabledIfSystemProperty(
      named = "tillkeeper.full",
      matches = "true",
      disabledReason = "needs Chromium; run with -Pfull")
  void it_begins_in_the_language_of_the_browser() throws Exception {
    try (Browser browser = new Browser("zh-CN")) {
      browser.open(till.address() + "/engineer");
      browser.waitFor(text("verdict") + ".startsWith('此浏览器没有登录。')");
      assertEquals("English", browser.value(text("language")));
      assertEquals("诊断", browser.value(text("title")));
      browser.click("#language");
      browser.waitFor(text("verdict") + ".startsWith('This browser has no session.')");
      assertEquals("中文", browser.value(text("language")));
      assertEquals("Diagnosis", browser.value(text("title")));
    }
  }
}
