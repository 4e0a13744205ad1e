package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent, and an acquirer that is reached and does something wrong: the diagnosis of the running
 * agent names it first, with the acquirer's code.
 */
@Tag("full")
class AcquirerFaultsVerdictTest {
  private static final SmallLab.Setup UNION_PAY =
      new SmallLab.Setup("unionpay-pos", "{}", "masterKeyFile", "", "");
  private static final int SOON_SECONDS = 20;

  @TempDir Path folder;
  private Map<String, Object> last = Map.of();
  private double seconds;

  private static void strikes(SmallLab lab, String fault, String code, String on, int count)
      throws Exception {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("fault", fault);
    body.put("on", List.of(on));
    body.put("count", count);
    if (!code.isEmpty()) {
      body.put("code", code);
    }
    lab.acquirer().post("/faults", body);
  }

  private static boolean isOnline(SmallLab lab) throws Exception {
    return Deadline.in(Duration.ofSeconds(SOON_SECONDS)).await(lab.till()::isOnline);
  }

  /** Asks again and again until the first cause is this. */
  private Map<?, ?> verdict(SmallLab lab, String check, String condition) throws Exception {
    // A terminal that has to sign in again and again says that first, now and then.
    Deadline.in(Duration.ofSeconds(SOON_SECONDS))
        .await(
            () -> {
              long begun = System.nanoTime();
              last = lab.till().json().object("/v1/diagnosis");
              seconds = (System.nanoTime() - begun) / 1e9;
              return check.equals(((Map<?, ?>) last.get("verdict")).get("check"));
            });
    System.out.printf("%-12s %-24s %.1f s%n", check, condition, seconds);
    assertEquals(check, ((Map<?, ?>) last.get("verdict")).get("check"), last.toString());
    for (Object one : (List<?>) last.get("findings")) {
      Map<?, ?> finding = (Map<?, ?>) one;
      if (finding.get("check").equals(check)) {
        Map<?, ?> evidence = (Map<?, ?>) finding.get("evidence");
        assertEquals(condition, evidence.get("condition"), last.toString());
        return evidence;
      }
    }
    throw new AssertionError(last);
  }

  private void sale(SmallLab lab, long amount) throws Exception {
    lab.pay("sale", amount, Instrument.swipe());
  }

  @Test
  void an_acquirer_that_does_not_know_the_terminal() throws Exception {
    try (SmallLab lab = new SmallLab(folder, UNION_PAY)) {
      assertTrue(isOnline(lab));
      strikes(lab, "decline", "97", "signin", 1000);
      lab.stopAgent();
      Files.delete(folder.resolve("data/line-hours"));
      lab.acquirer().post("/forget-keys", Map.of());
      lab.startAgent();
      lab.started(100, Instrument.swipe().json());
      assertEquals("97", verdict(lab, "sign-in", "sign-in-terminal").get("code"));
    }
  }

  @Test
  void an_acquirer_that_refuses_the_merchant_at_the_sign_in() throws Exception {
    try (SmallLab lab = new SmallLab(folder, UNION_PAY)) {
      assertTrue(isOnline(lab));
      strikes(lab, "decline", "03", "signin", 1000);
      lab.acquirer().post("/forget-keys", Map.of());
      lab.started(100, Instrument.swipe().json());
      assertEquals("03", verdict(lab, "sign-in", "sign-in-merchant").get("code"));
    }
  }

  @Test
  void keys_that_do_not_fit() throws Exception {
    try (SmallLab lab = new SmallLab(folder, UNION_PAY)) {
      assertTrue(isOnline(lab));
      lab.stopAgent();
      Files.writeString(folder.resolve("master.key"), "11111111222222223333333344444444\n");
      lab.startAgent();
      verdict(lab, "sign-in", "sign-in-key-fault");
    }
  }

  @Test
  void a_service_that_is_stopped() throws Exception {
    try (SmallLab lab = new SmallLab(folder, UNION_PAY)) {
      assertTrue(isOnline(lab));
      sale(lab, 100);
      strikes(lab, "decline", "03", "sale", 1000);
      sale(lab, 200);
      assertEquals("03", verdict(lab, "account", "account-stopped").get("code"));
    }
  }

  @Test
  void a_payment_that_this_terminal_is_not_allowed() throws Exception {
    try (SmallLab lab = new SmallLab(folder, UNION_PAY)) {
      assertTrue(isOnline(lab));
      strikes(lab, "decline", "58", "sale", 1);
      sale(lab, 200);
      assertEquals("58", verdict(lab, "account", "account-not-allowed").get("code"));
    }
  }

  @Test
  void a_platform_under_maintenance() throws Exception {
    runOf("96", "host-maintenance");
  }

  @Test
  void issuers_that_are_slow() throws Exception {
    runOf("91", "host-issuers");
  }

  private void runOf(String code, String condition) throws Exception {
    try (SmallLab lab = new SmallLab(folder, UNION_PAY)) {
      assertTrue(isOnline(lab));
      strikes(lab, "decline", code, "sale", 1000);
      for (int i = 0; i < 3; i++) {
        lab.started(100 + i, Instrument.swipe().json());
      }
      assertEquals(code, verdict(lab, "host", condition).get("codes"));
    }
  }

  @Test
  void an_acquirer_that_says_the_macs_are_wrong() throws Exception {
    try (SmallLab lab = new SmallLab(folder, UNION_PAY)) {
      assertTrue(isOnline(lab));
      strikes(lab, "decline", "A0", "sale", 1000);
      lab.started(100, Instrument.swipe().json());
      verdict(lab, "host", "host-key-fault");
    }
  }

  @Test
  void a_clock_that_is_wrong() throws Exception {
    try (SmallLab lab = new SmallLab(folder, UNION_PAY)) {
      assertTrue(isOnline(lab));
      lab.stopAgent();
      lab.inZone("+00:17"); // to the acquirer a clock that is 17 minutes ahead of its own
      Files.delete(folder.resolve("data/line-hours"));
      lab.startAgent();
      assertTrue(isOnline(lab));
      sale(lab, 100);
      verdict(lab, "clock", "clock-wrong");
    }
  }

  @Test
  void a_host_that_answers_nothing() throws Exception {
    try (SmallLab lab = new SmallLab(folder, UNION_PAY)) {
      assertTrue(isOnline(lab));
      strikes(lab, "no-answer-before", "", "any", 1000);
      lab.started(100, Instrument.swipe().json());
      verdict(lab, "echo", "echo-silent");
    }
  }

  @Test
  void a_line_that_loses_answers() throws Exception {
    try (SmallLab lab = new SmallLab(folder, UNION_PAY)) {
      assertTrue(isOnline(lab));
      strikes(lab, "no-answer-before", "", "sale", 3);
      sale(lab, 100);
      verdict(lab, "latency", "loss-high");
    }
  }
}
