package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.tillkeeper.agent.time.Scheduler;

/**
 * For which payments a customer, or whoever serves one, is taken to stand at the till. Nobody can
 * see that, so it goes by what tills ask: who has just asked for a payment, or has given it up,
 * stays for as long as an answer takes, and who waits for its end stays until then. After a restart
 * nobody is there. It belongs to the agent's thread.
 */
final class Presence implements Predicate<String> {
  /** At least so many, and then those who have left are forgotten. */
  private static final int MANY = 128;

  private final Scheduler scheduler;
  private final Duration begun;
  private final Duration asked;
  private final Predicate<String> waitedFor;
  private final Map<String, Long> until;
  private int sweptAt = MANY;

  /**
   * @param retryWithin how long a payment may be tried while its customer waits
   * @param responseTimeout how long an answer of the acquirer's may take
   * @param waitedFor whether a till waits for the end of a payment
   */
  Presence(
      Scheduler scheduler,
      Duration retryWithin,
      Duration responseTimeout,
      Predicate<String> waitedFor) {
    this(scheduler, retryWithin, responseTimeout, waitedFor, new LinkedHashMap<>());
  }

  /**
   * As the other.
   *
   * @param until empty; until when somebody stands at the till, by payment
   */
  Presence(
      Scheduler scheduler,
      Duration retryWithin,
      Duration responseTimeout,
      Predicate<String> waitedFor,
      Map<String, Long> until) {
    this.until = until;
    this.scheduler = scheduler;
    begun = retryWithin.compareTo(responseTimeout) > 0 ? retryWithin : responseTimeout;
    // What was under way has to end first, and then what undoes it.
    asked = responseTimeout.multipliedBy(2);
    this.waitedFor = waitedFor;
  }

  /** A payment is asked for. */
  void begins(String payment) {
    stays(payment, begun);
  }

  /** A till has asked something of a payment. */
  void asks(String payment) {
    stays(payment, asked);
  }

  private void stays(String payment, Duration time) {
    long now = scheduler.nanoTime();
    if (until.size() >= sweptAt) {
      until.values().removeIf(end -> end - now <= 0);
      // Not before there are twice as many: else each payment would cost more, the more there are.
      sweptAt = Math.max(MANY, 2 * until.size());
    }
    until.merge(payment, now + time.toNanos(), (one, other) -> other - one > 0 ? other : one);
  }

  @Override
  public boolean test(String payment) {
    Long end = until.get(payment);
    return (end != null && end - scheduler.nanoTime() > 0) || waitedFor.test(payment);
  }
}
