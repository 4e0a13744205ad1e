package org.tillkeeper.agent.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.payment.PaymentFixture.answer;
import static org.tillkeeper.agent.payment.PaymentFixture.anySpeaker;
import static org.tillkeeper.agent.payment.PaymentFixture.recorded;
import static org.tillkeeper.agent.payment.PaymentFixture.resolved;
import static org.tillkeeper.agent.payment.PaymentFixture.sending;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Attempt.Outcome;
import org.tillkeeper.agent.payment.Event.Silence;
import org.tillkeeper.iso8583.CodeMeaning;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacVerdict;

/**
 * Whatever happens to a payment by a code that the terminal shows, in whatever order, the rules of
 * money hold after every step. Replay one with its seed: {@code -Dtillkeeper.walk.seed=N}.
 */
class ShowingWalkTest {
  private static final int WALKS = 20_000;
  private static final int STEPS = 24;
  private static final String[] FIRST = {"00", "00", "00", "00", "51", "68", "94", "97", "77"};
  private static final String[] ASKED = {"00", "09", "09", "09", "C1", "58", "96", "97"};
  private static final String[] CLOSED = {"00", "00", "C2", "25", "25", "58", "96", "97"};

  private final Map<State, Integer> reached = new EnumMap<>(State.class);

  @Test
  void the_rules_of_money_hold_after_every_step() {
    Long only = Long.getLong("tillkeeper.walk.seed");
    if (only != null) {
      walk(only);
      return;
    }
    for (long seed = 1; seed <= WALKS; seed++) {
      walk(seed);
    }
    Set<State> rare = EnumSet.noneOf(State.class);
    for (State state : State.values()) {
      if (reached.getOrDefault(state, 0) < 20) {
        rare.add(state);
      }
    }
    assertEquals(EnumSet.of(State.STORED, State.INQUIRING, State.REVERSING), rare);
  }

  private void walk(long seed) {
    Random random = new Random(seed);
    Recovery recovery = new Recovery(PaymentFixture.RULES);
    Payment payment = recorded(Entry.SHOWN, PaymentType.SALE, Kind.SHOW_CODE);
    List<Object> way = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      Event event = event(random, payment);
      way.add(event);
      Step step;
      try {
        step = recovery.after(payment, event);
      } catch (IllegalTransition e) {
        way.add("refused");
        continue;
      }
      way.add(step.payment().state());
      try {
        check(payment, event, step);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n" + way, e);
      }
      payment = step.payment();
      reached.merge(payment.state(), 1, Integer::sum);
    }
  }

  private static Event event(Random random, Payment payment) {
    int attempts = payment.attempts().size();
    if (attempts == 0 || (payment.maySendNow() && random.nextInt(3) > 0)) {
      return random.nextInt(8) == 0 ? person(random) : sending(attempts + 1);
    }
    int any = 1 + random.nextInt(attempts);
    int last = random.nextInt(5) == 0 ? any : attempts;
    CodeQuestion what = random.nextBoolean() ? CodeQuestion.INQUIRY : CodeQuestion.CLOSING;
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> new Event.Answered(last, anyAnswer(random, FIRST));
      case 3 -> new Event.Unanswered(attempts, Silence.CUT);
      case 4 -> new Event.NotHandedOver(attempts, "closed");
      case 5, 6 -> new Event.AskingOfCode(last, what, "000900", 1 + random.nextInt(3), "primary");
      case 7, 8, 9, 10 ->
          new Event.CodeAnswered(
              last,
              what,
              anyAnswer(random, what == CodeQuestion.INQUIRY ? ASKED : CLOSED),
              anyTime(random));
      case 11 -> new Event.CodeUnanswered(last, what, Silence.TIMED_OUT);
      case 12 -> new Event.CodeExpired();
      case 13 -> new Event.BatchClosed(Event.BatchEnd.BY_ACQUIRER);
      case 14 ->
          resolved(
              random.nextBoolean() ? Resolution.Outcome.CONFIRMED : Resolution.Outcome.CANCELLED);
      default -> person(random);
    };
  }

  private static Event person(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new Event.CancelRequested();
      case 1 -> new Event.RetryEnded(Event.RetryEnd.WINDOW_OVER);
      default -> new Event.Restarted();
    };
  }

  private static Event.Circumstances anyTime(Random random) {
    return new Event.Circumstances(
        anySpeaker(random), random.nextInt(3) > 0, random.nextInt(6) == 0, random.nextInt(9) == 0);
  }

  private static Answer anyAnswer(Random random, String[] codes) {
    MacVerdict mac =
        random.nextInt(5) > 0
            ? MacVerdict.RIGHT
            : random.nextBoolean() ? MacVerdict.WRONG : MacVerdict.ABSENT;
    OptionalLong amount =
        random.nextInt(10) > 0
            ? OptionalLong.of(PaymentFixture.AMOUNT)
            : random.nextBoolean() ? OptionalLong.of(1) : OptionalLong.empty();
    return answer(codes[random.nextInt(codes.length)], mac, amount);
  }

  private static void check(Payment before, Event event, Step step) {
    Payment now = step.payment();
    assertFalse(step.history().isEmpty(), "nothing happens without a trace");
    if (now.state() == State.CONFIRMED && before.state() != State.CONFIRMED) {
      assertTrue(event instanceof Event.Resolved || isPaid(event), "confirmed by nothing");
    }
    if (now.state() == State.SHOWN && before.state() != State.SHOWN) {
      Answer brought = ((Event.Answered) event).answer();
      assertTrue(
          brought.mac() == MacVerdict.RIGHT && names(brought), "shown what nobody vouches for");
      assertEquals(State.SENT, before.state(), "shown to nobody who waits");
    }
    boolean uncharged =
        now.state() == State.CANCELLED
            || now.state() == State.DECLINED
            || now.state() == State.NOT_SENT;
    if (uncharged && before.state() != now.state() && !(event instanceof Event.Resolved)) {
      for (Attempt attempt : now.attempts()) {
        assertTrue(attempt.outcome() != Outcome.OPEN, "ended while a code may be paid");
      }
    }
    for (Attempt was : before.attempts()) {
      proven(event, was, now.attempt(was.number()));
    }
    if (now.attempts().size() > before.attempts().size()) {
      assertTrue(before.retryOpen() && !before.cancelRequested(), "nobody waits any more");
      for (Attempt earlier : before.attempts()) {
        assertTrue(earlier.outcome() != Outcome.OPEN, "two codes at once");
      }
    }
    if (before.state().isFinal() && before.state() != State.ATTENTION) {
      boolean paidAfterAll = now.state() == State.ATTENTION && isPaid(event);
      assertTrue(before.state() == now.state() || paidAfterAll, "an end did not stay");
    }
    assertFalse(now.state().isFinal() && now.retryOpen(), "an end that may be tried again");
    assertTrue(now.state() != State.SHOWN || !now.cancelRequested(), "cancelled, and still shown");
  }

  /** An attempt is done with only by the acquirer's word, or because nothing ever left. */
  private static void proven(Event event, Attempt was, Attempt is) {
    assertFalse(is.reversal().isPresent(), "a reversal of a code");
    assertTrue(is.inquiries() >= was.inquiries() && is.closings() >= was.closings(), "forgotten");
    if (was.outcome() != Outcome.OPEN || is.outcome() == Outcome.OPEN) {
      return;
    }
    switch (is.outcome()) {
      case CONFIRMED -> assertTrue(isPaid(event), "paid by nothing");
      case NOT_SENT -> assertTrue(event instanceof Event.NotHandedOver, "not sent by nothing");
      case DECLINED -> {
        Answer refused = ((Event.Answered) event).answer();
        assertTrue(
            refused.mac() != MacVerdict.WRONG && !refused.code().issues(), "a forged refusal");
      }
      case CLOSED -> closed((Event.CodeAnswered) event, was);
      case OPEN, REVERSED -> throw new AssertionError("an end that no code has");
    }
  }

  private static void closed(Event.CodeAnswered event, Attempt was) {
    Answer answer = event.answer();
    boolean closes = event.what() == CodeQuestion.CLOSING;
    CodeMeaning said = closes ? answer.code().closed() : answer.code().asked();
    assertEquals(MacVerdict.RIGHT, answer.mac(), "closed by a forged answer");
    Event.Circumstances at = event.circumstances();
    boolean neverMade =
        said == CodeMeaning.NO_CODE
            && at.sameHost()
            && at.originalExpired()
            && !at.hostMovedOn()
            && !at.disproved()
            && !was.seenAndNotRefused();
    assertTrue(said == CodeMeaning.CLOSED || neverMade, "taken for closed without proof");
  }

  private static boolean isPaid(Event event) {
    if (!(event instanceof Event.CodeAnswered e)) {
      return false;
    }
    boolean closes = e.what() == CodeQuestion.CLOSING;
    CodeMeaning said = closes ? e.answer().code().closed() : e.answer().code().asked();
    return said == CodeMeaning.PAID && e.answer().mac() == MacVerdict.RIGHT && names(e.answer());
  }

  private static boolean names(Answer answer) {
    return answer.amount().equals(OptionalLong.of(PaymentFixture.AMOUNT));
  }
}
