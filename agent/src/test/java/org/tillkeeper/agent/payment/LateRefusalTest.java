package org.tillkeeper.agent.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.tillkeeper.agent.payment.PaymentFixture.after;
import static org.tillkeeper.agent.payment.PaymentFixture.answered;
import static org.tillkeeper.agent.payment.PaymentFixture.late;
import static org.tillkeeper.agent.payment.PaymentFixture.recorded;
import static org.tillkeeper.agent.payment.PaymentFixture.resolved;
import static org.tillkeeper.agent.payment.PaymentFixture.reversalAnswered;
import static org.tillkeeper.agent.payment.PaymentFixture.sending;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Attempt.Outcome;

/** What is refused, in an answer that can be believed, when nobody waits for it any more. */
class LateRefusalTest {
  private static final Event LOST = new Event.Unanswered(1, Event.Silence.TIMED_OUT);

  private static Payment unproven() {
    return after(recorded(Entry.SWIPE), sending(1), LOST, reversalAnswered(1, "12", late()));
  }

  private static Payment unknownRefund() {
    return after(
        recorded(Entry.SWIPE, PaymentType.REFUND, org.tillkeeper.iso8583.Kind.REFUND),
        sending(1),
        LOST);
  }

  @Test
  void a_person_who_said_that_a_sale_is_paid_is_asked_again() {
    Payment paid = after(unproven(), resolved(Resolution.Outcome.CONFIRMED));
    assertEquals(State.CONFIRMED, paid.state());
    Payment refused = after(paid, answered(1, "51"));
    assertEquals(State.ATTENTION, refused.state());
    assertEquals(Optional.of(Attention.OUTCOME_UNKNOWN), refused.attention());
    assertEquals(Optional.empty(), refused.resolution());
    assertEquals(State.CANCELLED, after(refused, resolved(Resolution.Outcome.CANCELLED)).state());
  }

  @Test
  void a_person_who_said_that_a_refund_was_made_is_asked_again() {
    Payment made = after(unknownRefund(), resolved(Resolution.Outcome.CONFIRMED));
    assertEquals(State.ATTENTION, after(made, answered(1, "51")).state());
  }

  @Test
  void a_person_who_said_that_nothing_was_charged_was_right() {
    Payment settled = after(unproven(), resolved(Resolution.Outcome.CANCELLED));
    Payment refused = after(settled, answered(1, "51"));
    assertEquals(State.CANCELLED, refused.state());
    assertEquals(settled.resolution(), refused.resolution());
  }

  @Test
  void what_was_taken_back_meanwhile_stays_as_it_is() {
    Payment paid = after(unproven(), resolved(Resolution.Outcome.CONFIRMED));
    Payment voided = after(paid, new Event.ReferredTo(PaymentType.VOID, "v", paid.amount()));
    assertEquals(State.CONFIRMED, after(voided, answered(1, "51")).state());
  }

  @Test
  void a_refund_whose_outcome_was_unknown_is_declined() {
    Payment refused = after(unknownRefund(), answered(1, "51"));
    assertEquals(State.DECLINED, refused.state());
    assertEquals(Outcome.DECLINED, refused.attempt(1).outcome());
  }

  @Test
  void not_now_proves_nothing() {
    assertEquals(State.ATTENTION, after(unproven(), answered(1, "96")).state());
    assertEquals(State.ATTENTION, after(unknownRefund(), answered(1, "96")).state());
  }

  @Test
  void a_refusal_after_something_else_was_heard_proves_nothing() {
    assertEquals(State.ATTENTION, after(unproven(), answered(1, "68"), answered(1, "51")).state());
  }
}
