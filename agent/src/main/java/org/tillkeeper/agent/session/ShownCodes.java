package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/**
 * Says which code the acquirer is asked about next, or is to close. The queue itself is the
 * ledger's open payments, oldest first. Only the pauses are kept here: after a restart everything
 * is due at once.
 */
final class ShownCodes {
  private static final Set<State> OPEN =
      Collections.unmodifiableSet(EnumSet.of(State.SHOWN, State.CLOSING));

  /** Somebody who has the telephone in the hand pays within a minute. */
  private static final Duration SOON = Duration.ofSeconds(3);

  private static final Duration LATER = Duration.ofSeconds(5);
  private static final int SOON_MOST = 20;

  private final Ledger ledger;
  private final Pauses<AttemptKey> pauses;

  ShownCodes(Ledger ledger, Random random) {
    this.ledger = ledger;
    pauses = new Pauses<>(random);
  }

  /**
   * The next payment whose code is asked about, or closed.
   *
   * @param busy of which payments, by id, something is on its way already
   */
  Due<Payment> next(long nowNanos, Predicate<String> busy) {
    Soonest soonest = new Soonest();
    for (Payment payment : ledger.open(OPEN)) {
      if (!busy.test(payment.id())) {
        AttemptKey key = new AttemptKey(payment.id(), payment.attempts().size());
        Duration left = pauses.left(key, nowNanos);
        if (left.isZero()) {
          return Due.now(payment);
        }
        soonest.of(left);
      }
    }
    return Due.after(soonest.pause());
  }

  /** Whether any code is shown, or being closed. */
  boolean isAnyOpen() {
    return ledger.open(OPEN).iterator().hasNext();
  }

  void dueNow(AttemptKey key, long nowNanos) {
    pauses.dueAt(key, nowNanos);
  }

  void dueAt(AttemptKey key, long nanos) {
    pauses.dueAt(key, nanos);
  }

  /** A code that is shown is asked about at a steady pace, and closed after growing pauses. */
  void dueAfterPause(AttemptKey key, Payment payment, long nowNanos) {
    if (payment.state() == State.SHOWN) {
      Attempt attempt = payment.attempt(key.number());
      Duration pause = attempt.inquiries() < SOON_MOST ? SOON : LATER;
      pauses.dueAt(key, nowNanos + pause.toNanos());
    } else {
      pauses.dueAfterBackoff(key, nowNanos);
    }
  }

  void allDueNow() {
    pauses.clear();
  }

  void ended(AttemptKey key) {
    pauses.forget(key);
  }
}
