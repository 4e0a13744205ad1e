package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.time.Scheduler;

/**
 * What was accepted offline and is not delivered: how many payments, their sum, and the age of the
 * oldest. It is kept as payments change, so that asking costs the same however many wait.
 *
 * <p>A payment is as old as the older of two clocks says. A wall clock that is put back would make
 * it young again. What was accepted before a restart is as old as the wall clock said when it was
 * seen first, and ages by the monotonic clock from then on.
 */
final class Undelivered {
  /**
   * @param bornNanos when it was accepted, by the monotonic clock
   */
  private record Waiting(long amount, Instant acceptedAt, long bornNanos) {}

  private final Map<String, Waiting> waiting = new HashMap<>();

  /** How many were accepted at each time, by either clock. */
  private final TreeMap<Instant, Integer> byWallClock = new TreeMap<>();

  private final TreeMap<Long, Integer> byMonotonicClock = new TreeMap<>();
  private long amount;

  int count() {
    return waiting.size();
  }

  /** Their sum in the minor unit. */
  long amount() {
    return amount;
  }

  /**
   * The greatest age among them; zero where there are none.
   *
   * @param now by the wall clock
   * @param nanos now, by the monotonic clock
   */
  Duration oldest(Instant now, long nanos) {
    if (waiting.isEmpty()) {
      return Duration.ZERO;
    }
    Duration byWall = Duration.between(byWallClock.firstKey(), now);
    Duration byMonotonic = Duration.ofNanos(nanos - byMonotonicClock.firstKey());
    return byWall.compareTo(byMonotonic) > 0 ? byWall : byMonotonic;
  }

  /** A payment is now so, and that is durable. */
  void changed(Payment payment, Scheduler clocks) {
    boolean waits =
        payment.terms().acceptedOffline() && !payment.state().isFinal() && !payment.delivered();
    if (waits == waiting.containsKey(payment.id())) {
      return;
    }
    if (waits) {
      Duration age = Duration.between(payment.createdAt(), clocks.wallClock());
      long born = clocks.nanoTime() - (age.isNegative() ? 0 : age.toNanos());
      waiting.put(payment.id(), new Waiting(payment.amount(), payment.createdAt(), born));
      byWallClock.merge(payment.createdAt(), 1, Integer::sum);
      byMonotonicClock.merge(born, 1, Integer::sum);
      amount += payment.amount();
    } else {
      Waiting gone = waiting.remove(payment.id());
      byWallClock.computeIfPresent(gone.acceptedAt(), (at, count) -> oneLess(count));
      byMonotonicClock.computeIfPresent(gone.bornNanos(), (at, count) -> oneLess(count));
      amount -= gone.amount();
    }
  }

  /** Null takes the entry out of its map. */
  private static Integer oneLess(int count) {
    return count == 1 ? null : count - 1;
  }
}
