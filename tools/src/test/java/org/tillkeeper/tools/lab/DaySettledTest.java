package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mixed payments with real processes, settled against the acquirer's own books: balanced; and with
 * one payment hidden by the acquirer and the agent killed three times during the upload.
 */
class DaySettledTest {
  /** Calls of a till in each batch; the full run takes 500. */
  private static final int CALLS = Boolean.getBoolean("tillkeeper.full") ? 500 : 120;

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Lab.Times TIMES =
      new Lab.Times(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(30));

  @TempDir private Path folder;

  private Lab lab;
  private int calls;
  private int counter;
  private final List<String> settledSales = new ArrayList<>();
  private final Map<String, Integer> confirmed = new HashMap<>();

  @Test
  void the_books_are_equal_after_a_balanced_day_and_after_one_that_was_not() throws Exception {
    List<String> agentJava = List.of(Lab.java(), "@" + Path.of("agent.options").toAbsolutePath());
    try (Lab started = new Lab(folder, TIMES, agentJava)) {
      lab = started;
      lab.start();
      assertTrue(Deadline.in(LONG).await(() -> lab.till().isOnline()), "online");
      long start = System.nanoTime();
      day();
      long taken = System.nanoTime();
      Map<String, Object> first = settle("day-1");
      long settled = System.nanoTime();
      assertEquals("balanced", first.get("result"), first.toString());
      assertEquals("equal", batch("000001").get("verdict"), batch("000001").toString());
      System.out.printf(
          "DaySettledTest: %d calls in %d ms, settled in %d ms; %s%n",
          calls, (taken - start) / 1_000_000, (settled - taken) / 1_000_000, confirmed);

      day();
      List<Object> sales = swipedSales("000002");
      lab.acquirer().post("/hide", Map.of("stan", sales.get(sales.size() / 2)));
      long again = System.nanoTime();
      Map<String, Object> second = settleKilled("day-2");
      System.out.printf(
          "DaySettledTest: uploaded %s with three kills in %d ms%n",
          second.get("upload"), (System.nanoTime() - again) / 1_000_000);
      assertEquals("uploaded", second.get("result"), second.toString());
      Map<String, Object> theirs = batch("000002");
      assertEquals("equal", theirs.get("verdict"), theirs.toString());
      assertEquals(List.of(), theirs.get("notUploaded"));
      assertEquals(theirs.get("theirs"), theirs.get("totalsNow"));
      assertEquals("000003", lab.till().status().get("batch"));
    }
  }

  private List<Object> swipedSales(String batch) throws Exception {
    List<Object> stans = new ArrayList<>();
    for (Object one : lab.acquirer().list("/bookings")) {
      Map<?, ?> booking = (Map<?, ?>) one;
      if (batch.equals(booking.get("batch"))
          && "swipe".equals(booking.get("entry"))
          && "sale".equals(booking.get("type"))
          && "booked".equals(booking.get("state"))) {
        stans.add(booking.get("stan"));
      }
    }
    return stans;
  }

  private Map<String, Object> batch(String number) throws Exception {
    for (Object one : lab.acquirer().list("/batches")) {
      if (number.equals(((Map<?, ?>) one).get("batch"))) {
        Map<String, Object> found = new LinkedHashMap<>();
        ((Map<?, ?>) one).forEach((key, value) -> found.put(String.valueOf(key), value));
        return found;
      }
    }
    throw new AssertionError("the acquirer has no batch " + number);
  }

  private Map<String, Object> start(String key) throws Exception {
    return lab.till().json().post("/v1/settlements", Map.of(), Map.of("Idempotency-Key", key));
  }

  private Map<String, Object> now(Map<String, Object> settlement) throws Exception {
    return lab.till().json().object("/v1/settlements/" + settlement.get("id"));
  }

  private Map<String, Object> settle(String key) throws Exception {
    Map<String, Object> settlement = start(key);
    assertTrue(
        Deadline.in(LONG).await(() -> now(settlement).get("state").equals("ended")),
        () -> "not ended: " + settlement);
    return now(settlement);
  }

  private Map<String, Object> settleKilled(String key) throws Exception {
    Map<String, Object> settlement = start(key);
    for (int kill = 1; kill <= 3; kill++) {
      int done = kill * 4;
      assertTrue(
          Deadline.in(LONG)
              .await(
                  () -> {
                    Map<String, Object> now = now(settlement);
                    Map<?, ?> upload = (Map<?, ?>) now.get("upload");
                    return now.get("state").equals("uploading")
                        && ((Number) upload.get("done")).intValue() >= done;
                  }),
          "the upload was over before kill " + kill);
      lab.killAgent();
      lab.startAgent();
    }
    return settle(key);
  }

  private Map<String, Object> call(String path, Map<String, ?> body) throws Exception {
    calls++;
    Map<String, Object> payment =
        lab.till().json().post(path + "?wait=60", body, Map.of("Idempotency-Key", "k" + calls));
    assertEquals("confirmed", payment.get("state"), payment.toString());
    confirmed.merge(String.valueOf(payment.get("type")), 1, Integer::sum);
    return payment;
  }

  private String taken(String type, Instrument instrument) throws Exception {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type);
    body.put("amount", 1000 + counter);
    body.put("currency", "CNY");
    body.putAll(instrument.json());
    counter++;
    return String.valueOf(call("/v1/payments", body).get("id"));
  }

  private String about(String type, String original, Map<String, ?> more) throws Exception {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type);
    body.put("original", original);
    body.putAll(more);
    return String.valueOf(call("/v1/payments", body).get("id"));
  }

  /** As many calls as a batch is to have, of every type there is. */
  private void day() throws Exception {
    List<String> sales = new ArrayList<>();
    int end = calls + CALLS;
    for (int i = 0; calls < end; i++) {
      switch (i % 12) {
        case 0, 1, 2 -> sales.add(taken("sale", Instrument.swipe()));
        case 3 -> sales.add(taken("sale", Instrument.manual()));
        case 4 -> {
          String chip = taken("sale", Instrument.chip(counter));
          lab.till()
              .json()
              .post(
                  "/v1/payments/" + chip + "/card-result",
                  Map.of(
                      "accepted", true, "emv", String.format("9F2701409F3602%04X", counter - 1)));
        }
        case 5 -> sales.add(taken("sale", Instrument.contactless(counter)));
        case 6 -> taken("sale", Instrument.qr(counter));
        case 7 -> {
          String sale = taken("sale", Instrument.swipe());
          call("/v1/payments/" + sale + "/void", Map.of());
        }
        case 8 -> {
          String held = taken("preauth", Instrument.swipe());
          String done = about("completion", held, Map.of("amount", 900));
          if (i % 24 == 8) {
            about("completion-void", done, Map.of());
          }
        }
        case 9 -> {
          String held = taken("preauth", Instrument.swipe());
          about("completion", held, Map.of("amount", 800, "advice", true));
        }
        case 10 -> {
          String sale = taken("sale", Instrument.swipe());
          about("tip", sale, Map.of("amount", 50));
        }
        default -> {
          if (!settledSales.isEmpty()) {
            String sale = settledSales.remove(settledSales.size() - 1);
            call("/v1/payments/" + sale + "/refund", Map.of("amount", 300));
          }
        }
      }
    }
    settledSales.addAll(sales);
  }
}
