package org.tillkeeper.tools.network;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What the line does to bytes that go through it, for each direction.
 *
 * <p>Threads that carry bytes wait here; every change wakes them, so that a healed line is healed
 * at once. Safe for any thread.
 */
final class Rules {
  /** What holds for one direction. */
  private static final class Lane {
    boolean blackhole;
    boolean deliverOfClosed;
    Duration delay = Duration.ZERO;
    Duration jitter = Duration.ZERO;
    long bytesPerSecond;
    long cutAfterBytes = -1;
    boolean refuseAfterCut;
    long carried;
  }

  private final Map<Direction, Lane> lanes = new EnumMap<>(Direction.class);
  private final Random jitter;
  private long changes;

  Rules(long seed) {
    jitter = new Random(seed);
    clear();
  }

  /** The line is well again: no rule holds. */
  synchronized void clear() {
    for (Direction direction : Direction.values()) {
      Lane fresh = new Lane();
      Lane old = lanes.put(direction, fresh);
      fresh.carried = old == null ? 0 : old.carried;
    }
    wake();
  }

  /** Lets those who wait look again, after a connection was closed for example. */
  synchronized void wake() {
    changes++;
    notifyAll();
  }

  /**
   * Bytes are held, not forwarded.
   *
   * @param deliverOfClosed whether what a connection held arrives when the line heals although the
   *     sender has closed it meanwhile (a packet that was under way), or is lost with it
   */
  synchronized void blackhole(List<Direction> directions, boolean deliverOfClosed) {
    for (Direction direction : directions) {
      lanes.get(direction).blackhole = true;
      lanes.get(direction).deliverOfClosed = deliverOfClosed;
    }
    wake();
  }

  synchronized void delay(List<Direction> directions, Duration delay, Duration most) {
    for (Direction direction : directions) {
      lanes.get(direction).delay = delay;
      lanes.get(direction).jitter = most;
    }
    wake();
  }

  synchronized void throttle(List<Direction> directions, long bytesPerSecond) {
    for (Direction direction : directions) {
      lanes.get(direction).bytesPerSecond = bytesPerSecond;
    }
    wake();
  }

  /** The connection that carries the byte after {@code bytes} more is cut before that byte. */
  synchronized void cutAfter(List<Direction> directions, long bytes, boolean refuseAfterCut) {
    for (Direction direction : directions) {
      lanes.get(direction).cutAfterBytes = bytes;
      lanes.get(direction).refuseAfterCut = refuseAfterCut;
    }
    wake();
  }

  /** What became of waiting for a line that lets bytes through. */
  enum Gate {
    /** It did not have to wait. */
    OPEN,
    /** The line healed; what the sender closed meanwhile is lost. */
    HEALED_LOSING_CLOSED,
    /** The line healed; everything held is delivered. */
    HEALED
  }

  /** Waits while the direction is a black hole. */
  synchronized Gate awaitOpen(Direction direction, BooleanSupplier closed)
      throws InterruptedException {
    Gate gate = Gate.OPEN;
    while (lanes.get(direction).blackhole && !closed.getAsBoolean()) {
      gate = lanes.get(direction).deliverOfClosed ? Gate.HEALED : Gate.HEALED_LOSING_CLOSED;
      wait();
    }
    return gate;
  }

  /** Waits as long as the direction delays what goes through it. */
  synchronized void awaitDelay(Direction direction, BooleanSupplier closed)
      throws InterruptedException {
    Lane lane = lanes.get(direction);
    long nanos = lane.delay.toNanos();
    if (!lane.jitter.isZero()) {
      nanos += (long) (jitter.nextDouble() * lane.jitter.toNanos());
    }
    pause(nanos, closed);
  }

  /** How many of these bytes may be written now; waits for them if the direction is throttled. */
  synchronized int awaitTurn(Direction direction, int bytes, BooleanSupplier closed)
      throws InterruptedException {
    long bytesPerSecond = lanes.get(direction).bytesPerSecond;
    if (bytesPerSecond == 0) {
      return bytes;
    }
    int turn = (int) Math.min(bytes, Math.max(1, bytesPerSecond / 20));
    pause(TimeUnit.SECONDS.toNanos(turn) / bytesPerSecond, closed);
    return turn;
  }

  private synchronized void pause(long nanos, BooleanSupplier closed) throws InterruptedException {
    long before = changes;
    long end = System.nanoTime() + nanos;
    while (before == changes && !closed.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** What may be carried of some bytes, and what follows. */
  record Allowance(int bytes, boolean cut, boolean refuse) {}

  /** Takes bytes off what may still be carried; the rule is used up when it cuts. */
  synchronized Allowance take(Direction direction, int bytes) {
    Lane lane = lanes.get(direction);
    if (lane.cutAfterBytes < 0 || bytes <= lane.cutAfterBytes) {
      if (lane.cutAfterBytes >= 0) {
        lane.cutAfterBytes -= bytes;
      }
      lane.carried += bytes;
      return new Allowance(bytes, false, false);
    }
    int allowed = (int) lane.cutAfterBytes;
    lane.cutAfterBytes = -1;
    lane.carried += allowed;
    return new Allowance(allowed, true, lane.refuseAfterCut);
  }

  /** The rules that hold, and the bytes carried, by direction. */
  synchronized Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    for (Direction direction : Direction.values()) {
      Lane lane = lanes.get(direction);
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("blackhole", lane.blackhole);
      shown.put("delayMillis", lane.delay.toMillis());
      shown.put("jitterMillis", lane.jitter.toMillis());
      shown.put("bytesPerSecond", lane.bytesPerSecond);
      shown.put("cutAfterBytes", lane.cutAfterBytes);
      shown.put("carriedBytes", lane.carried);
      state.put(direction.label(), shown);
    }
    return state;
  }
}
