package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent over a real network stack whose packets are delayed, lost, swallowed. */
@Tag("full")
@EnabledIfSystemProperty(
    named = "tillkeeper.full",
    matches = "true",
    disabledReason = "needs root, ip, python3 and network namespaces; run with -Pfull")
class OverTheWireTest {
  private static final Duration START = Duration.ofSeconds(30);
  private static final int ONE_WAY_MILLIS = 25;
  private static final int OUTAGES = 15;

  @TempDir private Path folder;

  private static void awaitOnline(WiredLab lab, boolean online) throws Exception {
    assertTrue(
        Deadline.in(START).await(() -> lab.till().isOnline() == online),
        online ? "online" : "offline");
  }

  /** The agent's answer once the payment has its end. */
  private static CompletableFuture<Long> finalNanos(WiredLab lab, String key, long amount) {
    Map<String, Object> body =
        Map.of(
            "type",
            "sale",
            "amount",
            amount,
            "currency",
            "CNY",
            "reference",
            key,
            "card",
            Map.of("entry", "swipe", "track2", Instrument.TRACK2));
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            Map<String, Object> payment =
                lab.till()
                    .json()
                    .post("/v1/payments?wait=10", body, Map.of("Idempotency-Key", key));
            assertEquals("confirmed", payment.get("state"));
            return System.nanoTime();
          } catch (IOException e) {
            throw new AssertionError(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
          }
        });
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  /** What one round trip takes on this wire, as TCP's own handshake sees it. */
  private static double roundTripMillis(WiredLab lab) throws IOException {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      long began = System.nanoTime();
      try (Socket socket = new Socket(lab.front().getAddress(), lab.front().getPort())) {
        assertTrue(socket.isConnected());
        millis.add((System.nanoTime() - began) / 1e6);
      }
    }
    return median(millis);
  }

  @ParameterizedTest
  @CsvSource({"PLAIN, 3", "TLS, 4"})
  void a_waiting_sale_is_confirmed_within_round_trips_of_the_links_return(
      WiredLab.Transport transport, int roundTripsLeast) throws Exception {
    try (WiredLab lab = new WiredLab(folder, transport, "keepAlive: 60s")) {
      awaitOnline(lab, true);
      lab.wire().delay(ONE_WAY_MILLIS);
      finalNanos(lab, "WIRE-FIRST", 99).get(30, TimeUnit.SECONDS);
      double roundTrip = roundTripMillis(lab);
      List<Double> ratios = new ArrayList<>();
      List<String> started = new ArrayList<>(List.of("WIRE-FIRST"));
      for (int i = 0; i < OUTAGES; i++) {
        lab.wire().down();
        awaitOnline(lab, false);
        String key = "WIRE-" + i;
        started.add(key);
        CompletableFuture<Long> end = finalNanos(lab, key, 100 + i);
        int number = started.size();
        assertTrue(Deadline.in(START).await(() -> lab.till().payments().size() == number));
        long returned = System.nanoTime();
        lab.wire().up();
        double millis = (end.get(30, TimeUnit.SECONDS) - returned) / 1e6;
        ratios.add(millis / (roundTripsLeast * roundTrip));
      }
      System.out.printf(
          "OverTheWireTest figure: %s, round trip %.1f ms, recovery %.2f of %d round trips (median of %d; most %.2f)%n",
          transport, roundTrip, median(ratios), roundTripsLeast, OUTAGES, Collections.max(ratios));
      assertEquals(List.of(), lab.compare(started).differences());
      // 1.5 is the aim on a machine with nothing else to do; this one may have.
      assertTrue(median(ratios) < 2.5, ratios.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(WiredLab.Transport.class)
  void a_half_open_connection_is_noticed_within_keep_alive_and_response_time(
      WiredLab.Transport transport) throws Exception {
    String times = "{keepAlive: 1s, responseTimeout: 1s, connectTimeout: 1s, originalLifetime: 1s}";
    try (WiredLab lab = new WiredLab(folder, transport, inner(times))) {
      awaitOnline(lab, true);
      long began = System.nanoTime();
      lab.wire().silent();
      awaitOnline(lab, false);
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          "OverTheWireTest figure: %s, silence noticed after %.2f s of 2%n", transport, seconds);
      assertTrue(seconds < 4, seconds + " s");
      CompletableFuture<Long> end = finalNanos(lab, "WIRE-SILENT", 100);
      lab.wire().pass();
      end.get(30, TimeUnit.SECONDS);
      assertEquals(List.of(), lab.compare(List.of("WIRE-SILENT")).differences());
    }
  }

  private static String inner(String map) {
    return String.join("\n  ", map.substring(1, map.length() - 1).split(", "));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 20})
  void the_ledgers_agree_over_a_wire_that_loses_packets_and_falls_silent(int percent)
      throws Exception {
    long seed = Long.getLong("tillkeeper.seed", new Random().nextLong(1_000_000_000));
    System.out.println("OverTheWireTest: replay with -Dtillkeeper.seed=" + seed);
    Random random = new Random(seed);
    String times =
        "{keepAlive: 2s, responseTimeout: 1s, connectTimeout: 2s, originalLifetime: 1s, retry: {within: 20s}}";
    try (WiredLab lab = new WiredLab(folder, WiredLab.Transport.TLS, inner(times))) {
      awaitOnline(lab, true);
      lab.wire().delay(10);
      lab.wire().loss(percent, seed);
      List<String> started = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        boolean silent = random.nextInt(6) == 0;
        if (silent) {
          lab.wire().silent();
        }
        String key = "LOSS-" + i;
        Payment payment = lab.till().start(key, 100 + i, Instrument.swipe());
        started.add(key);
        Deadline.in(Duration.ofMillis(random.nextInt(1500)))
            .await(() -> lab.till().payment(payment.id()).isFinal());
        if (silent) {
          lab.wire().pass();
        }
      }
      lab.wire().loss(0, 0);
      assertTrue(
          Deadline.in(Duration.ofSeconds(60)).await(() -> lab.till().isDrained()),
          () -> "not drained");
      assertEquals(List.of(), lab.compare(started).differences());
    }
  }

  @Test
  void a_wire_that_is_slow_costs_time_and_nothing_else() throws Exception {
    try (WiredLab lab = new WiredLab(folder, WiredLab.Transport.TLS, "responseTimeout: 10s")) {
      awaitOnline(lab, true);
      lab.wire().delay(600);
      List<String> started = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        started.add("SLOW-" + i);
        finalNanos(lab, "SLOW-" + i, 100 + i).get(30, TimeUnit.SECONDS);
      }
      Comparison comparison = lab.compare(started);
      assertEquals(List.of(), comparison.differences());
      for (Comparison.Row row : comparison.rows()) {
        assertEquals(1, row.payment().orElseThrow().attempts().size());
      }
    }
  }
}
