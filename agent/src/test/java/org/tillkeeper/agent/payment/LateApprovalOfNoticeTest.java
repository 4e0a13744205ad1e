package org.tillkeeper.agent.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.tillkeeper.agent.payment.PaymentFixture.after;
import static org.tillkeeper.agent.payment.PaymentFixture.answered;
import static org.tillkeeper.agent.payment.PaymentFixture.recorded;
import static org.tillkeeper.agent.payment.PaymentFixture.sending;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Attempt.Outcome;

/** What no reversal can undo, approved after it had its end. */
class LateApprovalOfNoticeTest {
  private static Payment stored() {
    return after(
        recorded(Entry.SWIPE, PaymentType.SALE, org.tillkeeper.iso8583.Kind.OFFLINE_SALE),
        new Event.AcceptedOffline());
  }

  private static void assertAttention(Attention why, Payment payment) {
    assertEquals(State.ATTENTION, payment.state());
    assertEquals(Optional.of(why), payment.attention());
    assertEquals(Outcome.OPEN, payment.attempt(1).outcome());
  }

  @Test
  void the_only_attempt_may_be_charged() {
    Payment declined = after(stored(), sending(1), answered(1, "51"));
    assertEquals(Optional.of(Attention.DECLINED_OFFLINE), declined.attention());
    assertAttention(Attention.MAY_BE_CHARGED, after(declined, answered(1, "00")));
  }

  @Test
  void an_attempt_that_was_sent_anew_and_is_confirmed_may_be_charged_twice() {
    Payment confirmed =
        after(stored(), sending(1), answered(1, "97"), sending(2), answered(2, "00"));
    assertEquals(State.CONFIRMED, confirmed.state());
    assertAttention(Attention.MAY_BE_CHARGED_TWICE, after(confirmed, answered(1, "00")));
  }

  @Test
  void an_attempt_that_is_out_anew_may_be_charged_twice() {
    Payment out = after(stored(), sending(1), answered(1, "97"), sending(2));
    assertAttention(Attention.MAY_BE_CHARGED_TWICE, after(out, answered(1, "00")));
    assertAttention(
        Attention.MAY_BE_CHARGED_TWICE, after(out, answered(1, "00"), answered(2, "00")));
  }

  @Test
  void a_person_who_said_that_a_refund_never_was_is_asked_again() {
    Payment unknown =
        after(
            recorded(Entry.SWIPE, PaymentType.REFUND, org.tillkeeper.iso8583.Kind.REFUND),
            sending(1),
            new Event.Unanswered(1, Event.Silence.TIMED_OUT));
    assertEquals(State.ATTENTION, unknown.state());
    Payment settled = after(unknown, PaymentFixture.resolved(Resolution.Outcome.CANCELLED));
    assertEquals(State.CANCELLED, settled.state());
    Payment approved = after(settled, answered(1, "00"));
    assertAttention(Attention.MAY_BE_CHARGED, approved);
    assertEquals(Optional.empty(), approved.resolution());
  }

  @Test
  void before_it_is_sent_anew_it_is_not_sent_any_more() {
    Payment refused = after(stored(), sending(1), answered(1, "97"));
    Payment approved = after(refused, answered(1, "00"));
    assertAttention(Attention.MAY_BE_CHARGED, approved);
    assertEquals(false, approved.maySendNow());
  }
}
