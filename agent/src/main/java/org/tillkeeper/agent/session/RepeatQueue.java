package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Rules;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.RecoveryPolicy;

/**
 * Says which payment's request is sent again, asked about, or delivered next. The queue itself is
 * the ledger's open payments, oldest first. Only the pauses are kept here. Notices keep their
 * order: one that waits holds up those behind it, for a while.
 */
final class RepeatQueue {
  /** What is to be done for a payment. */
  enum What {
    /** The same request again. */
    REPEAT,
    /** Ask what became of it. */
    INQUIRE,
    /** Deliver for the first time what was accepted offline. */
    DELIVER
  }

  /**
   * @param what is to be done
   * @param payment for which
   */
  record Task(What what, Payment payment) {}

  /** States in which something of a payment may have to be sent again. */
  private static final Set<State> WAITING =
      Collections.unmodifiableSet(EnumSet.of(State.SENT, State.STORED, State.INQUIRING));

  /** A notice that is put off so long does not hold up the others any more. */
  private static final Duration PASSED_AFTER = Duration.ofMinutes(10);

  private final Ledger ledger;
  private final Rules rules;
  private final Pauses<AttemptKey> pauses;

  /** States of payments that are no notices. What is stored is one, if the dialect has it so. */
  private final Set<State> saleStates;

  /** Since when an answer, or silence, has put off what is repeated. */
  private final Map<AttemptKey, Long> putOffSinceNanos = new HashMap<>();

  RepeatQueue(Ledger ledger, Rules rules, Random random) {
    this.ledger = ledger;
    this.rules = rules;
    pauses = new Pauses<>(random);
    boolean storedAreNotices =
        rules.isAdvice(Kind.OFFLINE_SALE) && rules.isAdvice(Kind.OFFLINE_CHIP_SALE);
    saleStates = storedAreNotices ? EnumSet.of(State.SENT, State.INQUIRING) : WAITING;
  }

  /**
   * The next task among payments whose outcome somebody waits for.
   *
   * @param busy of which payments, by id, something is on its way already
   */
  Due<Task> sales(long nowNanos, Predicate<String> busy) {
    Soonest soonest = new Soonest();
    List<Task> due = new ArrayList<>();
    ledger.eachOpen(
        saleStates,
        payment -> {
          Optional<What> what =
              rules.isAdvice(payment) || busy.test(payment.id()) ? Optional.empty() : task(payment);
          if (what.isPresent()) {
            Duration left = pauses.left(key(payment), nowNanos);
            if (left.isZero()) {
              due.add(new Task(what.get(), payment));
            } else {
              soonest.of(left);
            }
          }
          return due.isEmpty();
        });
    return due.isEmpty() ? Due.after(soonest.pause()) : Due.now(due.get(0));
  }

  /**
   * The next notice to deliver, in the order in which they were taken. Each waits for the answer to
   * the one before, but for one that was put off too long: it is passed, and sent when none of the
   * others is due.
   *
   * @param busy of which payments, by id, something is on its way already
   */
  Due<Task> notices(long nowNanos, Predicate<String> busy) {
    Soonest soonest = new Soonest();
    List<Task> passed = new ArrayList<>();
    List<Task> due = new ArrayList<>();
    boolean[] oneIsUnderWay = new boolean[1];
    eachNotice(
        task -> {
          Payment payment = task.payment();
          oneIsUnderWay[0] = busy.test(payment.id());
          if (oneIsUnderWay[0]) {
            return false;
          }
          Duration left = pauses.left(key(payment), nowNanos);
          boolean isPassed = isPassed(payment, nowNanos);
          if (left.isZero()) {
            (isPassed ? passed : due).add(task);
          } else {
            soonest.of(left);
          }
          return isPassed; // else it holds up those behind it
        });
    if (oneIsUnderWay[0]) {
      return Due.nothing();
    }
    due.addAll(passed);
    return due.isEmpty() ? Due.after(soonest.pause()) : Due.now(due.get(0));
  }

  /** Shows each notice, oldest first, for as long as more are wanted. */
  private void eachNotice(Predicate<Task> goesOn) {
    ledger.eachOpen(
        WAITING,
        payment -> {
          Optional<What> what = rules.isAdvice(payment) ? task(payment) : Optional.empty();
          return !what.isPresent() || goesOn.test(new Task(what.get(), payment));
        });
  }

  /** Whether a notice waits for its delivery. */
  boolean hasNotices() {
    return hasNotice(payment -> true);
  }

  /** Whether a notice waits that is not passed by those behind it. */
  boolean hasNoticesInOrder(long nowNanos) {
    return hasNotice(payment -> !isPassed(payment, nowNanos));
  }

  private boolean hasNotice(Predicate<Payment> fits) {
    boolean[] found = new boolean[1];
    eachNotice(
        task -> {
          found[0] = fits.test(task.payment());
          return !found[0];
        });
    return found[0];
  }

  /** How many notices were put off for so long that others pass them. */
  int passed(long nowNanos) {
    int[] passed = new int[1];
    eachNotice(
        task -> {
          passed[0] += isPassed(task.payment(), nowNanos) ? 1 : 0;
          return true;
        });
    return passed[0];
  }

  private boolean isPassed(Payment payment, long nowNanos) {
    Long since = putOffSinceNanos.get(key(payment));
    return since != null && nowNanos - since >= PASSED_AFTER.toNanos();
  }

  private Optional<What> task(Payment payment) {
    if (payment.state() == State.STORED && !payment.underWay().isPresent()) {
      return Optional.of(What.DELIVER);
    }
    if (!payment.underWay().isPresent() || payment.delivered()) {
      return Optional.empty();
    }
    if (payment.state() == State.INQUIRING) {
      return Optional.of(What.INQUIRE);
    }
    boolean repeats =
        rules.recovery().getOrDefault(payment.terms().kind(), RecoveryPolicy.NONE)
            == RecoveryPolicy.REPEAT;
    return repeats ? Optional.of(What.REPEAT) : Optional.empty();
  }

  /** Its last attempt, or none yet. */
  private static AttemptKey key(Payment payment) {
    return new AttemptKey(payment.id(), payment.attempts().size());
  }

  void dueNow(AttemptKey key, long nowNanos) {
    pauses.dueAt(key, nowNanos);
  }

  void dueAt(AttemptKey key, long nanos) {
    pauses.dueAt(key, nanos);
  }

  void dueAfterBackoff(AttemptKey key, long nowNanos) {
    putOffSinceNanos.putIfAbsent(key, nowNanos);
    pauses.dueAfterBackoff(key, nowNanos);
  }

  void allDueNow() {
    pauses.clear();
  }

  void ended(AttemptKey key) {
    pauses.forget(key);
    putOffSinceNanos.remove(key);
  }
}
