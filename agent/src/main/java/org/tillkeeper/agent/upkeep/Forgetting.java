package org.tillkeeper.agent.upkeep;

import java.time.Duration;
import java.util.Optional;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Has memory collected soon after a card was handled. Java's texts cannot be wiped. On a terminal
 * that takes few payments they would lie in memory for hours, although nobody refers to them. A
 * collection takes some milliseconds, so it waits until nothing is done, but not for ever. Belongs
 * to the scheduler's thread.
 */
public final class Forgetting {
  /** Collects nothing. */
  public static final Forgetting NONE = new Forgetting();

  /** How long nothing must have been done. */
  static final Duration QUIET = Duration.ofSeconds(1);

  /** How long it waits where payments follow each other without a pause. */
  static final Duration AT_MOST = Duration.ofSeconds(60);

  private final Optional<Scheduler> scheduler;
  private final Runnable collect;
  private boolean waiting;
  private long firstNanos;
  private long lastNanos;

  private Forgetting() {
    scheduler = Optional.empty();
    collect = () -> {};
  }

  /**
   * @param collect collects what nobody refers to any more
   */
  public Forgetting(Scheduler scheduler, Runnable collect) {
    this.scheduler = Optional.of(scheduler);
    this.collect = collect;
  }

  /** Something was done with a card's data, or they may have been let go of. */
  public void cardSeen() {
    scheduler.ifPresent(this::cardSeen);
  }

  private void cardSeen(Scheduler time) {
    lastNanos = time.nanoTime();
    if (!waiting) {
      waiting = true;
      firstNanos = lastNanos;
      time.after(QUIET, () -> look(time));
    }
  }

  private void look(Scheduler time) {
    Duration quiet = Duration.ofNanos(time.nanoTime() - lastNanos);
    Duration waited = Duration.ofNanos(time.nanoTime() - firstNanos);
    if (quiet.compareTo(QUIET) < 0 && waited.compareTo(AT_MOST) < 0) {
      time.after(QUIET.minus(quiet), () -> look(time));
      return;
    }
    waiting = false;
    collect.run();
  }
}
