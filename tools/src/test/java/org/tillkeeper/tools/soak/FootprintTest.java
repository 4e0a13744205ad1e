package org.tillkeeper.tools.soak;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.tools.lab.Deadline;
import org.tillkeeper.tools.lab.Instrument;
import org.tillkeeper.tools.lab.Lab;
import org.tillkeeper.tools.lab.Payment;

/** How fast an agent starts and how much memory it takes, with the options it is shipped with. */
@Tag("full")
@EnabledIfSystemProperty(
    named = "tillkeeper.full",
    matches = "true",
    disabledReason = "needs an idle Linux machine, for it measures; run with -Pfull")
class FootprintTest {
  private static final int STARTS = 5;
  private static final int PAYMENTS = 20;
  // The figure is printed; only a start that has gone wrong fails, for a busy machine is no defect.
  private static final double START_SECONDS_MAX = 10;
  private static final long RESIDENT_KIB_MAX = 110 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Lab.Times TIMES =
      new Lab.Times(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(60));

  @TempDir private Path folder;

  @Test
  void an_agent_starts_fast_and_stays_small() throws Exception {
    List<String> agentJava = List.of(Lab.java(), "@" + Path.of("agent.options").toAbsolutePath());
    try (Lab lab = new Lab(folder, TIMES, agentJava)) {
      lab.start();
      double best = Double.MAX_VALUE;
      for (int i = 0; i < STARTS; i++) {
        lab.killAgent();
        long beganNanos = System.nanoTime();
        lab.startAgent();
        lab.till().status();
        best = Math.min(best, (System.nanoTime() - beganNanos) / 1e9);
      }
      assertTrue(Deadline.in(PATIENCE).await(() -> lab.till().isOnline()), "online");
      for (int number = 0; number < PAYMENTS; number++) {
        Payment payment = lab.till().start("SIZE-" + number, 100L + number, Instrument.swipe());
        assertTrue(
            Deadline.in(PATIENCE).await(() -> lab.till().payment(payment.id()).isConfirmed()),
            "confirmed");
      }
      long residentKib = residentKib(lab.agentPid());
      System.out.printf(
          "FootprintTest: start to status %.2f s (best of %d), resident %.1f MiB after %d payments%n",
          best, STARTS, residentKib / 1024.0, PAYMENTS);
      assertTrue(best < START_SECONDS_MAX, "start takes " + best + " s");
      assertTrue(residentKib < RESIDENT_KIB_MAX, "resident are " + residentKib + " KiB");
    }
  }

  private static long residentKib(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmRSS of " + pid);
  }
}
