package org.tillkeeper.agent.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.payment.PaymentFixture.answer;
import static org.tillkeeper.agent.payment.PaymentFixture.recorded;
import static org.tillkeeper.agent.payment.PaymentFixture.resolved;
import static org.tillkeeper.agent.payment.PaymentFixture.sending;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Attempt.Outcome;
import org.tillkeeper.agent.payment.Event.RetryEnd;
import org.tillkeeper.agent.payment.Event.Silence;
import org.tillkeeper.agent.payment.Reversal.Stage;
import org.tillkeeper.iso8583.MacVerdict;

/**
 * Whatever happens to a payment, in whatever order, the rules that never bend hold after every
 * step. Half of the walks are stormy: any event at any time; the others are what a loop would do.
 * Replay one with its seed: {@code -Dtillkeeper.walk.seed=N}.
 */
class RecoveryWalkTest {
  private static final int WALKS = 15_000;
  private static final int STEPS = 24;
  private static final String[] CODES = {"00", "00", "00", "10", "51", "68", "94", "97"};
  private static final String[] REVERSAL_CODES = {"00", "00", "25", "25", "12", "96", "97", "58"};

  private final Recovery recovery = new Recovery(PaymentFixture.RULES);
  private final Map<State, Integer> reached = new EnumMap<>(State.class);

  @Test
  void the_rules_hold_after_every_step() {
    Long only = Long.getLong("tillkeeper.walk.seed");
    if (only != null) {
      walk(only);
      return;
    }
    for (long seed = 1; seed <= WALKS; seed++) {
      walk(seed);
    }
    for (State state : State.values()) {
      boolean spoken = state != State.STORED && state != State.INQUIRING;
      assertEquals(spoken, reached.getOrDefault(state, 0) > 100, state + ": " + reached);
    }
  }

  private void walk(long seed) {
    Random random = new Random(seed);
    Entry[] entries = Entry.values();
    Payment payment = recorded(entries[random.nextInt(entries.length)]);
    boolean stormy = random.nextBoolean();
    List<Object> way = new ArrayList<>();
    Set<Integer> approved = new HashSet<>();
    for (int i = 0; i < STEPS; i++) {
      Event event = event(random, payment, stormy);
      way.add(event);
      Step step;
      try {
        step = recovery.after(payment, event);
      } catch (IllegalTransition e) {
        way.add("refused");
        continue;
      }
      way.add(step.payment().state());
      if (event instanceof Event.Answered e && isApproval(e.answer())) {
        approved.add(e.attempt());
      }
      try {
        check("", payment, event, step);
        nothingApprovedIsTakenForUncharged(step.payment(), approved);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + way + e.getMessage(), e);
      }
      payment = step.payment();
      reached.merge(payment.state(), 1, Integer::sum);
    }
  }

  /** By what was said, not by what the payment remembers of it. */
  private static boolean isApproval(Answer answer) {
    boolean whole = answer.amount().getAsLong() == PaymentFixture.AMOUNT;
    return answer.mac() == MacVerdict.RIGHT
        && ((answer.responseCode().equals("00") && whole) || answer.responseCode().equals("10"));
  }

  private static void nothingApprovedIsTakenForUncharged(Payment payment, Set<Integer> approved) {
    for (Attempt attempt : payment.attempts()) {
      if (approved.contains(attempt.number())) {
        boolean confirmed =
            payment.resolution().isPresent()
                && payment.resolution().get().outcome() == Resolution.Outcome.CONFIRMED;
        boolean reversed =
            attempt.reversal().isPresent() && attempt.reversal().get().stage() == Stage.REVERSED;
        assertTrue(attempt.approved(), ": an approval was forgotten");
        boolean uncharged =
            (attempt.outcome() == Outcome.REVERSED && !reversed)
                || attempt.outcome() == Outcome.NOT_SENT;
        assertTrue(confirmed || !uncharged, ": approved, and taken for uncharged");
      }
    }
  }

  private static Event event(Random random, Payment payment, boolean stormy) {
    int attempts = payment.attempts().size();
    if (attempts == 0 || (payment.maySendNow() && random.nextInt(3) > 0)) {
      return random.nextInt(8) == 0 ? first(random) : sending(attempts + 1);
    }
    int any = 1 + random.nextInt(attempts);
    int last = random.nextInt(4) == 0 ? any : attempts;
    boolean reversing = payment.attempt(any).reversal().isPresent();
    return switch (random.nextInt(stormy ? 14 : 11)) {
      case 0, 1 -> new Event.Answered(last, anyAnswer(random, CODES));
      case 2 ->
          new Event.Unanswered(attempts, random.nextBoolean() ? Silence.TIMED_OUT : Silence.CUT);
      case 3, 4 ->
          reversing
              ? new Event.ReversalSending(any, 1 + random.nextInt(3), "primary")
              : new Event.Unanswered(attempts, Silence.CUT);
      case 5, 6, 7 ->
          new Event.ReversalAnswered(
              any,
              anyAnswer(random, REVERSAL_CODES),
              new Event.Circumstances(
                  random.nextInt(5) > 0, random.nextInt(3) > 0, random.nextInt(6) == 0));
      case 8 -> new Event.ReversalUnanswered(any, Silence.TIMED_OUT);
      case 9 ->
          resolved(
              random.nextBoolean() ? Resolution.Outcome.CONFIRMED : Resolution.Outcome.CANCELLED);
      case 10 -> first(random);
      case 11 -> new Event.NotHandedOver(attempts, "closed");
      case 12 -> new Event.ReversalUnreadable(any);
      default -> sending(attempts + 1);
    };
  }

  private static Event first(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new Event.CancelRequested();
      case 1 -> new Event.RetryEnded(RetryEnd.WINDOW_OVER);
      case 2 -> new Event.Restarted();
      default -> sending(1);
    };
  }

  private static Answer anyAnswer(Random random, String[] codes) {
    MacVerdict mac =
        random.nextInt(6) > 0
            ? MacVerdict.RIGHT
            : random.nextBoolean() ? MacVerdict.WRONG : MacVerdict.ABSENT;
    OptionalLong amount =
        random.nextInt(10) > 0 ? OptionalLong.of(PaymentFixture.AMOUNT) : OptionalLong.of(1);
    return answer(codes[random.nextInt(codes.length)], mac, amount);
  }

  private static void check(String way, Payment before, Event event, Step step) {
    Payment now = step.payment();
    assertFalse(step.history().isEmpty(), way + ": nothing happens without a trace");
    assertTrue(now.attempts().size() >= before.attempts().size(), way + ": an attempt vanished");
    int confirmed = 0;
    for (Attempt attempt : now.attempts()) {
      confirmed += attempt.outcome() == Outcome.CONFIRMED ? 1 : 0;
      assertFalse(
          attempt.outcome() == Outcome.CONFIRMED && attempt.reversal().isPresent(),
          way + ": confirmed in spite of its reversal");
      assertTrue(
          attempt.outcome() != Outcome.CONFIRMED || attempt.approved(),
          way + ": confirmed without an approval");
    }
    assertTrue(confirmed <= 1, way + ": confirmed twice");
    for (Attempt earlier : before.attempts()) {
      grows(way, event, earlier, now.attempt(earlier.number()));
    }
    if (now.attempts().size() > before.attempts().size()) {
      mayFollow(way, before);
    }
    ends(way, before, now);
    boolean openReversal = now.reversalMayStillSucceed();
    assertTrue(now.state() != State.RECORDED || !openReversal, way + ": recorded while reversing");
    assertTrue(
        now.state() != State.REVERSING || openReversal, way + ": reversing without a reversal");
    assertTrue(
        now.state() != State.CONFIRMED || confirmed == 1 || now.resolution().isPresent(),
        way + ": confirmed by nobody");
    assertTrue(
        confirmed == 0
            || now.state() == State.CONFIRMED
            || now.state() == State.ATTENTION
            || now.resolution().isPresent(),
        way + ": charged and not shown");
  }

  private static void grows(String way, Event event, Attempt earlier, Attempt now) {
    assertEquals(earlier.request(), now.request(), way + ": an attempt's fields changed");
    assertTrue(
        now.sends() >= earlier.sends()
            || (event instanceof Event.NotHandedOver && !now.reversal().isPresent()),
        way + ": a send was forgotten");
    assertTrue(now.approved() || !earlier.approved(), way + ": an approval was forgotten");
    if (!earlier.reversal().isPresent()) {
      return;
    }
    assertTrue(now.reversal().isPresent(), way + ": a reversal was deleted");
    Reversal was = earlier.reversal().get();
    Reversal is = now.reversal().get();
    assertEquals(was.reason(), is.reason(), way + ": field 39 changed");
    assertTrue(is.sends() >= was.sends(), way + ": a send of a reversal was forgotten");
    assertTrue(
        is.sends() == was.sends() || event instanceof Event.ReversalSending,
        way + ": a send was counted that was none");
    boolean answered =
        event instanceof Event.ReversalAnswered || event instanceof Event.ReversalUnreadable;
    assertTrue(
        !was.mayStillSucceed() || is.mayStillSucceed() || answered,
        way + ": a reversal was given up");
    if (was.mayStillSucceed()
        && !is.mayStillSucceed()
        && event instanceof Event.ReversalAnswered e) {
      assertTrue(e.answer().mac() != MacVerdict.WRONG, way + ": ended by a forged answer");
    }
    if (is.stage() == Stage.NO_ORIGINAL && was.stage() != Stage.NO_ORIGINAL) {
      Event.Circumstances c = ((Event.ReversalAnswered) event).circumstances();
      assertTrue(
          c.sameHost() && c.originalExpired() && !c.hostMovedOn() && !earlier.approved(),
          way + ": taken for proven too early");
    }
  }

  /** What must hold before a new attempt may start. */
  private static void mayFollow(String way, Payment before) {
    assertEquals(State.RECORDED, before.state(), way);
    assertTrue(before.retryOpen() && !before.cancelRequested(), way + ": nobody waits any more");
    for (Attempt attempt : before.attempts()) {
      boolean uncharged =
          switch (attempt.outcome()) {
            case NOT_SENT, DECLINED -> !attempt.approved();
            case REVERSED ->
                attempt.reversal().get().stage() == Stage.REVERSED
                    || attempt.reversal().get().stage() == Stage.NO_ORIGINAL;
            case OPEN, CONFIRMED -> false;
          };
      assertTrue(uncharged, way + ": the attempt before may be charged");
      assertTrue(
          attempt.unseen() || !before.instrument().entry().isOneTime(),
          way + ": data for one use was used again");
    }
  }

  /** An end stays, but for what the acquirer or a person says later. */
  private static void ends(String way, Payment before, Payment now) {
    if (before.state().isFinal() && now.state() != before.state()) {
      boolean allowed =
          before.state() == State.ATTENTION
              ? now.state() == State.CONFIRMED || now.state() == State.CANCELLED
              : now.state() == State.ATTENTION;
      assertTrue(allowed, way + ": " + before.state() + " did not stay");
    }
    if (now.state().isFinal()) {
      assertFalse(now.retryOpen(), way + ": an end that may be tried again");
    }
    if (!before.state().isFinal()
        && (now.state() == State.CANCELLED || now.state() == State.NOT_SENT)) {
      for (Attempt attempt : now.attempts()) {
        assertTrue(
            attempt.outcome() != Outcome.OPEN && !attempt.reversalMayStillSucceed(),
            way + ": ended while attempt " + attempt.number() + " may be charged");
      }
    }
  }
}
