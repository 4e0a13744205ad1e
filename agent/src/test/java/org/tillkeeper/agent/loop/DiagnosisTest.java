package org.tillkeeper.agent.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.loop.Terminal.Finding;
import org.tillkeeper.agent.loop.Terminal.Status;

/** What the health checks say. */
class DiagnosisTest {
  private static List<Finding> findings(long count) {
    Status status =
        new Status(
            true,
            Instant.EPOCH,
            Optional.of("primary"),
            true,
            "000001",
            count,
            0,
            count,
            count,
            false,
            "test");
    return Diagnosis.of(
        status,
        Optional.empty(),
        false,
        false,
        Ledger.Opening.FINE,
        List.of(new RouteWanted.Waiting("second", (int) count, true)));
  }

  private static String english(long count, String check) {
    return findings(count).stream()
        .filter(finding -> finding.check().equals(check))
        .findFirst()
        .orElseThrow()
        .en();
  }

  @Test
  void one_and_several_read_right() {
    assertEquals(
        "1 reversal is open and is sent as soon as the line allows.", english(1, "reversals"));
    assertEquals(
        "2 reversals are open and are sent as soon as the line allows.", english(2, "reversals"));
    assertEquals("1 payment needs a person.", english(1, "attention"));
    assertEquals("2 payments need a person.", english(2, "attention"));
    assertEquals(
        "1 reversal can be answered only by the host of route second; the line goes there as soon as it"
            + " can.",
        english(1, "route"));
  }
}
