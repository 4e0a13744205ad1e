package org.tillkeeper.agent.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.ledger.Retention;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Erases what has been kept long enough. It does so every hour, in steps of some milliseconds, and
 * only while the terminal has nothing else to do.
 */
public final class Erasing {
  private static final Log LOG = Log.of(Erasing.class);
  private static final Duration ROUND = Duration.ofHours(1);
  private static final Duration BETWEEN_STEPS = Duration.ofMillis(100);
  private static final Duration WHILE_BUSY = Duration.ofSeconds(5);

  /**
   * An age that everything has. Where the size is limited, the oldest payments go in the ledger's
   * order, whatever their age.
   */
  private static final Instant ANY_AGE = Instant.ofEpochMilli(Long.MAX_VALUE);

  private static final int AT_ONCE = 20;
  private static final int PAGES_AT_ONCE = 200;

  private final Upkeep upkeep;
  private final Ledger ledger;
  private final Scheduler scheduler;
  private final BooleanSupplier idle;
  private final RetentionClock clock;

  /**
   * @param idle whether the terminal has nothing else to do
   */
  public Erasing(Upkeep upkeep, Ledger ledger, Scheduler scheduler, BooleanSupplier idle) {
    this.upkeep = upkeep;
    this.ledger = ledger;
    this.scheduler = scheduler;
    this.idle = idle;
    clock = new RetentionClock(ledger);
  }

  /** Begins, where anything is to be erased ever. */
  public void start() {
    if (!upkeep.keepPayments().isZero() || upkeep.bytesMost() > 0) {
      scheduler.after(WHILE_BUSY, this::round);
    }
  }

  private void round() {
    boolean tooLarge =
        upkeep.bytesMost() > 0 && ledger.retention().usedBytes() > upkeep.bytesMost();
    boolean aged = !upkeep.keepPayments().isZero();
    Instant before;
    try {
      before = olderThan(keepEvents());
    } catch (LedgerUnavailable e) {
      LOG.warn("nothing is erased for now", Fact.text("why", e.getMessage()));
      scheduler.after(ROUND, this::round);
      return;
    }
    if (tooLarge) {
      step(ANY_AGE, 0, true);
    } else if (aged) {
      step(before, 0, false);
    } else {
      shrink();
    }
  }

  private Instant olderThan(Duration age) {
    return ledger.transaction(
        () -> clock.olderThan(scheduler.wallClock(), scheduler.nanoTime(), age));
  }

  /** One step; the next follows where there may be more. */
  private void step(Instant before, long after, boolean untilSmall) {
    if (!idle.getAsBoolean()) {
      scheduler.after(WHILE_BUSY, () -> step(before, after, untilSmall));
      return;
    }
    try {
      boolean small = untilSmall && ledger.retention().usedBytes() <= upkeep.bytesMost();
      long last = small ? 0 : ledger.transaction(() -> erasePayments(before, after));
      if (last > 0) {
        scheduler.after(BETWEEN_STEPS, () -> step(before, last, untilSmall));
      } else {
        rest(untilSmall ? olderThan(keepEvents()) : before);
      }
    } catch (LedgerUnavailable e) {
      LOG.warn("nothing is erased for now", Fact.text("why", e.getMessage()));
      scheduler.after(ROUND, this::round);
    }
  }

  private long erasePayments(Instant before, long after) {
    Instant heldBefore =
        clock.olderThan(scheduler.wallClock(), scheduler.nanoTime(), Retention.HELD);
    return ledger.retention().erasePayments(before, heldBefore, after, AT_ONCE);
  }

  /** Where only the size is limited, events stay for a quarter of a year. */
  private Duration keepEvents() {
    return upkeep.keepPayments().isZero() ? Duration.ofDays(90) : upkeep.keepPayments();
  }

  private void rest(Instant before) {
    try {
      boolean more = ledger.transaction(() -> ledger.retention().eraseRest(before, AT_ONCE));
      if (more) {
        scheduler.after(BETWEEN_STEPS, () -> rest(before));
      } else {
        shrink();
      }
    } catch (LedgerUnavailable e) {
      LOG.warn("nothing is erased for now", Fact.text("why", e.getMessage()));
      scheduler.after(ROUND, this::round);
    }
  }

  private void shrink() {
    try {
      if (ledger.retention().freeBytes() > 0) {
        ledger.retention().shrink(PAGES_AT_ONCE);
      }
    } catch (LedgerUnavailable e) {
      LOG.warn("no space is given back for now", Fact.text("why", e.getMessage()));
      scheduler.after(ROUND, this::round);
      return;
    }
    boolean more = ledger.retention().freeBytes() > 0;
    scheduler.after(more ? BETWEEN_STEPS : ROUND, more ? this::shrink : this::round);
  }
}
