package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.tillkeeper.agent.till.AskedReader.await;
import static org.tillkeeper.agent.till.PageSteps.element;
import static org.tillkeeper.agent.till.PageSteps.open;
import static org.tillkeeper.agent.till.PageSteps.sheet;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A receipt on the cashier's page. */
@Tag("full")
@EnabledIfSystemProperty(
    named = "tillkeeper.full",
    matches = "true",
    disabledReason = "needs Chromium; run with -Pfull")
class CashierReceiptTest {
  @TempDir Path data;
  @TempDir Path saved;

  @Test
  void it_is_saved_as_the_picture_that_the_agent_draws() throws Exception {
    try (TillFixture till = new TillFixture(data.toFile(), Limits.DEFAULT);
        Browser browser = new Browser("en-US")) {
      String id = till.pay("one", TillFixture.SWIPE).text("id");
      till.terminal.send(id);
      till.terminal.approve(id);
      browser.savesTo(saved);
      open(till, browser);
      browser.click("[data-go=list]");
      sheet(browser, id);
      browser.click("#sheet-receipt");
      browser.click("[data-paper=\"80\"]");
      browser.waitFor(element("#paper") + ".className === 'mm80'");
      browser.click("#receipt-save");
      Path file = saved.resolve("receipt-" + id + "-customer.png");
      await(() -> Files.exists(file));
      HttpResponse<byte[]> drawn =
          HttpClient.newHttpClient()
              .send(
                  till.request("/v1/payments/" + id + "/receipt?format=png&columns=48&lang=en")
                      .build(),
                  HttpResponse.BodyHandlers.ofByteArray());
      assertArrayEquals(drawn.body(), Files.readAllBytes(file));
    }
  }

  @Test
  void an_app_around_the_page_reads_a_picture_that_the_page_holds() throws Exception {
    String script = Files.readString(Path.of("src/android/res/raw/read_blob.js"));
    try (TillFixture till = new TillFixture(data.toFile(), Limits.DEFAULT);
        Browser browser = new Browser("en-US")) {
      open(till, browser);
      String address =
          browser.value(
              "URL.createObjectURL(new Blob([new Uint8Array(256).map((_, i) => i)], {type: 'image/png'}))");
      byte[] all = new byte[256];
      for (int i = 0; i < all.length; i++) {
        all[i] = (byte) i;
      }
      assertEquals(
          Base64.getEncoder().encodeToString(all), browser.value(script.replace("@URL@", address)));
      browser.value("URL.revokeObjectURL('" + address + "')");
      assertEquals("gone", browser.value(script.replace("@URL@", address) + " ?? 'gone'"));
    }
  }
}
