package org.tillkeeper.agent.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What comes first, and what only follows from it. */
class DiagnosisTest {
  private static Diagnosis of(Condition... conditions) {
    List<Observation> found = new ArrayList<>();
    Arrays.asList(conditions).forEach(one -> found.add(Observation.of(one)));
    return Diagnosis.of(Instant.EPOCH, Diagnosis.Who.UNKNOWN, found);
  }

  private static List<Condition> causes(Condition... conditions) {
    return of(conditions).causes().stream().map(Observation::condition).toList();
  }

  @Test
  void a_dead_gateway_explains_every_hop_behind_it() {
    Diagnosis diagnosis =
        of(
            Condition.INTERFACE_FINE,
            Condition.GATEWAY_SILENT,
            Condition.DNS_SILENT,
            Condition.TCP_UNREACHABLE,
            Condition.SIGN_IN_WAITS,
            Condition.KEYS_NONE,
            Condition.LOSS_HIGH,
            Condition.REVERSALS_OPEN);
    assertEquals(Condition.GATEWAY_SILENT, diagnosis.firstCause().get().condition());
    assertEquals(1, diagnosis.causes().size());
    for (Observation one : diagnosis.observations()) {
      boolean itself = one.condition() == Condition.GATEWAY_SILENT;
      assertEquals(
          one.condition().isWrong() && !itself ? Optional.of(Check.GATEWAY) : Optional.empty(),
          one.followsFrom(),
          one.toString());
    }
  }

  @Test
  void what_stops_everything_comes_before_what_hinders() {
    assertEquals(
        List.of(Condition.TCP_REFUSED, Condition.CLOCK_WRONG, Condition.BATTERY_LOW),
        causes(Condition.BATTERY_LOW, Condition.CLOCK_WRONG, Condition.TCP_REFUSED));
  }

  @Test
  void a_wrong_clock_explains_certificates_that_seem_out_of_date() {
    assertEquals(
        List.of(Condition.CLOCK_BEHIND),
        causes(Condition.CLOCK_BEHIND, Condition.TLS_NOT_YET_VALID));
    assertEquals(
        List.of(Condition.TLS_OTHER_NAME, Condition.CLOCK_BEHIND),
        causes(Condition.CLOCK_BEHIND, Condition.TLS_OTHER_NAME));
  }

  @Test
  void a_full_disk_explains_a_ledger_that_cannot_be_written() {
    assertEquals(
        List.of(Condition.DISK_FULL),
        causes(Condition.DISK_FULL, Condition.LEDGER_NOT_WRITABLE, Condition.AGENT_STOPPED));
  }

  @Test
  void a_refused_sign_in_explains_the_account() {
    assertEquals(
        List.of(Condition.SIGN_IN_TERMINAL),
        causes(Condition.SIGN_IN_TERMINAL, Condition.ACCOUNT_TERMINAL));
  }

  @Test
  void a_platform_under_maintenance_explains_the_sign_in_that_it_refuses() {
    assertEquals(
        List.of(Condition.HOST_MAINTENANCE),
        causes(Condition.SIGN_IN_BUSY, Condition.HOST_MAINTENANCE));
  }

  @Test
  void what_could_not_be_looked_at_is_not_wrong() {
    Diagnosis diagnosis = of(Condition.CONFIG_FINE, Condition.PRINTER_UNKNOWN);
    assertTrue(diagnosis.isFine());
    assertEquals(Optional.empty(), diagnosis.observations().get(1).ok());
  }

  @Test
  void of_two_that_saw_the_same_the_worse_is_told_and_what_is_known_before_what_is_not() {
    assertEquals(
        List.of(Condition.CLOCK_BEHIND), causes(Condition.CLOCK_FINE, Condition.CLOCK_BEHIND));
    Diagnosis known = of(Condition.CLOCK_UNKNOWN, Condition.CLOCK_FINE);
    assertEquals(Condition.CLOCK_FINE, known.observations().get(0).condition());
    assertFalse(known.firstCause().isPresent());
  }
}
