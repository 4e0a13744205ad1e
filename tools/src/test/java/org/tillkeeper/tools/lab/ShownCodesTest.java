package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of a dialect whose terminals show codes, spoken by agent and simulated acquirer, each
 * a process of its own: a customer pays or does not, and the two ledgers agree.
 */
class ShownCodesTest {
  private static final Path EXAMPLE =
      Path.of("../iso8583-spec/examples/shown-codes.yaml").toAbsolutePath().normalize();
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  private static SmallLab.Setup setup(String acquirer) {
    return new SmallLab.Setup(EXAMPLE.toString(), "{}", "masterKeyFile", acquirer, "");
  }

  /** A sale whose code is there. */
  private static Map<String, Object> shown(SmallLab lab, long amount) throws Exception {
    String id = (String) lab.started(amount, Map.of("show", Map.of("within", "60s"))).get("id");
    await(lab, id, "shown");
    return lab.till().json().object("/v1/payments/" + id);
  }

  private static Map<String, Object> await(SmallLab lab, String id, String state) throws Exception {
    String path = "/v1/payments/" + id;
    assertTrue(
        Deadline.in(SOON).await(() -> state.equals(lab.till().json().object(path).get("state"))),
        () -> "not " + state);
    return lab.till().json().object(path);
  }

  private static Object codeState(SmallLab lab) throws Exception {
    return ((Map<?, ?>) lab.acquirer().list("/codes").get(0)).get("state");
  }

  @Test
  void a_customer_pays_or_does_not_and_both_sides_have_the_same() throws Exception {
    try (SmallLab lab = new SmallLab(folder, setup("shownCodes: {holds: 50s}"))) {
      assertTrue(Deadline.in(SOON).await(() -> lab.till().isOnline()), "not online");
      assertEquals(true, lab.till().status().get("showsCodes"));

      Map<String, Object> paying = shown(lab, 1234);
      Map<?, ?> show = (Map<?, ?>) paying.get("show");
      Map<?, ?> made = (Map<?, ?>) lab.acquirer().list("/codes").get(0);
      assertEquals(made.get("code"), show.get("code"));
      lab.acquirer().post("/customer", Map.of("does", "pays"));
      Map<String, Object> paid = await(lab, (String) paying.get("id"), "confirmed");
      assertTrue(paid.get("voucher").toString().startsWith("10000000"), paid.toString());
      assertNull(((Map<?, ?>) paid.get("show")).get("code"), "a code that is over is not shown");

      Map<String, Object> givenUp = shown(lab, 500);
      lab.till().cancel((String) givenUp.get("id"));
      await(lab, (String) givenUp.get("id"), "cancelled");
      assertEquals("closed", codeState(lab));

      Map<String, Object> refused = shown(lab, 700);
      lab.acquirer().post("/customer", Map.of("does", "closes"));
      await(lab, (String) refused.get("id"), "declined");

      Map<String, Object> killed = shown(lab, 900);
      lab.killAgent();
      lab.acquirer().post("/customer", Map.of("does", "pays"));
      lab.startAgent();
      Map<String, Object> found = await(lab, (String) killed.get("id"), "confirmed");

      assertEquals("confirmed", lab.about("void", found, Map.of()).get("state"));
      assertTrue(lab.compare().agrees(), () -> "the ledgers differ");
      assertEquals("balanced", lab.settle("settle").get("result"));
      assertEquals("equal", lab.endedBatch().get("verdict"));
    }
  }

  @Test
  void a_code_whose_answer_is_lost_is_closed_and_another_is_paid() throws Exception {
    try (SmallLab lab = new SmallLab(folder, setup("shownCodes: {paidAfter: 1s}"))) {
      assertTrue(Deadline.in(SOON).await(() -> lab.till().isOnline()), "not online");
      lab.acquirer().post("/faults", Map.of("fault", "no-answer-before", "on", "code"));
      String id = (String) lab.started(1234, Map.of("show", Map.of())).get("id");
      Map<String, Object> paid = await(lab, id, "confirmed");
      List<?> attempts = (List<?>) paid.get("attempts");
      assertEquals("closed", ((Map<?, ?>) attempts.get(0)).get("outcome"));
      assertEquals("confirmed", ((Map<?, ?>) attempts.get(1)).get("outcome"));
      assertTrue(lab.compare().agrees(), () -> "the ledgers differ");
    }
  }
}
