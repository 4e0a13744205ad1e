package org.tillkeeper.agent.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.host.Traffic;

/** What a run of codes says. */
class AnswerChecksTest {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private Instant now = Instant.parse("2026-06-12T04:00:00Z");
  private final Traffic traffic = new Traffic(now, () -> now.getEpochSecond() * 1_000_000_000L);

  private AnswerChecks checks() {
    return new AnswerChecks(traffic.view(now), now, SHANGHAI);
  }

  private void answered(String message, String... codes) {
    for (String code : codes) {
      now = now.plus(Duration.ofMinutes(1));
      traffic.code(message, code, false);
    }
  }

  @Test
  void a_run_of_96_is_the_platform_and_two_are_not() {
    answered("payment", "00", "96", "96");
    assertEquals(Condition.HOST_FINE, checks().host().get().condition());
    answered("payment", "96");
    assertEquals(Condition.HOST_MAINTENANCE, checks().host().get().condition());
    assertEquals(3, checks().host().get().evidence().get("count"));
    answered("payment", "51");
    assertEquals(Condition.HOST_FINE, checks().host().get().condition());
  }

  @Test
  void runs_of_91_are_the_issuers_and_of_90_the_change_of_day() {
    answered("payment", "91", "98", "68");
    assertEquals(Condition.HOST_ISSUERS, checks().host().get().condition());
    answered("payment", "00", "90", "90", "90");
    assertEquals(Condition.HOST_CUT_OVER, checks().host().get().condition());
  }

  @Test
  void wrong_macs_and_refused_macs_are_keys() {
    answered("payment", "A0");
    answered("sign-in", "00");
    answered("payment", "A0");
    assertEquals(Condition.HOST_KEY_FAULT, checks().host().get().condition());
    traffic.code("payment", "00", true);
    traffic.code("payment", "00", true);
    assertEquals(Condition.HOST_MAC_FAULT, checks().host().get().condition());
  }

  @Test
  void refused_sign_ins_do_not_say_that_macs_are_wrong() {
    for (int i = 0; i < 4; i++) {
      traffic.code("sign-in", "97", true);
    }
    assertEquals(Condition.HOST_FINE, checks().host().get().condition());
  }

  @Test
  void what_is_long_ago_says_nothing_of_now() {
    answered("payment", "96", "96", "96");
    now = now.plus(Duration.ofHours(3));
    assertFalse(checks().host().isPresent());
  }

  @Test
  void a_service_that_worked_and_is_refused_was_stopped() {
    answered("payment", "00", "03");
    assertEquals(Condition.ACCOUNT_STOPPED, checks().account().get().condition());
    answered("payment", "00");
    assertEquals(Condition.ACCOUNT_FINE, checks().account().get().condition());
  }

  @Test
  void one_that_is_refused_again_and_again_is_still_stopped() {
    answered("payment", "00", "03");
    now = now.plus(Duration.ofHours(2));
    answered("payment", "03");
    answered("sign-in", "00");
    answered("payment", "03");
    Observation seen = checks().account().get();
    assertEquals(Condition.ACCOUNT_STILL_STOPPED, seen.condition());
    assertEquals(3, seen.evidence().get("tries"));
  }

  @Test
  void what_is_not_allowed_is_told_since_when_it_is_and_not_since_the_service_was_stopped() {
    answered("payment", "00", "03", "03");
    now = now.plus(Duration.ofMinutes(3));
    answered("payment", "58");
    String since = now.toString();
    answered("payment", "58");
    Observation seen = checks().account().get();
    assertEquals(Condition.ACCOUNT_NOT_ALLOWED, seen.condition());
    assertEquals(2, seen.evidence().get("tries"));
    assertEquals(since, seen.evidence().get("since"));
  }

  @Test
  void who_never_worked_is_not_registered() {
    answered("payment", "03");
    assertEquals(Condition.ACCOUNT_MERCHANT, checks().account().get().condition());
    answered("payment", "58");
    assertEquals(Condition.ACCOUNT_NOT_ALLOWED, checks().account().get().condition());
    answered("sign-in", "97");
    assertEquals(Condition.ACCOUNT_TERMINAL, checks().account().get().condition());
  }

  @Test
  void the_acquirers_clock_is_compared_in_the_terminals_zone() {
    assertFalse(checks().clock().isPresent());
    heardAhead(Duration.ofSeconds(20));
    assertEquals(Condition.CLOCK_FINE, checks().clock().get().condition());
    heardAhead(Duration.ofMinutes(17));
    Observation wrong = checks().clock().get();
    assertEquals(Condition.CLOCK_WRONG, wrong.condition());
    assertEquals(17L, wrong.evidence().get("minutes"));
    heardAhead(Duration.ofHours(-8));
    assertEquals(Condition.CLOCK_OTHER_ZONE, checks().clock().get().condition());
    heardAhead(Duration.ofDays(1));
    assertEquals(Condition.CLOCK_WRONG, checks().clock().get().condition());
  }

  @Test
  void a_new_year_between_two_clocks_is_no_year() {
    now = Instant.parse("2026-12-31T15:59:50Z"); // 23:59:50 in Shanghai
    traffic.hostClock("0101", "000005");
    assertEquals(Condition.CLOCK_FINE, checks().clock().get().condition());
  }

  private void heardAhead(Duration by) {
    Instant there = now.plus(by);
    traffic.hostClock(
        DateTimeFormatter.ofPattern("MMdd").withZone(SHANGHAI).format(there),
        DateTimeFormatter.ofPattern("HHmmss").withZone(SHANGHAI).format(there));
  }
}
