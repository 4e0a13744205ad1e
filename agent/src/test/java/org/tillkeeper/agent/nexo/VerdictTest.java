package org.tillkeeper.agent.nexo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Decision;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Links;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.payment.State;

/** Every state of a payment, and what a till may be told of it. */
class VerdictTest {
  private static final Instant NOW = Instant.parse("2026-03-04T10:15:30Z");

  private static Payment payment(
      State state, CardResult chip, boolean cancelled, Optional<Resolution> resolution) {
    return payment(state, chip, cancelled, resolution, OptionalLong.empty());
  }

  private static Payment payment(
      State state,
      CardResult chip,
      boolean cancelled,
      Optional<Resolution> resolution,
      OptionalLong approved) {
    Decision decision =
        new Decision(
            Optional.of("00"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            approved,
            OptionalLong.empty());
    return new Payment(
        "0193-0001",
        Samples.sale(1234, Optional.empty()),
        new Instrument(Entry.CHIP, "622500******0006", 0),
        state,
        false,
        cancelled,
        Collections.emptyList(),
        decision,
        chip,
        Links.NONE,
        false,
        Optional.empty(),
        resolution,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Signature.NONE,
        NOW,
        NOW);
  }

  private static String said(Verdict verdict) {
    return verdict.response("").get("Result")
        + verdict.condition().map(it -> "/" + it.label()).orElse("");
  }

  @ParameterizedTest(name = "{0}, chip {1}, given up {2}")
  @CsvSource({
    "RECORDED, NONE, false, Failure/InProgress",
    "SENT, NONE, false, Failure/InProgress",
    "SENT, NONE, true, Failure/InProgress",
    "STORED, NONE, false, Failure/InProgress",
    "INQUIRING, NONE, false, Failure/InProgress",
    "REVERSING, NONE, true, Failure/InProgress",
    "REVERSING, REFUSED, false, Failure/InProgress",
    "CONFIRMED, NONE, false, Success",
    "CONFIRMED, NONE, true, Success",
    "CONFIRMED, ACCEPTED, false, Success",
    "CONFIRMED, AWAITED, false, Failure/InProgress",
    "CONFIRMED, REFUSED, false, Failure/InProgress",
    "DECLINED, NONE, false, Failure/Refusal",
    "DECLINED, NONE, true, Failure/Refusal",
    "CANCELLED, NONE, false, Failure/UnreachableHost",
    "CANCELLED, NONE, true, Failure/Aborted",
    "CANCELLED, REFUSED, false, Failure/Refusal",
    "NOT_SENT, NONE, false, Failure/UnreachableHost",
    "NOT_SENT, NONE, true, Failure/Aborted",
    "ATTENTION, NONE, false, Failure/InProgress",
    "ATTENTION, NONE, true, Failure/InProgress"
  })
  void the_table(State state, CardResult chip, boolean givenUp, String expected) {
    assertEquals(expected, said(Verdict.of(payment(state, chip, givenUp, Optional.empty()))));
  }

  @Test
  void success_is_said_of_confirmed_alone_and_a_refusal_of_what_is_certain() {
    Set<State> refused = EnumSet.of(State.DECLINED, State.CANCELLED);
    for (State state : State.values()) {
      for (CardResult chip : CardResult.values()) {
        for (boolean givenUp : new boolean[] {false, true}) {
          Verdict verdict = Verdict.of(payment(state, chip, givenUp, Optional.empty()));
          assertTrue(!verdict.tookPlace() || state == State.CONFIRMED, state + " " + chip);
          boolean refusal = verdict.condition().equals(Optional.of(Condition.REFUSAL));
          assertTrue(!refusal || refused.contains(state), state + " " + chip);
          assertTrue(state.isFinal() || verdict.isInProgress(), state + " " + chip);
        }
      }
    }
  }

  @Test
  void what_waits_for_a_person_is_in_progress_and_not_waited_for() {
    Payment waiting = payment(State.ATTENTION, CardResult.NONE, false, Optional.empty());
    assertEquals("Failure/InProgress", said(Verdict.of(waiting)));
    assertTrue(!Verdict.mayChangeSoon(waiting));
  }

  @Test
  void what_a_person_found_is_told() {
    Resolution charged = new Resolution(Resolution.Outcome.CONFIRMED, "li", "statement");
    Resolution not = new Resolution(Resolution.Outcome.CANCELLED, "li", "statement");
    assertEquals(
        "Success",
        said(Verdict.of(payment(State.CONFIRMED, CardResult.NONE, false, Optional.of(charged)))));
    assertEquals(
        "Failure/Aborted",
        said(Verdict.of(payment(State.CANCELLED, CardResult.NONE, false, Optional.of(not)))));
  }

  @Test
  void a_lower_amount_is_partial() {
    Payment lower =
        payment(State.CONFIRMED, CardResult.NONE, false, Optional.empty(), OptionalLong.of(1000));
    assertEquals("Partial", said(Verdict.of(lower)));
  }
}
