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
import java.util.HashMap;
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
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.RecoveryPolicy;

/**
 * Whatever happens to a payment of whatever kind, under each policy, in whatever order, the rules
 * that never bend hold after every step. Half of the walks are stormy: any event at any time; the
 * others are what a loop would do. Replay one with its seed: {@code -Dtillkeeper.walk.seed=N}.
 */
class RecoveryWalkTest {
  private static final int WALKS = 30_000;
  private static final int STEPS = 24;
  private static final List<Event.BatchEnd> BATCH_ENDS = List.of(Event.BatchEnd.values());
  private static final String[] CODES = {"00", "00", "00", "10", "51", "68", "94", "97", "77"};
  private static final String[] REVERSAL_CODES = {
    "00", "00", "25", "25", "12", "96", "97", "77", "58"
  };
  private static final String[] INQUIRY_CODES = {"00", "51", "25", "25", "96", "97"};

  /** A kind of payment and what follows its unknown outcome. */
  private record Sort(PaymentType type, Kind kind, RecoveryPolicy sale) {
    Recovery recovery() {
      return new Recovery(PaymentFixture.rules(sale));
    }
  }

  private static final Sort[] SORTS = {
    new Sort(PaymentType.SALE, Kind.SALE, RecoveryPolicy.REVERSE),
    new Sort(PaymentType.SALE, Kind.SALE, RecoveryPolicy.REPEAT),
    new Sort(PaymentType.SALE, Kind.SALE, RecoveryPolicy.INQUIRE),
    new Sort(PaymentType.VOID, Kind.VOID, RecoveryPolicy.REVERSE),
    new Sort(PaymentType.COMPLETION, Kind.COMPLETION_ADVICE, RecoveryPolicy.REVERSE),
    new Sort(PaymentType.SALE, Kind.OFFLINE_SALE, RecoveryPolicy.REVERSE),
    new Sort(PaymentType.REFUND, Kind.REFUND, RecoveryPolicy.REVERSE),
    new Sort(PaymentType.BALANCE, Kind.BALANCE, RecoveryPolicy.REVERSE)
  };

  private final Map<Sort, Map<State, Integer>> reached = new HashMap<>();

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
    for (Sort sort : SORTS) {
      Set<State> rare = EnumSet.noneOf(State.class);
      for (State state : State.values()) {
        if (reached.get(sort).getOrDefault(state, 0) < 20) {
          rare.add(state);
        }
      }
      assertEquals(neverOf(sort), rare, sort + ": " + reached.get(sort));
    }
  }

  /** The states that a payment cannot come to. */
  private static Set<State> neverOf(Sort sort) {
    Rules rules = PaymentFixture.rules(sort.sale());
    Set<State> never = EnumSet.of(State.SHOWN, State.CLOSING); // see ShowingWalkTest
    if (sort.kind() != Kind.OFFLINE_SALE) {
      never.add(State.STORED);
    }
    if (rules.recovery().get(sort.kind()) != RecoveryPolicy.INQUIRE) {
      never.add(State.INQUIRING);
    }
    if (!rules.reversible().contains(sort.kind())) {
      never.add(State.REVERSING);
    }
    if (sort.kind() == Kind.OFFLINE_SALE) {
      // A refusal of it is a loss, and somebody has to know.
      never.add(State.DECLINED);
    }
    return never;
  }

  private void walk(long seed) {
    Random random = new Random(seed);
    Sort sort = SORTS[(int) (seed % SORTS.length)];
    Recovery recovery = sort.recovery();
    Entry[] entries = Entry.values();
    Payment payment = recorded(entries[random.nextInt(entries.length)], sort.type(), sort.kind());
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
        check(recovery.rules(), "", payment, event, step);
        nothingApprovedIsTakenForUncharged(recovery.rules(), step.payment(), approved);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", " + sort + e.getMessage() + "\n" + way, e);
      }
      payment = step.payment();
      reached
          .computeIfAbsent(sort, s -> new EnumMap<>(State.class))
          .merge(payment.state(), 1, Integer::sum);
    }
  }

  /** By what was said, not by what the payment remembers of it. */
  private static boolean isApproval(Answer answer) {
    boolean whole = answer.amount().getAsLong() == PaymentFixture.AMOUNT;
    return answer.mac() == MacVerdict.RIGHT
        && ((answer.responseCode().equals("00") && whole) || answer.responseCode().equals("10"));
  }

  private static void nothingApprovedIsTakenForUncharged(
      Rules rules, Payment payment, Set<Integer> approved) {
    boolean movesMoney = rules.recovery(payment) != RecoveryPolicy.NONE;
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
        assertTrue(confirmed || !uncharged || !movesMoney, ": approved, and taken for uncharged");
      }
    }
  }

  private static Event event(Random random, Payment payment, boolean stormy) {
    int attempts = payment.attempts().size();
    boolean offline = payment.terms().kind() == Kind.OFFLINE_SALE;
    if (attempts == 0 && offline && payment.state() == State.RECORDED && random.nextInt(3) > 0) {
      return new Event.AcceptedOffline();
    }
    if (attempts == 0 || (payment.maySendNow() && random.nextInt(3) > 0)) {
      return random.nextInt(8) == 0 ? first(random) : sending(attempts + 1);
    }
    int any = 1 + random.nextInt(attempts);
    int last = random.nextInt(4) == 0 ? any : attempts;
    boolean reversing = payment.attempt(any).reversal().isPresent();
    return switch (random.nextInt(stormy ? 22 : 18)) {
      case 0, 1 -> new Event.Answered(last, anyAnswer(random, CODES));
      case 2 ->
          new Event.Unanswered(attempts, random.nextBoolean() ? Silence.TIMED_OUT : Silence.CUT);
      case 3, 4 ->
          reversing
              ? new Event.ReversalSending(any, 1 + random.nextInt(3), "primary")
              : new Event.Unanswered(attempts, Silence.CUT);
      case 5, 6, 7 ->
          new Event.ReversalAnswered(any, anyAnswer(random, REVERSAL_CODES), anyTime(random));
      case 8 -> new Event.ReversalUnanswered(any, Silence.TIMED_OUT);
      case 9 ->
          resolved(
              random.nextBoolean() ? Resolution.Outcome.CONFIRMED : Resolution.Outcome.CANCELLED);
      case 10 -> first(random);
      case 11, 12 ->
          payment.state() == State.INQUIRING
              ? new Event.Inquiring(attempts, "000900", "primary")
              : new Event.Repeating(attempts, 1 + random.nextInt(3), "other");
      case 13, 14, 15 ->
          new Event.InquiryAnswered(last, anyAnswer(random, INQUIRY_CODES), anyTime(random));
      case 16 -> new Event.InquiryUnanswered(attempts, Silence.CUT);
      case 17 ->
          payment.cardResult() == CardResult.AWAITED
              ? new Event.CardAnswered(random.nextBoolean())
              : new Event.BatchClosed(BATCH_ENDS.get(random.nextInt(BATCH_ENDS.size())));
      case 18 -> new Event.NotHandedOver(attempts, "closed");
      case 19 -> new Event.ReversalUnreadable(any);
      case 20 -> new Event.RequestUnreadable(attempts);
      default -> sending(attempts + 1);
    };
  }

  private static Event.Circumstances anyTime(Random random) {
    return new Event.Circumstances(
        anySpeaker(random), random.nextInt(3) > 0, random.nextInt(6) == 0, random.nextInt(9) == 0);
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

  private static void check(Rules rules, String way, Payment before, Event event, Step step) {
    Payment now = step.payment();
    int unproven = 0;
    for (Attempt attempt : now.attempts()) {
      boolean open = attempt.outcome() == Outcome.OPEN && !attempt.reversal().isPresent();
      unproven += open ? 1 : 0;
      assertTrue(
          rules.isReversible(now) || !attempt.reversal().isPresent(),
          way + ": a reversal of what nothing reverses");
    }
    assertTrue(
        unproven <= 1 || now.state() == State.ATTENTION || now.resolution().isPresent(),
        way + ": two attempts at once without proof");
    confirmedOnlyByTheAcquirer(way, before, event, now);
    assertFalse(step.history().isEmpty(), way + ": nothing happens without a trace");
    assertTrue(now.attempts().size() >= before.attempts().size(), way + ": an attempt vanished");
    int confirmed = 0;
    for (Attempt attempt : now.attempts()) {
      confirmed += attempt.outcome() == Outcome.CONFIRMED ? 1 : 0;
      assertFalse(
          attempt.outcome() == Outcome.CONFIRMED && attempt.reversal().isPresent(),
          way + ": confirmed in spite of its reversal");
      assertTrue(
          attempt.outcome() != Outcome.CONFIRMED
              || attempt.approved()
              || (attempt.heard() == Attempt.Heard.DELIVERED && now.batchClosed()),
          way + ": confirmed without an approval");
    }
    assertTrue(confirmed <= 1, way + ": confirmed twice");
    for (Attempt earlier : before.attempts()) {
      grows(way, event, earlier, now.attempt(earlier.number()));
    }
    if (now.attempts().size() > before.attempts().size()) {
      mayFollow(rules, way, before);
    }
    ends(rules, way, before, event, now);
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
    assertEquals(identity(earlier), identity(now), way + ": an attempt's fields changed");
    assertTrue(
        now.inquiries() - earlier.inquiries() <= (event instanceof Event.Inquiring ? 1 : 0)
            && now.inquiries() >= earlier.inquiries(),
        way + ": inquiries miscounted");
    assertTrue(
        now.sends() <= earlier.sends() || event instanceof Event.Repeating,
        way + ": a send was counted that was none");
    assertTrue(
        now.sends() >= earlier.sends()
            || (event instanceof Event.NotHandedOver && !now.reversal().isPresent()),
        way + ": a send was forgotten");
    assertTrue(now.approved() || !earlier.approved(), way + ": an approval was forgotten");
    if (!earlier.reversal().isPresent()) {
      boolean proven = earlier.outcome() == Outcome.OPEN && now.outcome() == Outcome.REVERSED;
      if (proven) {
        Event.InquiryAnswered e = (Event.InquiryAnswered) event;
        Event.Circumstances c = e.circumstances();
        assertTrue(
            earlier.refused()
                || (c.sameHost()
                    && c.originalExpired()
                    && !c.hostMovedOn()
                    && !c.disproved()
                    && !earlier.seenAndNotRefused()),
            way + ": an inquiry was taken for proof too early");
      }
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
    boolean another = // whose payment a reversal would undo
        event instanceof Event.Answered e
            && e.answer().responseCode().equals("94")
            && earlier.heard() == Attempt.Heard.NOTHING
            && was.sends() == 0;
    boolean answered =
        event instanceof Event.ReversalAnswered
            || event instanceof Event.ReversalUnreadable
            || another;
    assertTrue(
        !was.mayStillSucceed() || is.mayStillSucceed() || answered,
        way + ": a reversal was given up");
    if (was.mayStillSucceed()
        && !is.mayStillSucceed()
        && event instanceof Event.ReversalAnswered e) {
      assertTrue(e.answer().mac() != MacVerdict.WRONG, way + ": ended by a forged answer");
    }
    boolean refusedLate =
        event instanceof Event.Answered e
            && e.answer().isRefusal()
            && e.answer().mac() != MacVerdict.WRONG
            && earlier.heard() == Attempt.Heard.NOTHING
            && was.stage() == Stage.ENDED_WITHOUT_PROOF;
    if (is.stage() == Stage.NO_ORIGINAL && was.stage() != Stage.NO_ORIGINAL && !refusedLate) {
      Event.Circumstances c = ((Event.ReversalAnswered) event).circumstances();
      assertTrue(
          earlier.refused()
              || (c.sameHost()
                  && c.originalExpired()
                  && !c.hostMovedOn()
                  && !c.disproved()
                  && !earlier.seenAndNotRefused()),
          way + ": taken for proven too early");
    }
  }

  /** What identifies a request to the acquirer, however often and by whatever way it is sent. */
  private static List<Object> identity(Attempt attempt) {
    Attempt.Request request = attempt.request();
    return List.of(
        request.stan(), request.batch(), request.terminal(), request.merchant(), request.amount());
  }

  /** By an approval with a right MAC that names the request, by settlement, or by a person. */
  private static void confirmedOnlyByTheAcquirer(
      String way, Payment before, Event event, Payment now) {
    boolean is = now.state() == State.CONFIRMED;
    if (!is || before.state() == State.CONFIRMED) {
      return;
    }
    boolean answered = event instanceof Event.Answered e && isApproval(e.answer());
    boolean asked = event instanceof Event.InquiryAnswered e && isApproval(e.answer());
    boolean settled =
        event instanceof Event.BatchClosed e
            && e.end() == Event.BatchEnd.AGREED
            && before.delivered();
    boolean byPerson = event instanceof Event.Resolved;
    boolean charged =
        before.state() == State.ATTENTION
            && before.attempts().stream().anyMatch(a -> a.outcome() == Outcome.CONFIRMED);
    assertTrue(answered || asked || settled || byPerson || charged, way + ": confirmed by nothing");
  }

  /** What must hold before a new attempt may start. */
  private static void mayFollow(Rules rules, String way, Payment before) {
    boolean movesMoney = rules.recovery(before) != RecoveryPolicy.NONE;
    boolean stored = before.state() == State.STORED;
    assertTrue(stored || before.state() == State.RECORDED, way + ": sent while " + before.state());
    assertTrue(
        stored || (before.retryOpen() && !before.cancelRequested()),
        way + ": nobody waits any more");
    for (Attempt attempt : before.attempts()) {
      boolean uncharged =
          switch (attempt.outcome()) {
            case NOT_SENT, DECLINED -> !attempt.approved();
            case REVERSED ->
                !attempt.reversal().isPresent()
                    || attempt.reversal().get().stage() == Stage.REVERSED
                    || attempt.reversal().get().stage() == Stage.REVERSED_EARLY
                    || attempt.reversal().get().stage() == Stage.NO_ORIGINAL;
            case OPEN, CONFIRMED, CLOSED -> false;
          };
      assertTrue(uncharged || !movesMoney, way + ": the attempt before may be charged");
      assertTrue(
          attempt.unseen()
              || !before.instrument().entry().isOneTime()
              || before.terms().acceptedOffline(),
          way + ": data for one use was used again");
    }
  }

  /** An end stays, but for what the acquirer or a person says later. */
  private static void ends(Rules rules, String way, Payment before, Event event, Payment now) {
    boolean chipRefused = event instanceof Event.CardAnswered e && !e.accepted();
    if (chipRefused) {
      assertEquals(State.REVERSING, now.state(), way + ": refused by the chip, and not reversed");
    } else if (before.state().isFinal() && now.state() != before.state()) {
      boolean refused = event instanceof Event.Answered e && e.answer().isRefusal();
      boolean allowed =
          before.state() == State.ATTENTION
              ? now.state() == State.CONFIRMED
                  || now.state() == State.CANCELLED
                  || (refused && now.state() == State.DECLINED)
              : now.state() == State.ATTENTION;
      assertTrue(allowed, way + ": " + before.state() + " did not stay");
    }
    if (now.state().isFinal()) {
      assertFalse(now.retryOpen(), way + ": an end that may be tried again");
    }
    if (!before.state().isFinal()
        && (now.state() == State.CANCELLED || now.state() == State.NOT_SENT)) {
      boolean movesMoney = rules.recovery(now) != RecoveryPolicy.NONE;
      for (Attempt attempt : now.attempts()) {
        assertTrue(
            !movesMoney
                || (attempt.outcome() != Outcome.OPEN && !attempt.reversalMayStillSucceed()),
            way + ": ended while attempt " + attempt.number() + " may be charged");
      }
    }
  }
}
