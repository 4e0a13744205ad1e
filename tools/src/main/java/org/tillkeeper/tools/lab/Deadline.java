package org.tillkeeper.tools.lab;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A moment by which something must have happened. Immutable. */
public final class Deadline {
  private static final long LOOK_AGAIN_MILLIS = 20;

  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  /** So long from now. */
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Whether the moment has passed. */
  public boolean isOver() {
    return leftNanos() <= 0;
  }

  /** This one, or the one so long from now if that is sooner. */
  public Deadline orIn(Duration time) {
    Deadline other = in(time);
    return other.leftNanos() < leftNanos() ? other : this;
  }

  private long leftNanos() {
    return endNanos - System.nanoTime();
  }

  /** Something that can be looked at again and again. */
  @FunctionalInterface
  public interface Look {
    /** Whether it has happened. */
    boolean hasHappened() throws Exception;
  }

  /**
   * Looks again and again until it has happened or the moment has passed.
   *
   * @return whether it has happened
   */
  public boolean await(Look look) throws Exception {
    while (!look.hasHappened()) {
      if (isOver()) {
        return false;
      }
      pause();
    }
    return true;
  }

  /** A short pause between two looks. */
  void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
  }
}
