package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tillkeeper.agent.payment.Payment;

/**
 * How old payments are that were accepted offline: the older of what two clocks say. A wall clock
 * that is put back would make them young again. What was accepted before a restart is as old as the
 * wall clock said when it was seen first, and ages by the monotonic clock from then on.
 */
final class OfflineAges {
  private record Seen(long nanos, Duration age) {}

  private final Map<String, Seen> seen = new HashMap<>();

  /**
   * The greatest age among some; zero where there are none. What is not among them is forgotten.
   *
   * @param waiting all that were accepted offline and are not delivered
   * @param now by the wall clock
   * @param nanos now, by the monotonic clock
   */
  Duration oldest(Collection<Payment> waiting, Instant now, long nanos) {
    Set<String> ids = new HashSet<>();
    Duration oldest = Duration.ZERO;
    for (Payment payment : waiting) {
      ids.add(payment.id());
      Duration byWall = Duration.between(payment.createdAt(), now);
      Seen first = seen.get(payment.id());
      if (first == null) {
        first = new Seen(nanos, byWall.isNegative() ? Duration.ZERO : byWall);
        seen.put(payment.id(), first);
      }
      Duration byMonotonic = first.age().plusNanos(nanos - first.nanos());
      Duration age = byWall.compareTo(byMonotonic) > 0 ? byWall : byMonotonic;
      oldest = age.compareTo(oldest) > 0 ? age : oldest;
    }
    seen.keySet().retainAll(ids);
    return oldest;
  }
}
