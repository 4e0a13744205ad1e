package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
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
    for (Payment payment : ledger.open(saleStates)) {
      Optional<What> what =
          rules.isAdvice(payment) || busy.test(payment.id()) ? Optional.empty() : task(payment);
      if (what.isPresent()) {
        Duration left = pauses.left(key(payment), nowNanos);
        if (left.isZero()) {
          return Due.now(new Task(what.get(), payment));
        }
        soonest.of(left);
      }
    }
    return Due.after(soonest.pause());
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
    Optional<Task> passed = Optional.empty();
    for (Payment payment : ledger.open(WAITING)) {
      Optional<Task> task = notice(payment);
      if (!task.isPresent()) {
        continue;
      }
      if (busy.test(payment.id())) {
        return Due.nothing();
      }
      Duration left = pauses.left(key(payment), nowNanos);
      if (!left.isZero()) {
        soonest.of(left);
      } else if (!isPassed(payment, nowNanos)) {
        return Due.now(task.get());
      } else if (!passed.isPresent()) {
        passed = task;
      }
      if (!isPassed(payment, nowNanos)) {
        break; // it holds up those behind it
      }
    }
    return passed.isPresent() ? Due.now(passed.get()) : Due.after(soonest.pause());
  }

  /** What is to be done for a payment that is a notice; empty for all else. */
  private Optional<Task> notice(Payment payment) {
    return rules.isAdvice(payment)
        ? task(payment).map(what -> new Task(what, payment))
        : Optional.empty();
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
    for (Payment payment : ledger.open(WAITING)) {
      if (notice(payment).isPresent() && fits.test(payment)) {
        return true;
      }
    }
    return false;
  }

  /** How many notices were put off for so long that others pass them. */
  int passed(long nowNanos) {
    int passed = 0;
    for (Payment payment : ledger.open(WAITING)) {
      passed += notice(payment).isPresent() && isPassed(payment, nowNanos) ? 1 : 0;
    }
    return passed;
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
    boolean repeats = rules.recovery(payment) == RecoveryPolicy.REPEAT;
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

  /**
   * It was put off. One that is passed by others is sent once in a while: where the host is silent,
   * each send keeps the line from whoever comes meanwhile.
   */
  void dueAfterBackoff(AttemptKey key, long nowNanos) {
    long since = putOffSinceNanos.computeIfAbsent(key, first -> nowNanos);
    if (nowNanos - since >= PASSED_AFTER.toNanos()) {
      pauses.dueAt(key, nowNanos + PASSED_AFTER.toNanos());
    } else {
      pauses.dueAfterBackoff(key, nowNanos);
    }
  }

  void allDueNow() {
    pauses.clear();
  }

  void ended(AttemptKey key) {
    pauses.forget(key);
    putOffSinceNanos.remove(key);
  }
}
