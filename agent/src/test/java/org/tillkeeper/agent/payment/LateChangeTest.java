package org.tillkeeper.agent.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.iso8583.Kind;

/** Which changes a person has to be told of afterwards. */
class LateChangeTest {
  private static final Event BY_ITSELF = new Event.Unanswered(1, Event.Silence.TIMED_OUT);

  private static Payment in(State state) {
    return in(PaymentType.SALE, Kind.SALE, state, Optional.empty());
  }

  private static Payment in(PaymentType type, Kind kind, State state, Optional<Attention> why) {
    Payment recorded =
        Payment.recorded(
            "0193-0001",
            new Terms(type, kind, 1234, "CNY", Optional.empty(), Optional.empty()),
            new Instrument(Entry.SWIPE, "622500******0006", 0),
            Optional.empty(),
            Instant.EPOCH);
    return Samples.with(recorded, state, false, false, List.of(), why);
  }

  @ParameterizedTest
  @CsvSource({
    "SENT, CONFIRMED, false, true",
    "SENT, CONFIRMED, true, false",
    "REVERSING, CANCELLED, false, true",
    "REVERSING, CANCELLED, true, false",
    "RECORDED, NOT_SENT, false, true",
    "SENT, REVERSING, false, false",
    "SENT, ATTENTION, true, true",
    "CONFIRMED, ATTENTION, true, true",
    "ATTENTION, CANCELLED, true, true",
    "CANCELLED, CONFIRMED, true, true",
    "CONFIRMED, CONFIRMED, false, false",
    "ATTENTION, ATTENTION, false, false",
  })
  void by_what_it_showed_and_shows_and_who_was_there(
      State before, State after, boolean attended, boolean told) {
    assertEquals(told, LateChange.calls(in(before), BY_ITSELF, in(after), attended));
  }

  @Test
  void another_reason_to_call_a_person_is_a_change_too() {
    Payment before =
        in(PaymentType.SALE, Kind.SALE, State.ATTENTION, Optional.of(Attention.MAY_BE_CHARGED));
    Payment after =
        in(
            PaymentType.SALE,
            Kind.SALE,
            State.ATTENTION,
            Optional.of(Attention.MAY_BE_CHARGED_TWICE));
    assertEquals(true, LateChange.calls(before, BY_ITSELF, after, true));
  }

  @Test
  void what_a_person_or_a_till_asked_for_is_answered_to_them() {
    for (Event event :
        List.of(
            new Event.CancelRequested(),
            new Event.CardAnswered(false),
            new Event.AcceptedOffline(),
            new Event.DeliveredAgain())) {
      assertEquals(false, LateChange.calls(in(State.CONFIRMED), event, in(State.CANCELLED), false));
      assertEquals(false, LateChange.isSeenBy(event));
    }
    Event resolved = new Event.Resolved(new Resolution(Resolution.Outcome.CANCELLED, "Li", "slip"));
    assertEquals(true, LateChange.isSeenBy(resolved));
  }

  @Test
  void what_was_accepted_offline_was_told_as_paid_and_only_another_end_is_a_notice() {
    Payment stored = in(PaymentType.SALE, Kind.OFFLINE_SALE, State.STORED, Optional.empty());
    Payment paid = in(PaymentType.SALE, Kind.OFFLINE_SALE, State.CONFIRMED, Optional.empty());
    Payment refused = in(PaymentType.SALE, Kind.OFFLINE_SALE, State.ATTENTION, Optional.empty());
    assertEquals(true, paid.terms().acceptedOffline());
    assertEquals(false, LateChange.calls(stored, BY_ITSELF, paid, false));
    assertEquals(true, LateChange.calls(stored, BY_ITSELF, refused, false));
  }

  @Test
  void a_balance_is_of_no_use_once_its_customer_has_gone() {
    Payment sent = in(PaymentType.BALANCE, Kind.BALANCE, State.SENT, Optional.empty());
    Payment told = in(PaymentType.BALANCE, Kind.BALANCE, State.CONFIRMED, Optional.empty());
    assertEquals(false, LateChange.calls(sent, BY_ITSELF, told, false));
  }
}
