package org.tillkeeper.agent.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.tillkeeper.agent.payment.PaymentFixture.after;
import static org.tillkeeper.agent.payment.PaymentFixture.answer;
import static org.tillkeeper.agent.payment.PaymentFixture.answered;
import static org.tillkeeper.agent.payment.PaymentFixture.recorded;
import static org.tillkeeper.agent.payment.PaymentFixture.sending;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.iso8583.RecoveryPolicy;

/** One send that the acquirer approves more than once. */
class BookedTwiceTest {
  private static Event approvedUnder(String rrn) {
    Answer a = answer("00");
    return new Event.Answered(
        1,
        new Answer(
            a.responseCode(),
            a.sale(),
            a.reversal(),
            a.inquiry(),
            a.mac(),
            a.terminal(),
            a.merchant(),
            a.amount(),
            a.processingCode(),
            a.currency(),
            a.asked(),
            Optional.of(rrn),
            a.authCode(),
            a.date(),
            a.time(),
            a.settlementDate(),
            a.voucher(),
            a.organisation(),
            a.balance(),
            a.code()));
  }

  private static Payment paid() {
    return after(recorded(Entry.SWIPE), sending(1), answered(1, "00"));
  }

  @Test
  void under_two_numbers_it_is_booked_twice_whoever_has_sent_it_again() {
    Payment twice = after(paid(), approvedUnder("999999999999"));
    assertEquals(State.ATTENTION, twice.state());
    assertEquals(Optional.of(Attention.MAY_BE_CHARGED_TWICE), twice.attention());
    assertEquals(2, twice.attempt(1).approvals().all().size());
  }

  @Test
  void the_number_of_an_inquirys_answer_proves_no_second_booking() {
    Recovery recovery = new Recovery(PaymentFixture.rules(RecoveryPolicy.INQUIRE));
    Payment payment = recorded(Entry.SWIPE);
    for (Event event :
        new Event[] {
          sending(1),
          new Event.Unanswered(1, Event.Silence.TIMED_OUT),
          new Event.Inquiring(1, "000900", "primary"),
          new Event.InquiryAnswered(1, answer("00"), PaymentFixture.late()),
          approvedUnder("999999999999")
        }) {
      payment = recovery.after(payment, event).payment();
    }
    assertEquals(State.CONFIRMED, payment.state());
  }

  @Test
  void a_copy_of_the_same_answer_changes_nothing() {
    assertEquals(State.CONFIRMED, after(paid(), answered(1, "00")).state());
  }
}
