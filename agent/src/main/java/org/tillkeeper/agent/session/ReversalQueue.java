package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal;

/**
 * Says which reversal is sent next, and when. The queue itself is the ledger's open reversals,
 * oldest first. Only the pauses are kept here. A restart may forget them, and then each reversal is
 * due at once.
 */
final class ReversalQueue {
  private final Ledger ledger;
  private final long originalLifetimeNanos;
  private final long startNanos;
  private final Pauses<AttemptKey> pauses;
  private final Map<AttemptKey, Long> originalEndNanos = new HashMap<>();

  ReversalQueue(Ledger ledger, Random random, Duration originalLifetime, long nowNanos) {
    this.ledger = ledger;
    pauses = new Pauses<>(random);
    originalLifetimeNanos = originalLifetime.toNanos();
    startNanos = nowNanos;
  }

  /**
   * A reversal that may be sent, or when the next one may be.
   *
   * @param busy of which payments, by id, something is on its way already
   */
  Due<AttemptKey> next(long nowNanos, Predicate<String> busy) {
    Soonest soonest = new Soonest();
    for (AttemptKey key : open(false)) {
      if (!busy.test(key.payment())) {
        Duration left = pauses.left(key, nowNanos);
        if (left.isZero()) {
          return Due.now(key);
        }
        soonest.of(left);
      }
    }
    return Due.after(soonest.pause());
  }

  /** Whether a reversal that was never answered keeps new sales waiting. */
  boolean blocksSales() {
    for (Payment payment : ledger.withOpenReversals()) {
      for (Attempt attempt : payment.attempts()) {
        if (attempt.reversal().isPresent() && attempt.reversal().get().blocksSales()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a reversal is sent until it is answered for good. */
  boolean isOpen() {
    return !open(false).isEmpty();
  }

  private List<AttemptKey> open(boolean parkedToo) {
    List<AttemptKey> keys = new ArrayList<>();
    for (Payment payment : ledger.withOpenReversals()) {
      for (Attempt attempt : payment.attempts()) {
        AttemptKey key = new AttemptKey(payment.id(), attempt.number());
        if (attempt.reversalMayStillSucceed()) {
          boolean parked = attempt.reversal().get().stage() == Reversal.Stage.PARKED;
          if (!parked || parkedToo || pauses.has(key)) {
            keys.add(key);
          }
        }
      }
    }
    return keys;
  }

  void dueNow(AttemptKey key, long nowNanos) {
    pauses.dueAt(key, nowNanos);
  }

  /**
   * Makes every open reversal due, also those that wait for a person. For example after a sign-in.
   */
  void allDueNow(long nowNanos) {
    for (AttemptKey key : open(true)) {
      pauses.dueAt(key, nowNanos);
    }
  }

  void dueAfterBackoff(AttemptKey key, long nowNanos) {
    pauses.dueAfterBackoff(key, nowNanos);
  }

  void dueAfterOriginalExpired(AttemptKey key) {
    pauses.dueAt(key, originalExpiryNanos(key));
  }

  /** From when on a lost original cannot arrive any more. */
  long originalExpiryNanos(AttemptKey key) {
    return originalEnd(key) + originalLifetimeNanos;
  }

  /**
   * Forgets the turn of a reversal that was sent or refused for good. It has none until it is given
   * another.
   */
  void forgetTurn(AttemptKey key) {
    pauses.takeTurn(key);
  }

  void ended(AttemptKey key) {
    pauses.forget(key);
    originalEndNanos.remove(key);
  }

  /**
   * The original was answered or its connection is gone. From now on this terminal cannot send
   * another byte of it.
   */
  void originalEnded(AttemptKey key, long nowNanos) {
    originalEndNanos.put(key, nowNanos);
  }

  /** Whether a lost original could not arrive any more when its reversal was sent. */
  boolean originalExpired(AttemptKey key, long reversalSentNanos) {
    return reversalSentNanos - originalEnd(key) >= originalLifetimeNanos;
  }

  /**
   * When the original ended. One of before a restart ended with its process, at the latest when
   * this one started.
   */
  private long originalEnd(AttemptKey key) {
    return originalEndNanos.getOrDefault(key, startNanos);
  }
}
