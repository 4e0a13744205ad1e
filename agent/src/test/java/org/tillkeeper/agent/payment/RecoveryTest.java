package org.tillkeeper.agent.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.payment.PaymentFixture.after;
import static org.tillkeeper.agent.payment.PaymentFixture.answer;
import static org.tillkeeper.agent.payment.PaymentFixture.answered;
import static org.tillkeeper.agent.payment.PaymentFixture.early;
import static org.tillkeeper.agent.payment.PaymentFixture.hostGone;
import static org.tillkeeper.agent.payment.PaymentFixture.late;
import static org.tillkeeper.agent.payment.PaymentFixture.nextDay;
import static org.tillkeeper.agent.payment.PaymentFixture.otherHost;
import static org.tillkeeper.agent.payment.PaymentFixture.recorded;
import static org.tillkeeper.agent.payment.PaymentFixture.resolved;
import static org.tillkeeper.agent.payment.PaymentFixture.reversalAnswered;
import static org.tillkeeper.agent.payment.PaymentFixture.sending;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tillkeeper.agent.payment.Event.RetryEnd;
import org.tillkeeper.agent.payment.Event.Silence;
import org.tillkeeper.iso8583.AnswerRule;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.RecoveryPolicy;

/** How a payment moves: every situation and every event, and the cases where money hides. */
class RecoveryTest {
  private final Recovery recovery = new Recovery(PaymentFixture.RULES);

  /**
   * Columns are situations, rows are events, a cell is the state that follows. {@code a/b}: a for a
   * swiped card, b for a chip. {@code *}: a reversal may still succeed then. {@code !}: must not
   * happen and is refused. {@code -}: cannot happen, there is no such attempt or reversal.
   */
  private static final String TABLE =
      """
      event               | recorded | again      | sent              | reversing          | confirmed | declined  | cancelled  | not-sent | stan-known | unproven   | refused
      sending             | sent     | sent       | !                 | !                  | !         | !         | !          | !        | !          | !          | !
      not handed over     | -        | recorded   | recorded          | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      approved            | -        | reversing* | confirmed         | reversing*         | confirmed | declined* | cancelled* | -        | attention  | attention* | attention*
      partly approved     | -        | reversing* | reversing*        | reversing*         | confirmed | declined* | cancelled* | -        | attention  | attention* | attention*
      declined            | -        | cancelled  | declined          | reversing*         | confirmed | declined  | cancelled  | -        | attention  | cancelled  | attention*
      outcome unknown     | -        | recorded   | reversing*        | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      stan known          | -        | recorded   | attention         | attention          | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      sign in again       | -        | recorded   | recorded/declined | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      wrong mac           | -        | recorded   | reversing*        | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      approved, no mac    | -        | recorded   | reversing*        | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      other amount        | -        | recorded   | reversing*        | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      no amount           | -        | recorded   | reversing*        | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      no answer           | -        | recorded   | reversing*        | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      cancel              | not-sent | cancelled  | reversing*        | reversing*         | !         | !         | !          | !        | !          | !          | !
      window over         | not-sent | cancelled  | sent              | reversing*         | confirmed | declined  | cancelled  | not-sent | attention  | attention  | attention*
      restart             | not-sent | cancelled  | reversing*        | reversing*         | confirmed | declined  | cancelled  | not-sent | attention  | attention  | attention*
      reversal sent       | -        | !          | !                 | reversing*         | !         | !         | !          | -        | !          | !          | attention*
      reversed            | -        | recorded   | sent              | recorded/cancelled | confirmed | declined  | cancelled  | -        | attention  | attention  | cancelled
      no original, late   | -        | recorded   | sent              | recorded           | confirmed | declined  | cancelled  | -        | attention  | attention  | cancelled
      no original, early  | -        | recorded   | sent              | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      no original, other  | -        | recorded   | sent              | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      no original, moved  | -        | recorded   | sent              | attention          | confirmed | declined  | cancelled  | -        | attention  | attention  | attention
      ended unproven      | -        | recorded   | sent              | attention          | confirmed | declined  | cancelled  | -        | attention  | attention  | attention
      reversal busy       | -        | recorded   | sent              | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      reversal sign in    | -        | recorded   | sent              | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      reversal refused    | -        | recorded   | sent              | attention*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      reversal wrong mac  | -        | recorded   | sent              | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      reversal no answer  | -        | recorded   | sent              | reversing*         | confirmed | declined  | cancelled  | -        | attention  | attention  | attention*
      reversal unreadable | -        | !          | !                 | attention          | !         | !         | !          | -        | !          | !          | attention
      resolved confirmed  | !        | !          | !                 | !                  | !         | !         | !          | !        | confirmed  | confirmed  | !
      resolved cancelled  | !        | !          | !                 | !                  | !         | !         | !          | !        | cancelled  | cancelled  | cancelled*
      """;

  private static Map<String, Payment> situations(Entry entry) {
    Payment recorded = recorded(entry);
    Payment sent = after(recorded, sending(1));
    Payment reversing = after(sent, new Event.Unanswered(1, Silence.TIMED_OUT));
    Map<String, Payment> situations = new LinkedHashMap<>();
    situations.put("recorded", recorded);
    situations.put("again", after(reversing, reversalAnswered(1, "25", late())));
    situations.put("sent", sent);
    situations.put("reversing", reversing);
    situations.put("confirmed", after(sent, answered(1, "00")));
    situations.put("declined", after(sent, answered(1, "51")));
    situations.put(
        "cancelled",
        after(reversing, new Event.CancelRequested(), reversalAnswered(1, "00", late())));
    situations.put("not-sent", after(recorded, new Event.CancelRequested()));
    situations.put("stan-known", after(sent, answered(1, "94")));
    situations.put("unproven", after(reversing, reversalAnswered(1, "12", late())));
    situations.put("refused", after(reversing, reversalAnswered(1, "58", late())));
    return situations;
  }

  private static Map<String, Event> events() {
    Map<String, Event> events = new LinkedHashMap<>();
    events.put("sending", sending(2));
    events.put("not handed over", new Event.NotHandedOver(1, "closed"));
    events.put("approved", answered(1, "00"));
    events.put("partly approved", answered(1, "10"));
    events.put("declined", answered(1, "51"));
    events.put("outcome unknown", answered(1, "68"));
    events.put("stan known", answered(1, "94"));
    events.put("sign in again", answered(1, "97"));
    OptionalLong amount = OptionalLong.of(PaymentFixture.AMOUNT);
    events.put("wrong mac", new Event.Answered(1, answer("00", MacVerdict.WRONG, amount)));
    events.put("approved, no mac", new Event.Answered(1, answer("00", MacVerdict.ABSENT, amount)));
    events.put(
        "other amount", new Event.Answered(1, answer("00", MacVerdict.RIGHT, OptionalLong.of(1))));
    events.put(
        "no amount", new Event.Answered(1, answer("51", MacVerdict.RIGHT, OptionalLong.empty())));
    events.put("no answer", new Event.Unanswered(1, Silence.TIMED_OUT));
    events.put("cancel", new Event.CancelRequested());
    events.put("window over", new Event.RetryEnded(RetryEnd.WINDOW_OVER));
    events.put("restart", new Event.Restarted());
    events.put("reversal sent", new Event.ReversalSending(1, 1, "primary"));
    events.put("reversed", reversalAnswered(1, "00", late()));
    events.put("no original, late", reversalAnswered(1, "25", late()));
    events.put("no original, early", reversalAnswered(1, "25", early()));
    events.put("no original, other", reversalAnswered(1, "25", otherHost()));
    events.put("no original, moved", reversalAnswered(1, "25", nextDay()));
    events.put("ended unproven", reversalAnswered(1, "12", late()));
    events.put("reversal busy", reversalAnswered(1, "96", late()));
    events.put("reversal sign in", reversalAnswered(1, "97", late()));
    events.put("reversal refused", reversalAnswered(1, "58", late()));
    events.put(
        "reversal wrong mac",
        new Event.ReversalAnswered(1, answer("00", MacVerdict.WRONG, amount), late()));
    events.put("reversal no answer", new Event.ReversalUnanswered(1, Silence.CUT));
    events.put("reversal unreadable", new Event.ReversalUnreadable(1));
    events.put("resolved confirmed", resolved(Resolution.Outcome.CONFIRMED));
    events.put("resolved cancelled", resolved(Resolution.Outcome.CANCELLED));
    return events;
  }

  @TestFactory
  Stream<DynamicTest> every_event_in_every_situation() {
    List<DynamicTest> tests = new ArrayList<>();
    String[] lines = TABLE.split("\n");
    String[] heads = lines[0].split("\\|");
    for (Entry entry : new Entry[] {Entry.SWIPE, Entry.CHIP}) {
      Map<String, Payment> situations = situations(entry);
      assertEquals(heads.length - 1, situations.size());
      assertEquals(lines.length - 1, events().size());
      for (int row = 1; row < lines.length; row++) {
        String[] cells = lines[row].split("\\|");
        String event = cells[0].trim();
        for (int column = 1; column < cells.length; column++) {
          String situation = heads[column].trim();
          String cell = cells[column].trim();
          int slash = cell.indexOf('/');
          String expected =
              slash < 0
                  ? cell
                  : entry == Entry.SWIPE ? cell.substring(0, slash) : cell.substring(slash + 1);
          tests.add(
              DynamicTest.dynamicTest(
                  entry.label() + ", " + situation + ": " + event,
                  () -> check(situations.get(situation), events().get(event), expected)));
        }
      }
    }
    return tests.stream();
  }

  private void check(Payment payment, Event event, String expected) {
    if (expected.equals("-")) {
      return;
    }
    if (expected.equals("!")) {
      assertThrows(IllegalTransition.class, () -> recovery.after(payment, event));
      return;
    }
    Step step = recovery.after(payment, event);
    Payment after = step.payment();
    assertEquals(expected, after.state().label() + (after.reversalMayStillSucceed() ? "*" : ""));
    assertFalse(step.history().isEmpty());
  }

  private static Payment sent(Entry entry) {
    return after(recorded(entry), sending(1));
  }

  private static Payment reversing(Entry entry) {
    return after(sent(entry), new Event.Unanswered(1, Silence.CUT));
  }

  private static ReversalReason reason(Payment payment) {
    return payment.attempt(1).reversal().get().reason();
  }

  @Test
  void field_39_of_a_reversal_says_why_and_is_fixed_when_it_is_recorded() {
    OptionalLong amount = OptionalLong.of(PaymentFixture.AMOUNT);
    Payment sent = sent(Entry.SWIPE);
    assertEquals(ReversalReason.NO_ANSWER, reason(reversing(Entry.SWIPE)));
    assertEquals(ReversalReason.NO_ANSWER, reason(after(sent, new Event.Restarted())));
    assertEquals(ReversalReason.NO_ANSWER, reason(after(sent, answered(1, "68"))));
    assertEquals(ReversalReason.OTHER, reason(after(sent, new Event.CancelRequested())));
    assertEquals(ReversalReason.OTHER, reason(after(sent, answered(1, "10"))));
    Event wrongMac = new Event.Answered(1, answer("00", MacVerdict.WRONG, amount));
    assertEquals(ReversalReason.WRONG_MAC, reason(after(sent, wrongMac)));
    Payment reversing = reversing(Entry.SWIPE);
    for (Event event : events().values()) {
      try {
        assertEquals(ReversalReason.NO_ANSWER, reason(after(reversing, event)));
      } catch (IllegalTransition e) {
        assertFalse(e.getMessage().isEmpty());
      }
    }
  }

  @Test
  void a_refusal_must_have_a_mac_where_the_dialect_says_so() {
    Event bare =
        new Event.Answered(
            1, answer("51", MacVerdict.ABSENT, OptionalLong.of(PaymentFixture.AMOUNT)));
    assertEquals(State.DECLINED, recovery.after(sent(Entry.SWIPE), bare).payment().state());
    assertEquals(
        State.REVERSING,
        new Recovery(
                new Rules(
                    PaymentFixture.RULES.recovery(),
                    Optional.empty(),
                    PaymentFixture.RULES.reversible(),
                    false,
                    false,
                    false,
                    false,
                    AnswerRule.STANDARD))
            .after(sent(Entry.SWIPE), bare)
            .payment()
            .state());
  }

  @Test
  void a_part_is_taken_of_a_sale_where_the_dialect_says_so_and_never_of_a_void() {
    Recovery takes =
        new Recovery(
            new Rules(
                PaymentFixture.RULES.recovery(),
                Optional.empty(),
                PaymentFixture.RULES.reversible(),
                true,
                false,
                false,
                true,
                AnswerRule.STANDARD));
    Event part = new Event.Answered(1, answer("10", MacVerdict.RIGHT, OptionalLong.of(500)));
    Payment sale = takes.after(sent(Entry.SWIPE), part).payment();
    assertEquals(State.CONFIRMED, sale.state());
    assertEquals(500, sale.approvedAmount());
    assertEquals(State.REVERSING, recovery.after(sent(Entry.SWIPE), part).payment().state());
    Payment voiding = PaymentFixture.recorded(Entry.SWIPE, PaymentType.VOID, Kind.VOID);
    assertEquals(State.REVERSING, takes.after(after(voiding, sending(1)), part).payment().state());
  }

  @Test
  void a_pin_block_is_not_sent_again_after_the_sign_in_an_answer_orders() {
    Payment plain = recorded(Entry.SWIPE);
    Payment withPin =
        Payment.recorded(
            plain.id(),
            plain.terms(),
            new Instrument(Entry.SWIPE, "622500******0006", 7),
            plain.retryUntil(),
            plain.createdAt());
    Step step = recovery.after(after(withPin, sending(1)), answered(1, "97"));
    assertEquals(State.DECLINED, step.payment().state());
    assertTrue(step.todo().contains(new Todo.SignIn()));
  }

  @Test
  void an_order_to_sign_in_is_followed_even_where_its_mac_is_wrong() {
    OptionalLong amount = OptionalLong.of(PaymentFixture.AMOUNT);
    Answer order = answer("97", MacVerdict.WRONG, amount);
    Step sale = recovery.after(sent(Entry.SWIPE), new Event.Answered(1, order));
    assertEquals(State.REVERSING, sale.payment().state());
    assertTrue(sale.todo().contains(new Todo.SignIn()));
    Step reversal =
        recovery.after(reversing(Entry.SWIPE), new Event.ReversalAnswered(1, order, late()));
    assertFalse(reversal.payment().attempt(1).reversal().get().answered());
    assertTrue(reversal.todo().contains(new Todo.SignIn()));
  }

  @Test
  void an_approval_seen_late_keeps_a_no_original_from_proving_anything() {
    Payment approvedLate = after(reversing(Entry.SWIPE), answered(1, "00"));
    Payment ended = after(approvedLate, reversalAnswered(1, "25", late()));
    assertEquals(State.ATTENTION, ended.state());
    assertEquals(Attention.MAY_BE_CHARGED, ended.attention().get());
  }

  private static Payment confirmedBySecondAttempt() {
    return after(
        reversing(Entry.SWIPE), reversalAnswered(1, "25", late()), sending(2), answered(2, "00"));
  }

  @Test
  void an_earlier_attempt_that_turns_out_charged_is_reversed_while_the_payment_stays_confirmed() {
    Payment both = after(confirmedBySecondAttempt(), answered(1, "00"));
    assertEquals(State.CONFIRMED, both.state());
    assertEquals(Attempt.Outcome.OPEN, both.attempt(1).outcome());
    assertTrue(both.attempt(1).reversalMayStillSucceed());
    Payment undone = after(both, reversalAnswered(1, "00", late()));
    assertEquals(State.CONFIRMED, undone.state());
    assertEquals(Attempt.Outcome.REVERSED, undone.attempt(1).outcome());
  }

  @Test
  void an_earlier_attempt_that_cannot_be_undone_makes_a_confirmed_payment_need_a_person() {
    Payment both = after(confirmedBySecondAttempt(), answered(1, "00"));
    Payment unproven = after(both, reversalAnswered(1, "12", late()));
    assertEquals(State.ATTENTION, unproven.state());
    assertEquals(Attention.MAY_BE_CHARGED_TWICE, unproven.attention().get());
    Payment refused = after(both, reversalAnswered(1, "58", late()));
    assertEquals(State.ATTENTION, refused.state());
    assertEquals(State.CONFIRMED, after(refused, reversalAnswered(1, "00", late())).state());
  }

  @Test
  void a_payment_with_two_open_reversals_ends_only_when_both_have() {
    Payment second = after(reversing(Entry.SWIPE), reversalAnswered(1, "25", late()), sending(2));
    Payment both =
        after(
            second,
            new Event.Unanswered(2, Silence.CUT),
            answered(1, "00"),
            new Event.CancelRequested());
    assertTrue(both.attempt(1).reversalMayStillSucceed());
    assertTrue(both.attempt(2).reversalMayStillSucceed());
    Payment first = after(both, reversalAnswered(1, "00", late()));
    assertEquals(State.REVERSING, first.state());
    assertEquals(State.CANCELLED, after(first, reversalAnswered(2, "00", late())).state());
    Payment other = after(both, reversalAnswered(2, "00", late()));
    assertEquals(State.REVERSING, other.state());
    assertEquals(State.ATTENTION, after(other, reversalAnswered(1, "12", late())).state());
  }

  @Test
  void what_a_refund_gives_back_is_not_reversed_too() {
    Payment approved =
        after(reversing(Entry.SWIPE), answered(1, "00"), reversalAnswered(1, "12", late()));
    assertEquals(State.ATTENTION, approved.state());
    Event copy = new Event.Answered(1, PaymentFixture.answer("00"), true);
    Payment whileRefunded = after(approved, copy);
    assertFalse(whileRefunded.attempt(1).isReversalSentAgain());
    assertEquals(State.ATTENTION, whileRefunded.state());
    // Once the refund has failed nothing else gives it back.
    assertTrue(after(whileRefunded, answered(1, "00")).attempt(1).isReversalSentAgain());
  }

  @Test
  void a_known_stan_is_not_reversed_though_its_answer_cannot_be_believed() {
    OptionalLong amount = OptionalLong.of(PaymentFixture.AMOUNT);
    for (MacVerdict mac : new MacVerdict[] {MacVerdict.WRONG, MacVerdict.RIGHT}) {
      Event known = new Event.Answered(1, PaymentFixture.answer("94", mac, amount));
      Payment payment = after(sent(Entry.SWIPE), known);
      assertEquals(State.ATTENTION, payment.state());
      assertFalse(payment.attempt(1).reversal().isPresent());
    }
  }

  @Test
  void an_approval_of_what_was_never_handed_over_is_no_longer_taken_for_uncharged() {
    Payment notSent =
        after(sent(Entry.SWIPE), new Event.NotHandedOver(1, "closed"), new Event.CancelRequested());
    assertEquals(State.NOT_SENT, notSent.state());
    Payment charged = after(notSent, answered(1, "00"));
    assertTrue(charged.attempt(1).reversalMayStillSucceed());
    assertEquals(State.ATTENTION, after(charged, new Event.ReversalUnreadable(1)).state());
  }

  @Test
  void what_is_to_be_done_follows_a_refused_reversal_that_ends_unproven() {
    Payment refused = after(reversing(Entry.SWIPE), reversalAnswered(1, "58", late()));
    assertEquals(Attention.REVERSAL_REFUSED, refused.attention().get());
    Payment ended = after(refused, reversalAnswered(1, "12", late()));
    assertEquals(Attention.MAY_BE_CHARGED, ended.attention().get());
  }

  @Test
  void a_persons_word_stands_until_the_acquirer_contradicts_it() {
    Payment unproven = after(reversing(Entry.SWIPE), reversalAnswered(1, "12", late()));
    Payment settled = after(unproven, resolved(Resolution.Outcome.CANCELLED));
    assertEquals(State.CANCELLED, after(settled, answered(1, "51")).state());
    Payment reopened = after(settled, answered(1, "00"));
    assertTrue(reopened.reversalMayStillSucceed());
    assertEquals(State.CANCELLED, after(reopened, reversalAnswered(1, "00", late())).state());
    assertEquals(State.ATTENTION, after(reopened, reversalAnswered(1, "12", late())).state());
    Payment charged = after(unproven, resolved(Resolution.Outcome.CONFIRMED));
    assertFalse(after(charged, answered(1, "00")).reversalMayStillSucceed());
  }

  @Test
  void a_chip_whose_answer_was_seen_is_not_offered_a_second_attempt() {
    Payment declined = after(sent(Entry.CHIP), answered(1, "97"));
    assertEquals(State.DECLINED, declined.state());
    Payment unseen = after(reversing(Entry.CHIP), reversalAnswered(1, "25", late()));
    assertTrue(unseen.maySendNow());
    assertFalse(after(reversing(Entry.CHIP), answered(1, "00")).mayBeSentAgain());
  }

  @Test
  void the_count_of_a_reversals_sends_and_its_keys_are_kept() {
    Payment twice =
        after(
            reversing(Entry.SWIPE),
            new Event.ReversalSending(1, 4, "primary"),
            new Event.ReversalUnanswered(1, Silence.CUT),
            new Event.ReversalSending(1, 5, "second"));
    assertEquals(2, twice.attempt(1).reversal().get().sends());
    assertEquals(5, twice.attempt(1).reversal().get().keys());
  }

  @Test
  void an_earlier_attempt_proven_uncharged_starts_no_new_one_while_the_next_is_asked_about() {
    Recovery inquires = new Recovery(PaymentFixture.rules(RecoveryPolicy.INQUIRE));
    Payment first = recorded(Entry.SWIPE);
    first = inquires.after(first, sending(1)).payment();
    first = inquires.after(first, new Event.Unanswered(1, Event.Silence.CUT)).payment();
    for (int i = 0; i < Inquiring.AT_MOST; i++) {
      first = inquires.after(first, new Event.Inquiring(1, "000900", "primary")).payment();
      first = inquires.after(first, new Event.InquiryUnanswered(1, Event.Silence.CUT)).payment();
    }
    first = inquires.after(first, new Event.ReversalSending(1, 1, "primary")).payment();
    first =
        inquires
            .after(
                first,
                new Event.ReversalAnswered(
                    1,
                    answer("00"),
                    new Event.Circumstances(Event.Speaker.ITS_HOST, false, false, false)))
            .payment();
    first = inquires.after(first, sending(2)).payment();
    first = inquires.after(first, new Event.Unanswered(2, Event.Silence.CUT)).payment();
    assertEquals(State.INQUIRING, first.state());
    first = inquires.after(first, new Event.ReversalSending(1, 1, "primary")).payment();
    first =
        inquires
            .after(
                first,
                new Event.ReversalAnswered(
                    1,
                    answer("00"),
                    new Event.Circumstances(Event.Speaker.ITS_HOST, true, false, false)))
            .payment();
    assertEquals(State.INQUIRING, first.state());
    assertEquals(2, first.underWay().get().number());
  }

  @Test
  void a_host_that_never_had_the_original_ends_nothing_whatever_it_says_to_others() {
    Event.Circumstances disproved =
        new Event.Circumstances(Event.Speaker.ANOTHER, true, false, true);
    Event.Circumstances movedOn = new Event.Circumstances(Event.Speaker.ANOTHER, true, true, false);
    for (Event.Circumstances elsewhere : List.of(otherHost(), disproved, movedOn)) {
      Step asked =
          recovery.after(
              after(reversing(Entry.SWIPE), new Event.ReversalSending(1, 1, "second")),
              reversalAnswered(1, "25", elsewhere));
      assertEquals(State.REVERSING, asked.payment().state(), elsewhere.toString());
      assertTrue(asked.payment().attempt(1).isReversalSentAgain(), elsewhere.toString());
    }
  }

  @Test
  void where_the_originals_host_was_taken_out_a_person_is_called_and_may_end_it() {
    Payment asked =
        after(
            reversing(Entry.SWIPE),
            new Event.ReversalSending(1, 1, "second"),
            reversalAnswered(1, "25", hostGone()));

    assertEquals(State.ATTENTION, asked.state());
    assertTrue(asked.attempt(1).isReversalSentAgain());
    assertFalse(asked.attempt(1).reversal().get().blocksSales());
  }

  @Test
  void a_host_that_is_put_back_ends_the_reversal_that_had_got_nowhere() {
    Payment back =
        after(
            reversing(Entry.SWIPE),
            new Event.ReversalSending(1, 1, "second"),
            reversalAnswered(1, "25", hostGone()),
            new Event.ReversalSending(1, 2, "primary"),
            reversalAnswered(1, "00", late()));

    assertEquals(Reversal.Stage.REVERSED, back.attempt(1).reversal().get().stage());
    assertEquals(Attempt.Outcome.REVERSED, back.attempt(1).outcome());
  }

  @Test
  void a_host_that_never_had_what_was_approved_ends_no_reversal() {
    Payment approved = after(reversing(Entry.SWIPE), answered(1, "00"));
    Step asked =
        recovery.after(
            after(approved, new Event.ReversalSending(1, 1, "second")),
            reversalAnswered(1, "25", otherHost()));
    assertTrue(asked.payment().attempt(1).isReversalSentAgain());
    assertEquals(State.REVERSING, asked.payment().state());
  }
}
