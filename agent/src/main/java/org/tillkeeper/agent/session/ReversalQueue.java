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
 * due at once; one that was answered early is due when a lost original cannot arrive any more.
 */
final class ReversalQueue {
  /** A reversal that gets nowhere is sent no more often than this. */
  private static final Duration GETS_NOWHERE_PAUSE = Duration.ofMinutes(10);

  /** A reversal that is not answered for so long on a line that works needs a person. */
  private static final Duration UNANSWERED_MOST = Duration.ofMinutes(10);

  private final Ledger ledger;
  private final long originalLifetimeNanos;
  private final long startNanos;
  private final Pauses<AttemptKey> pauses;
  private final Map<AttemptKey, Long> originalEndNanos = new HashMap<>();
  private final Map<AttemptKey, Long> firstSentNanos = new HashMap<>();
  private final Map<AttemptKey, Long> lastSentNanos = new HashMap<>();

  ReversalQueue(Ledger ledger, Random random, Duration originalLifetime, long nowNanos) {
    this.ledger = ledger;
    pauses = new Pauses<>(random);
    originalLifetimeNanos = originalLifetime.toNanos();
    startNanos = nowNanos;
  }

  /**
   * An open reversal that may be sent, or when the next one may be.
   *
   * @param busy of which payments, by id, something is on its way already
   */
  Due<AttemptKey> next(long nowNanos, Predicate<String> busy) {
    Soonest soonest = new Soonest();
    for (Entry entry : entries()) {
      if (isWaiting(entry) && !busy.test(entry.key().payment())) {
        Duration left = left(entry, nowNanos);
        if (left.isZero()) {
          return Due.now(entry.key());
        }
        soonest.of(left);
      }
    }
    return Due.after(soonest.pause());
  }

  /**
   * A reversal that was answered early and may be sent once more, or when the next one may be.
   *
   * @param busy of which payments, by id, something is on its way already
   */
  Due<AttemptKey> nextEarly(long nowNanos, Predicate<String> busy) {
    Soonest soonest = new Soonest();
    for (Entry entry : entries()) {
      boolean early = entry.reversal().stage() == Reversal.Stage.REVERSED_EARLY;
      if (early && !busy.test(entry.key().payment())) {
        long wait = Math.max(0, originalExpiryNanos(entry.key()) - nowNanos);
        if (wait == 0) {
          return Due.now(entry.key());
        }
        soonest.of(Duration.ofNanos(wait));
      }
    }
    return Due.after(soonest.pause());
  }

  /** Whether a reversal that was never answered keeps new sales waiting. */
  boolean blocksSales() {
    for (Entry entry : entries()) {
      if (entry.reversal().blocksSales()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a reversal is sent until it is answered for good. */
  boolean isOpen() {
    for (Entry entry : entries()) {
      if (isWaiting(entry)) {
        return true;
      }
    }
    return false;
  }

  /** How many reversals have not been answered for so long that a person has to look. */
  long unansweredForLong(long nowNanos) {
    long count = 0;
    for (Entry entry : entries()) {
      long since = firstSentNanos.getOrDefault(entry.key(), nowNanos);
      boolean tooLong = nowNanos - since >= UNANSWERED_MOST.toNanos();
      count += entry.reversal().blocksSales() && tooLong ? 1 : 0;
    }
    return count;
  }

  /** A reversal that will be sent again. */
  private record Entry(AttemptKey key, Reversal reversal) {}

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (Payment payment : ledger.withReversalsToSend()) {
      for (Attempt attempt : payment.attempts()) {
        if (attempt.isReversalSentAgain()) {
          entries.add(
              new Entry(new AttemptKey(payment.id(), attempt.number()), attempt.reversal().get()));
        }
      }
    }
    return entries;
  }

  /** One that was refused waits only once it was given a turn. */
  private boolean isWaiting(Entry entry) {
    return switch (entry.reversal().stage()) {
      case OPEN -> true;
      case PARKED -> pauses.has(entry.key());
      case REVERSED_EARLY, REVERSED, NO_ORIGINAL, ENDED_WITHOUT_PROOF -> false;
    };
  }

  private Duration left(Entry entry, long nowNanos) {
    Duration left = pauses.left(entry.key(), nowNanos);
    Long last = lastSentNanos.get(entry.key());
    if (last == null || !entry.reversal().getsNowhere()) {
      return left;
    }
    long spaced = Math.max(0, last + GETS_NOWHERE_PAUSE.toNanos() - nowNanos);
    return spaced > left.toNanos() ? Duration.ofNanos(spaced) : left;
  }

  void dueNow(AttemptKey key, long nowNanos) {
    pauses.dueAt(key, nowNanos);
  }

  /**
   * Makes every open reversal due, also those that wait for a person. For example after a sign-in.
   */
  void allDueNow(long nowNanos) {
    for (Entry entry : entries()) {
      if (entry.reversal().mayStillSucceed()) {
        pauses.dueAt(entry.key(), nowNanos);
      }
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

  /** It is on its way. It has no turn until it is given another. */
  void sent(AttemptKey key, long nowNanos) {
    pauses.takeTurn(key);
    firstSentNanos.putIfAbsent(key, nowNanos);
    lastSentNanos.put(key, nowNanos);
  }

  void ended(AttemptKey key) {
    pauses.forget(key);
    originalEndNanos.remove(key);
    firstSentNanos.remove(key);
    lastSentNanos.remove(key);
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
