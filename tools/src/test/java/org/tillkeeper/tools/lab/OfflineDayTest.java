package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sales accepted while the line is down, the agent's process against the acquirer's: delivered when
 * it is back, and uploaded where the totals differ.
 */
class OfflineDayTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir private Path folder;

  private SmallLab lab;

  private static Map<String, Object> approvedByChip(Instrument instrument, String how) {
    Map<String, Object> card = new LinkedHashMap<>();
    ((Map<?, ?>) instrument.json().get("card"))
        .forEach((key, value) -> card.put(String.valueOf(key), value));
    card.put("offline", how);
    return Map.of("card", card);
  }

  private void lineIs(boolean up) throws Exception {
    if (up) {
      lab.mend();
    } else {
      lab.cut();
    }
    assertTrue(Deadline.in(SOON).await(() -> lab.till().isOnline() == up), "online: " + up);
  }

  private String stored(long amount, Map<String, Object> instrument) throws Exception {
    Map<String, Object> payment = lab.started(amount, instrument);
    assertEquals("stored", payment.get("state"), payment.toString());
    return String.valueOf(payment.get("id"));
  }

  private void ends(String id, String state) throws Exception {
    assertTrue(
        Deadline.in(SOON).await(() -> lab.till().payment(id).state().equals(state)),
        () -> id + " is not " + state);
  }

  @Test
  void every_kind_of_sale_accepted_offline_goes_up_where_the_totals_differ() throws Exception {
    try (SmallLab started = new SmallLab(folder, SmallLab.Setup.offline())) {
      lab = started;
      lineIs(true);
      assertEquals("confirmed", lab.pay("sale", 900, Instrument.swipe()).get("state"));
      lineIs(false);
      List<String> ids = new ArrayList<>();
      ids.add(stored(1001, Instrument.swipe().json()));
      ids.add(stored(1002, Instrument.manual().json()));
      ids.add(stored(1003, approvedByChip(Instrument.chip(3), "Y1")));
      ids.add(stored(1004, approvedByChip(Instrument.contactless(4), "Y3")));
      lineIs(true);
      for (String id : ids) {
        ends(id, "confirmed");
        String stan = lab.till().payment(id).attempts().get(0).stan();
        lab.acquirer().post("/hide", Map.of("stan", stan));
      }
      Comparison books = lab.compare();
      assertTrue(books.agrees(), books.differences().toString());
      Map<String, Object> settled = lab.settle("day-1");
      assertEquals("uploaded", settled.get("result"), settled.toString());
      assertEquals("equal", lab.endedBatch().get("verdict"), lab.endedBatch().toString());
      assertEquals(List.of(), lab.endedBatch().get("notUploaded"));
    }
  }

  @Test
  void a_notice_that_the_acquirer_only_says_it_has_is_final_with_the_settlement() throws Exception {
    try (SmallLab started = new SmallLab(folder, SmallLab.Setup.offline())) {
      lab = started;
      lineIs(true);
      lineIs(false);
      String agreed = stored(1001, Instrument.swipe().json());
      lab.acquirer()
          .post("/faults", Map.of("fault", "drop-after-booking", "on", "offline-sale", "count", 1));
      lineIs(true);
      answered94(agreed);
      assertEquals("pending", lab.till().payment(agreed).display());
      assertEquals("balanced", lab.settle("day-1").get("result"));
      ends(agreed, "confirmed");

      lineIs(false);
      String closed = stored(1002, Instrument.manual().json());
      lab.acquirer()
          .post("/faults", Map.of("fault", "drop-after-booking", "on", "offline-sale", "count", 1));
      lineIs(true);
      answered94(closed);
      lab.acquirer().post("/close-batch", Map.of());
      assertEquals("confirmed", lab.pay("sale", 1003, Instrument.swipe()).get("state"));
      ends(closed, "attention");
      Map<String, Object> report = lab.till().json().object("/v1/report?batch=000002");
      assertTrue(report.get("attention").toString().contains(closed), report.toString());
    }
  }

  private void answered94(String id) throws Exception {
    assertTrue(
        Deadline.in(SOON)
            .await(
                () ->
                    "94"
                        .equals(
                            lab.till().json().object("/v1/payments/" + id).get("responseCode"))),
        "answered 94");
  }
}
