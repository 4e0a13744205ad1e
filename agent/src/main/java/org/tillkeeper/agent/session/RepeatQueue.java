package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Rules;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.RecoveryPolicy;

/**
 * Says which payment's request is sent again, asked about, or delivered next. The queue itself is
 * the ledger's open payments, oldest first. Only the pauses are kept here. Notices keep their
 * order: one that waits holds up those behind it.
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

  private final Ledger ledger;
  private final Rules rules;
  private final Pauses<AttemptKey> pauses;

  RepeatQueue(Ledger ledger, Rules rules, Random random) {
    this.ledger = ledger;
    this.rules = rules;
    pauses = new Pauses<>(random);
  }

  /**
   * The next task among payments whose outcome somebody waits for.
   *
   * @param busy of which payments, by id, something is on its way already
   */
  Due<Task> sales(long nowNanos, Predicate<String> busy) {
    Soonest soonest = new Soonest();
    for (Payment payment : ledger.open()) {
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
   * the one before.
   *
   * @param busy of which payments, by id, something is on its way already
   */
  Due<Task> notices(long nowNanos, Predicate<String> busy) {
    for (Payment payment : ledger.open()) {
      Optional<What> what = rules.isAdvice(payment) ? task(payment) : Optional.empty();
      if (what.isPresent()) {
        if (busy.test(payment.id())) {
          break;
        }
        Duration left = pauses.left(key(payment), nowNanos);
        return left.isZero() ? Due.now(new Task(what.get(), payment)) : Due.after(left);
      }
    }
    return Due.nothing();
  }

  /** Whether a notice waits for its delivery. */
  boolean hasNotices() {
    for (Payment payment : ledger.open()) {
      if (rules.isAdvice(payment) && task(payment).isPresent()) {
        return true;
      }
    }
    return false;
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
    pauses.dueAfterBackoff(key, nowNanos);
  }

  void allDueNow() {
    pauses.clear();
  }

  void ended(AttemptKey key) {
    pauses.forget(key);
  }
}
