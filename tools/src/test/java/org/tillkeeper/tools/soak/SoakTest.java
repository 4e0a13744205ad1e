package org.tillkeeper.tools.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.tools.lab.Booked;
import org.tillkeeper.tools.lab.Comparison;
import org.tillkeeper.tools.lab.Deadline;
import org.tillkeeper.tools.lab.Instrument;
import org.tillkeeper.tools.lab.Lab;
import org.tillkeeper.tools.lab.Payment;

/**
 * Many payments while everything goes wrong; then the line heals, and everything must come to its
 * right end.
 */
class SoakTest {
  private static final int PAYMENTS = 60;
  private static final int CUTS = 6;

  /** The last cut comes before this payment, and is healed only when all were taken. */
  private static final int LAST_CUT = PAYMENTS - 5;

  private static final int KILLS = 5;
  private static final double FAULT_RATE = 1.0 / 3;
  private static final Duration DRAIN = Duration.ofSeconds(60);
  private static final Duration START = Duration.ofSeconds(30);
  private static final Lab.Times TIMES =
      new Lab.Times(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(30));

  @TempDir private Path folder;

  private final long seed = Long.getLong("tillkeeper.seed", new Random().nextLong(1_000_000_000));
  private final Random random = new Random(seed);
  private final ScheduledExecutorService healer = Executors.newSingleThreadScheduledExecutor();
  private final List<ScheduledFuture<?>> healings = new ArrayList<>();
  private final List<String> started = new ArrayList<>();

  private Set<Integer> moments(int count, int before) {
    Set<Integer> moments = new TreeSet<>();
    while (moments.size() < count) {
      moments.add(random.nextInt(before));
    }
    return moments;
  }

  @Test
  void everything_drains_and_the_ledgers_agree_after_faults_cuts_and_kills() throws Exception {
    System.out.println("SoakTest: replay with -Dtillkeeper.seed=" + seed);
    List<String> agentJava = List.of(Lab.java(), "@" + Path.of("agent.options").toAbsolutePath());
    ClearData clear = new ClearData();
    try (Lab lab = new Lab(folder, TIMES, agentJava)) {
      lab.start();
      assertTrue(Deadline.in(START).await(() -> lab.till().isOnline()), "online at first");
      takeOneWhoseAnswerIsLost(lab);
      lab.acquirer().post("/faults", Map.of("rate", FAULT_RATE, "seed", seed, "delay", "1500ms"));
      Set<Integer> cuts = moments(CUTS - 1, LAST_CUT);
      Set<Integer> kills = moments(KILLS, PAYMENTS);
      for (int number = 0; number < PAYMENTS; number++) {
        if (cuts.contains(number)) {
          cut(lab);
        }
        if (number == LAST_CUT) {
          for (ScheduledFuture<?> healing : healings) {
            healing.get();
          }
          lab.network().post("/rules", Map.of("rule", "cut"));
        }
        take(lab, number, kills.contains(number));
      }
      Map<String, Object> faults = lab.acquirer().object("/faults");
      lab.acquirer().delete("/faults");
      lab.network().delete("/rules");

      long healedNanos = System.nanoTime();
      boolean drained = Deadline.in(DRAIN).await(() -> lab.till().isDrained());
      double seconds = (System.nanoTime() - healedNanos) / 1e9;
      Comparison comparison = lab.compare(started);
      assertTrue(drained, () -> "not drained: " + comparison.differences());
      assertEquals(List.of(), comparison.differences());
      assertEquals(1 + PAYMENTS, comparison.rows().size());
      System.out.printf("SoakTest: drained in %.1f s, %s%n", seconds, ends(comparison));

      assertTheNastyPathsWereReached(comparison, faults);
      assertEquals(List.of(), clear.in(lab.data()), "while the agent runs");
    } finally {
      healer.shutdownNow();
    }
    assertEquals(List.of(), clear.in(folder.resolve("data")), "after it has stopped");
  }

  private static Map<String, Long> ends(Comparison comparison) {
    return comparison.rows().stream()
        .collect(
            Collectors.groupingBy(
                row -> row.payment().orElseThrow().display(), TreeMap::new, Collectors.counting()));
  }

  private static void assertTheNastyPathsWereReached(
      Comparison comparison, Map<String, Object> faults) {
    int struck = 0;
    for (Object count : ((Map<?, ?>) faults.get("struck")).values()) {
      struck += (Integer) count;
    }
    assertTrue(struck >= 2, "no fault by chance: " + faults);
    Map<String, Long> ends = ends(comparison);
    assertTrue(ends.size() >= 2, "ends: " + ends);
    assertTrue(
        comparison.rows().stream()
            .anyMatch(row -> row.booked().stream().anyMatch(Booked::reversed)),
        "no booking was reversed");
    assertTrue(
        comparison.rows().stream()
            .anyMatch(
                row ->
                    row.payment().orElseThrow().isConfirmed()
                        && row.payment().orElseThrow().attempts().size() > 1),
        "no payment was confirmed by a second attempt");
  }

  /**
   * What chance may miss is arranged: a booking that is reversed, and a second attempt that is
   * confirmed.
   */
  private void takeOneWhoseAnswerIsLost(Lab lab) throws Exception {
    lab.acquirer().post("/faults", Map.of("fault", "drop-after-booking", "on", List.of("sale")));
    Payment payment = lab.till().start("SOAK-FIRST", 99, Instrument.swipe());
    started.add("SOAK-FIRST");
    assertTrue(
        Deadline.in(TIMES.retryWithin()).await(() -> lab.till().payment(payment.id()).isFinal()),
        "the first payment has its end");
  }

  private Instrument instrument(int number) {
    return switch (random.nextInt(5)) {
      case 0 -> Instrument.chip(number);
      case 1 -> Instrument.contactless(number);
      case 2 -> Instrument.manual();
      case 3 -> Instrument.qr(number);
      default -> Instrument.swipe();
    };
  }

  /** Takes a payment; perhaps the agent is killed while it does, and started again. */
  private void take(Lab lab, int number, boolean killed) throws Exception {
    String reference = "SOAK-" + number;
    long amount = 100L + number;
    Instrument instrument = instrument(number);
    if (killed) {
      CompletableFuture<Void> asked =
          CompletableFuture.runAsync(() -> tryToStart(lab, reference, amount, instrument));
      TimeUnit.MICROSECONDS.sleep(random.nextInt(150_000));
      lab.killAgent();
      asked.get();
      lab.startAgent();
    }
    // A till that had no answer asks again with the same key.
    Payment payment = lab.till().start(reference, amount, instrument);
    started.add(reference);
    Deadline patience = Deadline.in(Duration.ofMillis(random.nextInt(1000)));
    patience.await(() -> lab.till().payment(payment.id()).isFinal());
  }

  private static void tryToStart(Lab lab, String reference, long amount, Instrument instrument) {
    try {
      lab.till().start(reference, amount, instrument);
    } catch (IOException e) {
      // It was killed before it could answer.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cut(Lab lab) throws Exception {
    Map<String, Object> rule =
        switch (random.nextInt(4)) {
          case 0 -> Map.of("rule", "cut", "how", "reset");
          case 1 -> Map.of("rule", "cut", "how", "close");
          case 2 -> cutAfter("to-acquirer");
          default -> cutAfter("to-terminal");
        };
    lab.network().post("/rules", rule);
    healings.add(
        healer.schedule(
            () -> {
              lab.network().delete("/rules");
              return null;
            },
            300 + random.nextInt(1500),
            TimeUnit.MILLISECONDS));
  }

  private Map<String, Object> cutAfter(String direction) {
    return Map.of(
        "rule",
        "cut-after",
        "direction",
        direction,
        "bytes",
        random.nextInt(400),
        "then",
        "refuse");
  }
}
