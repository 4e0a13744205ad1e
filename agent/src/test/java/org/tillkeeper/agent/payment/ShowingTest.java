package org.tillkeeper.agent.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.payment.PaymentFixture.AMOUNT;
import static org.tillkeeper.agent.payment.PaymentFixture.after;
import static org.tillkeeper.agent.payment.PaymentFixture.answer;
import static org.tillkeeper.agent.payment.PaymentFixture.early;
import static org.tillkeeper.agent.payment.PaymentFixture.late;
import static org.tillkeeper.agent.payment.PaymentFixture.nextDay;
import static org.tillkeeper.agent.payment.PaymentFixture.otherHost;
import static org.tillkeeper.agent.payment.PaymentFixture.recorded;
import static org.tillkeeper.agent.payment.PaymentFixture.resolved;
import static org.tillkeeper.agent.payment.PaymentFixture.sending;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.payment.Attempt.Outcome;
import org.tillkeeper.agent.payment.Event.Silence;
import org.tillkeeper.agent.payment.Todo.When;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacVerdict;

/** What becomes of a payment whose customer scans a code that the terminal shows. */
class ShowingTest {
  private static final Event.Unanswered LOST = new Event.Unanswered(1, Silence.TIMED_OUT);
  private static final Event ISSUED = new Event.Answered(1, answer("00"));
  private static final Event.CancelRequested CANCEL = new Event.CancelRequested();
  private static final AttemptKey KEY = new AttemptKey("p", 1);

  private static Payment wanted() {
    return recorded(Entry.SHOWN, PaymentType.SALE, Kind.SHOW_CODE);
  }

  private static Payment sent() {
    return after(wanted(), sending(1));
  }

  private static Payment shown() {
    return after(sent(), ISSUED);
  }

  private static Payment closing() {
    return after(shown(), CANCEL);
  }

  private static Event asked(String code) {
    return said(CodeQuestion.INQUIRY, answer(code), late());
  }

  private static Event closed(String code) {
    return closed(code, late());
  }

  private static Event closed(String code, Event.Circumstances circumstances) {
    return said(CodeQuestion.CLOSING, answer(code), circumstances);
  }

  private static Event said(CodeQuestion what, Answer answer, Event.Circumstances circumstances) {
    return new Event.CodeAnswered(1, what, answer, circumstances);
  }

  private static Event asking(CodeQuestion what, long keys) {
    return new Event.AskingOfCode(1, what, "000009", keys, "secondary");
  }

  private static Step step(Payment payment, Event event) {
    return new Recovery(PaymentFixture.RULES).after(payment, event);
  }

  private static Set<Todo> ask(When when) {
    return Set.of(new Todo.AskOfCode(KEY, when));
  }

  // ---- The request for a code

  @Test
  void the_answer_to_the_request_shows_the_code_and_confirms_nothing() {
    Step step = step(sent(), ISSUED);
    assertEquals(State.SHOWN, step.payment().state());
    assertEquals(Display.PENDING, Display.of(step.payment()));
    assertEquals(ask(When.AFTER_BACKOFF), step.todo());
    assertEquals(Outcome.OPEN, step.payment().attempt(1).outcome());
    assertFalse(step.payment().retryOpen(), "another code beside this one");
    assertTrue(step.payment().needsCardData(), "the code is kept while it is shown");
  }

  @ParameterizedTest
  @CsvSource({
    "00, WRONG,  1234",
    "00, ABSENT, 1234",
    "00, RIGHT,  9999",
    "68, RIGHT,  1234",
    "51, WRONG,  1234",
    "51, RIGHT,  9999"
  })
  void what_cannot_be_believed_is_shown_to_nobody_and_closed(
      String code, MacVerdict mac, long amount) {
    Step step = step(sent(), new Event.Answered(1, answer(code, mac, OptionalLong.of(amount))));
    assertEquals(State.CLOSING, step.payment().state());
    assertTrue(step.todo().containsAll(ask(When.NOW)), step.todo().toString());
  }

  @Test
  void an_answer_that_names_no_amount_or_brings_no_code_is_not_shown() {
    Answer bare = answer("00", MacVerdict.RIGHT, OptionalLong.empty());
    assertEquals(State.CLOSING, after(sent(), new Event.Answered(1, bare)).state());
    for (String code : new String[] {"", "with a blank", "名", "x".repeat(513)}) {
      CodeAnswer said =
          new CodeAnswer(
              true,
              answer("00").code().asked(),
              answer("00").code().closed(),
              Optional.of(code),
              OptionalLong.empty());
      assertFalse(said.isShowable(), code);
    }
  }

  @Test
  void no_text_of_an_answer_says_the_code() {
    assertFalse(answer("00").toString().contains("pay.example"), answer("00").toString());
  }

  @Test
  void a_refusal_that_can_be_believed_is_the_end() {
    Payment declined = after(sent(), new Event.Answered(1, answer("51")));
    assertEquals(State.DECLINED, declined.state());
    assertEquals(Outcome.DECLINED, declined.attempt(1).outcome());
  }

  @Test
  void a_lost_answer_a_cut_and_a_restart_close_the_code_that_nobody_has_seen() {
    assertEquals(State.CLOSING, after(sent(), LOST).state());
    assertEquals(State.CLOSING, after(sent(), new Event.Unanswered(1, Silence.CUT)).state());
    assertEquals(State.CLOSING, after(sent(), new Event.Restarted()).state());
  }

  @Test
  void nothing_is_closed_of_what_never_left() {
    Payment back = after(sent(), new Event.NotHandedOver(1, "closed"));
    assertEquals(State.RECORDED, back.state());
    Payment given = after(sent(), CANCEL, new Event.NotHandedOver(1, "closed"));
    assertEquals(State.NOT_SENT, given.state());
    assertEquals(State.NOT_SENT, after(wanted(), CANCEL).state());
    assertEquals(State.NOT_SENT, after(wanted(), new Event.Restarted()).state());
  }

  @Test
  void a_stan_that_the_acquirer_knows_from_elsewhere_closes_nothing() {
    Step step = step(sent(), new Event.Answered(1, answer("94")));
    assertEquals(State.ATTENTION, step.payment().state());
    assertEquals(Optional.of(Attention.STAN_KNOWN), step.payment().attention());
    assertEquals(Set.of(new Todo.JumpStan()), step.todo());
  }

  @Test
  void a_sign_in_that_is_wanted_comes_before_another_code() {
    Step step = step(sent(), new Event.Answered(1, answer("97")));
    assertEquals(State.RECORDED, step.payment().state());
    assertTrue(step.payment().maySendNow());
    assertEquals(Set.of(new Todo.SignIn()), step.todo());
  }

  @Test
  void after_a_code_that_nobody_saw_is_closed_another_may_be_asked_for() {
    Payment back = after(sent(), LOST, closed("00"));
    assertEquals(State.RECORDED, back.state());
    assertEquals(Display.PENDING, Display.of(after(sent(), LOST)));
    assertTrue(back.maySendNow());
    Payment over =
        after(sent(), LOST, new Event.RetryEnded(Event.RetryEnd.WINDOW_OVER), closed("00"));
    assertEquals(State.CANCELLED, over.state());
    assertEquals(Outcome.CLOSED, over.attempt(1).outcome());
  }

  @Test
  void a_code_that_comes_late_is_shown_to_nobody() {
    Payment late = after(sent(), LOST, ISSUED);
    assertEquals(State.CLOSING, late.state());
    assertEquals(State.CANCELLED, after(late, CANCEL, closed("00")).state());
  }

  @Test
  void a_refusal_that_comes_late_ends_the_closing() {
    Payment declined = after(sent(), CANCEL, new Event.Answered(1, answer("51")));
    assertEquals(State.CANCELLED, declined.state());
    assertEquals(Outcome.DECLINED, declined.attempt(1).outcome());
    Answer forged = answer("51", MacVerdict.WRONG, OptionalLong.of(AMOUNT));
    assertEquals(State.CLOSING, after(sent(), CANCEL, new Event.Answered(1, forged)).state());
  }

  // ---- Asking

  @Test
  void a_question_is_counted_before_it_is_sent_and_keeps_the_original_s_route() {
    Payment asked = after(shown(), asking(CodeQuestion.INQUIRY, 7));
    assertEquals(1, asked.attempt(1).inquiries());
    assertEquals(0, asked.attempt(1).closings());
    assertEquals("primary", asked.attempt(1).request().route());
    assertThrows(IllegalTransition.class, () -> after(shown(), asking(CodeQuestion.CLOSING, 7)));
    assertThrows(IllegalTransition.class, () -> after(closing(), asking(CodeQuestion.INQUIRY, 7)));
    Payment closed = after(closing(), asking(CodeQuestion.CLOSING, 7));
    assertEquals(1, closed.attempt(1).closings());
  }

  @Test
  void not_paid_yet_is_no_refusal_and_is_asked_again() {
    Step step = step(shown(), asked("09"));
    assertEquals(State.SHOWN, step.payment().state());
    assertEquals(ask(When.AFTER_BACKOFF), step.todo());
    Step silent =
        step(shown(), new Event.CodeUnanswered(1, CodeQuestion.INQUIRY, Silence.TIMED_OUT));
    assertEquals(ask(When.AFTER_BACKOFF), silent.todo());
  }

  @Test
  void paid_confirms() {
    Payment paid = after(shown(), asked("00"));
    assertEquals(State.CONFIRMED, paid.state());
    assertTrue(paid.attempt(1).approved());
    assertEquals(Optional.of("123456789012"), paid.decision().rrn());
  }

  @ParameterizedTest
  @CsvSource({"WRONG", "ABSENT"})
  void paid_without_a_right_mac_confirms_nothing_and_is_asked_again(MacVerdict mac) {
    Answer forged = answer("00", mac, OptionalLong.of(AMOUNT));
    Step step = step(shown(), said(CodeQuestion.INQUIRY, forged, late()));
    assertEquals(State.SHOWN, step.payment().state());
    assertEquals(ask(When.AFTER_BACKOFF), step.todo());
  }

  @Test
  void paid_with_another_amount_or_none_needs_a_person() {
    for (OptionalLong amount : new OptionalLong[] {OptionalLong.of(1), OptionalLong.empty()}) {
      Answer other = answer("00", MacVerdict.RIGHT, amount);
      Payment paid = after(shown(), said(CodeQuestion.INQUIRY, other, late()));
      assertEquals(State.ATTENTION, paid.state());
      assertEquals(Optional.of(Attention.OUTCOME_UNKNOWN), paid.attention());
    }
  }

  @Test
  void what_the_acquirer_closes_by_itself_is_declined() {
    Payment closed = after(shown(), asked("C1"));
    assertEquals(State.DECLINED, closed.state());
    assertEquals(Outcome.CLOSED, closed.attempt(1).outcome());
    assertEquals(Optional.of("C1"), closed.decision().responseCode());
    Answer forged = answer("C1", MacVerdict.ABSENT, OptionalLong.of(AMOUNT));
    assertEquals(State.SHOWN, after(shown(), said(CodeQuestion.INQUIRY, forged, late())).state());
  }

  @Test
  void a_restart_goes_on_asking() {
    Payment found = after(shown(), new Event.Restarted());
    assertEquals(State.SHOWN, found.state());
    assertEquals(State.CLOSING, after(closing(), new Event.Restarted()).state());
  }

  // ---- Closing

  @Test
  void the_end_of_its_time_and_a_cancel_only_close_it() {
    for (Event end : new Event[] {new Event.CodeExpired(), CANCEL}) {
      Step step = step(shown(), end);
      assertEquals(State.CLOSING, step.payment().state());
      assertEquals(Display.CANCELLING, Display.of(step.payment()));
      assertEquals(ask(When.NOW), step.todo());
      assertFalse(step.payment().needsCardData(), "the code is kept no longer");
    }
    assertThrows(IllegalTransition.class, () -> after(closing(), new Event.CodeExpired()));
  }

  @Test
  void closed_and_not_paid_is_cancelled() {
    Payment closed = after(closing(), closed("00"));
    assertEquals(State.CANCELLED, closed.state());
    assertEquals(Outcome.CLOSED, closed.attempt(1).outcome());
  }

  @Test
  void what_turns_out_to_be_paid_is_confirmed_in_spite_of_the_cancel() {
    assertEquals(State.CONFIRMED, after(closing(), closed("C2")).state());
    assertEquals(State.CONFIRMED, after(closing(), asked("00")).state());
  }

  @Test
  void paid_confirms_what_a_person_is_asked_about() {
    Payment unproven = after(closing(), closed("58"));
    Payment paid = after(unproven, asked("00"));
    assertEquals(State.CONFIRMED, paid.state());
    assertTrue(paid.attempt(1).approved());
    assertEquals(Optional.of("00"), paid.decision().responseCode());
    Answer forged = answer("00", MacVerdict.WRONG, OptionalLong.of(AMOUNT));
    Payment told = after(unproven, said(CodeQuestion.INQUIRY, forged, late()));
    assertEquals(State.ATTENTION, told.state());
    Answer other = answer("00", MacVerdict.RIGHT, OptionalLong.of(1));
    told = after(unproven, said(CodeQuestion.INQUIRY, other, late()));
    assertEquals(State.ATTENTION, told.state());
  }

  @Test
  void paid_after_it_was_closed_may_be_charged() {
    for (Payment closed :
        new Payment[] {
          after(closing(), closed("00")),
          after(shown(), asked("C1")),
          after(sent(), LOST, CANCEL, closed("25"))
        }) {
      Payment paid = after(closed, asked("00"));
      assertEquals(State.ATTENTION, paid.state());
      assertEquals(Optional.of(Attention.MAY_BE_CHARGED), paid.attention());
      assertTrue(paid.attempt(1).approved());
      Answer forged = answer("00", MacVerdict.ABSENT, OptionalLong.of(AMOUNT));
      assertEquals(
          closed.state(), after(closed, said(CodeQuestion.INQUIRY, forged, late())).state());
    }
  }

  @Test
  void paid_stands_against_a_person_who_said_that_it_is_not() {
    Payment unproven = after(closing(), closed("58"));
    Payment cancelled = after(unproven, resolved(Resolution.Outcome.CANCELLED));
    Payment paid = after(cancelled, asked("00"));
    assertEquals(Optional.of(Attention.MAY_BE_CHARGED), paid.attention());
    Payment confirmed = after(unproven, resolved(Resolution.Outcome.CONFIRMED));
    assertEquals(State.CONFIRMED, after(confirmed, asked("00")).state());
  }

  @Test
  void a_code_that_is_paid_once_is_told_so_twice() {
    Payment paid = after(closing(), closed("C2"));
    assertEquals(State.CONFIRMED, after(paid, asked("00")).state());
  }

  @ParameterizedTest
  @CsvSource({"00, WRONG", "00, ABSENT", "C2, WRONG", "25, WRONG", "58, WRONG"})
  void a_word_on_the_closing_without_a_right_mac_ends_nothing(String code, MacVerdict mac) {
    Answer forged = answer(code, mac, OptionalLong.of(AMOUNT));
    Step step = step(closing(), said(CodeQuestion.CLOSING, forged, late()));
    assertEquals(State.CLOSING, step.payment().state());
    assertEquals(ask(When.AFTER_BACKOFF), step.todo());
  }

  @Test
  void closed_of_another_amount_is_no_word_on_this_code() {
    Answer other = answer("00", MacVerdict.RIGHT, OptionalLong.of(1));
    assertEquals(
        State.CLOSING, after(closing(), said(CodeQuestion.CLOSING, other, late())).state());
  }

  @Test
  void no_such_code_proves_something_only_of_one_that_nobody_saw_and_after_its_lifetime() {
    Payment lost = after(sent(), LOST, CANCEL);
    assertEquals(State.CANCELLED, after(lost, closed("25")).state());
    Step tooEarly = step(lost, closed("25", early()));
    assertEquals(State.CLOSING, tooEarly.payment().state());
    assertEquals(ask(When.AFTER_ORIGINAL_EXPIRED), tooEarly.todo());
    assertEquals(State.CLOSING, after(lost, closed("25", otherHost())).state());
    assertEquals(State.ATTENTION, after(lost, closed("25", nextDay())).state());
    assertEquals(State.ATTENTION, after(closing(), closed("25")).state());
    assertEquals(State.ATTENTION, after(sent(), LOST, ISSUED, closed("25")).state());
  }

  @Test
  void an_answer_that_proves_nothing_needs_a_person() {
    Payment unproven = after(closing(), closed("58"));
    assertEquals(State.ATTENTION, unproven.state());
    assertEquals(Optional.of(Attention.OUTCOME_UNKNOWN), unproven.attention());
    assertFalse(unproven.isCharged());
  }

  @Test
  void a_closing_that_is_not_answered_is_never_given_up() {
    Payment payment = closing();
    for (int i = 0; i < 3 * Showing.CLOSINGS_MOST; i++) {
      payment =
          after(
              payment,
              asking(CodeQuestion.CLOSING, 1),
              new Event.CodeUnanswered(1, CodeQuestion.CLOSING, Silence.TIMED_OUT));
      assertEquals(State.CLOSING, payment.state());
    }
  }

  @Test
  void a_closing_that_is_put_off_again_and_again_is_left_to_a_person() {
    Payment payment = closing();
    int answers = 0;
    while (payment.state() == State.CLOSING) {
      payment = after(payment, asking(CodeQuestion.CLOSING, 1), closed("96"));
      answers++;
    }
    assertEquals(Showing.CLOSINGS_MOST, answers);
    assertEquals(State.ATTENTION, payment.state());
  }

  @Test
  void sign_ins_are_not_ordered_without_end() {
    Payment payment = after(closing(), asking(CodeQuestion.CLOSING, 1));
    Step first = step(payment, closed("97"));
    assertTrue(first.todo().contains(new Todo.SignIn()));
    assertEquals(State.CLOSING, first.payment().state());
    Payment again = after(first.payment(), asking(CodeQuestion.CLOSING, 2));
    Step second = step(again, closed("97"));
    assertFalse(second.todo().contains(new Todo.SignIn()));
    assertEquals(State.ATTENTION, second.payment().state());
  }

  @Test
  void the_settlement_s_end_does_not_end_the_asking() {
    Payment payment = after(shown(), new Event.BatchClosed(Event.BatchEnd.BY_ACQUIRER));
    assertEquals(State.SHOWN, payment.state());
    assertEquals(State.CONFIRMED, after(payment, asked("00")).state());
  }

  @Test
  void a_dialect_whose_messages_have_changed_leaves_it_to_a_person() {
    Payment payment = after(shown(), new Event.RequestUnreadable(1));
    assertEquals(State.ATTENTION, payment.state());
  }
}
