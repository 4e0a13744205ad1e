package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The engineer's page: open to the session of the cashier's page, and to nobody else. */
class EngineerPageTest {
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
}
