package org.tillkeeper.agent.upkeep;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.management.SettlementRun;
import org.tillkeeper.agent.settlement.Trigger;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Starts settlements by itself: at a time of day, and when the batch is full. The day that was
 * settled last is durable with its settlement. Each day is thus settled once, whatever restarts and
 * whatever the clock does. A time that passed while the agent was off is made up for.
 */
public final class SettlementClock {
  private static final Log LOG = Log.of(SettlementClock.class);

  /**
   * How often the wall clock is read. It may be set at any moment, so that one long timer would not
   * do.
   */
  private static final Duration LOOK = Duration.ofSeconds(30);

  /** As long as what erases waits for a clock that was put back. */
  private static final Duration BEHIND_FOR_GOOD = Duration.ofHours(6);

  private static final String LAST_DAY = "settled-day";

  private final Upkeep upkeep;
  private final ZoneId zone;
  private final Ledger ledger;
  private final SettlementRun settlementRun;
  private final Scheduler scheduler;
  private final Runnable started;
  private Optional<Behind> behind = Optional.empty();

  /**
   * @param started runs once a settlement is recorded
   */
  public SettlementClock(
      Upkeep upkeep,
      ZoneId zone,
      Ledger ledger,
      SettlementRun settlementRun,
      Scheduler scheduler,
      Runnable started) {
    this.upkeep = upkeep;
    this.zone = zone;
    this.ledger = ledger;
    this.settlementRun = settlementRun;
    this.scheduler = scheduler;
    this.started = started;
  }

  /** Begins to look at the clock. */
  public void start() {
    if (upkeep.settleAt().isPresent()) {
      look(upkeep.settleAt().get());
    }
  }

  private void look(LocalTime at) {
    try {
      settleIfDue(at);
    } catch (LedgerUnavailable e) {
      LOG.warn("not settled yet", Fact.text("why", e.getMessage()));
    }
    scheduler.after(LOOK, () -> look(at));
  }

  private void settleIfDue(LocalTime at) {
    if (ledger.lossWaits()) {
      return; // the batch may lack payments: first a person looks
    }
    ZonedDateTime now = scheduler.wallClock().atZone(zone);
    LocalDate today = now.toLocalDate();
    LocalDate due = now.toLocalTime().isBefore(at) ? today.minusDays(1) : today;
    Optional<LocalDate> last = ledger.facts().get(LAST_DAY).map(LocalDate::parse);
    boolean isBehind = last.isPresent() && last.get().isAfter(today.plusDays(1));
    if (!last.isPresent()) {
      // The first time: from the next time on.
      ledger.transaction(() -> ledger.facts().set(LAST_DAY, due.toString()));
    } else if (isBehind) {
      lowerIfBehindForGood(due);
    } else {
      behind = Optional.empty();
      if (due.isAfter(last.get())) {
        settle(due);
      }
    }
  }

  /**
   * A clock that is days behind the day that was settled last may be wrong until the network tells
   * the time. Only once it has stayed so for some hours was it wrong before.
   */
  private void lowerIfBehindForGood(LocalDate due) {
    long now = scheduler.nanoTime();
    if (!behind.isPresent()) {
      behind = Optional.of(new Behind(now, due));
    } else if (now - behind.get().sinceNanos() >= BEHIND_FOR_GOOD.toNanos()) {
      LocalDate day = behind.get().due();
      ledger.transaction(() -> ledger.facts().set(LAST_DAY, day.toString()));
      behind = Optional.empty();
    }
  }

  /**
   * The clock is behind the day that was settled last.
   *
   * @param sinceNanos when that was seen first, on the monotonic clock
   * @param due the last day that was due then
   */
  private record Behind(long sinceNanos, LocalDate due) {}

  private void settle(LocalDate day) {
    Runnable dayIsDone = () -> ledger.facts().set(LAST_DAY, day.toString());
    if (settlementRun.open().isPresent()
        || ledger.batches().size(ledger.batches().open().seq()) == 0) {
      ledger.transaction(dayIsDone);
    } else {
      settlementRun.start(Trigger.TIME, Optional.empty(), new byte[0], dayIsDone);
      started.run();
    }
  }

  /** A payment has its end: the batch may be full now. */
  public void paymentEnded() {
    if (upkeep.whenFull() > 0
        && !ledger.lossWaits()
        && ledger.batches().size(ledger.batches().open().seq()) >= upkeep.whenFull()
        && !settlementRun.open().isPresent()
        && !wasRefused()) {
      settlementRun.start(Trigger.FULL, Optional.empty(), new byte[0], () -> {});
      started.run();
    }
  }

  /** What the acquirer refused once is not asked again with every payment. */
  private boolean wasRefused() {
    return ledger
        .settlements()
        .ofBatch(ledger.batches().open().seq())
        .filter(settlement -> settlement.trigger() == Trigger.FULL)
        .isPresent();
  }
}
