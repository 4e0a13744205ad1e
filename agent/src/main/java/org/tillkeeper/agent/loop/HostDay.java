package org.tillkeeper.agent.loop;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger.AttemptKey;

/**
 * Whether the acquirer's date has moved on since an original was sent. Its clock is only seen in
 * its answers; between them time is measured on the monotonic clock. Across a restart any other
 * date counts as moved on, and only where none was known before does the wall clock decide, where a
 * clock that went back counts as moved on. Date comparisons err towards <em>moved on</em>: then
 * nothing is taken as proven.
 */
final class HostDay {
  /** Name of the counter that keeps the date heard last, MMDD. */
  static final String COUNTER = "host-date";

  private final Map<AttemptKey, Long> sentNanos = new HashMap<>();
  private final Map<AttemptKey, Long> heardNanos = new HashMap<>();
  private long lastHeardNanos;
  private boolean heard;

  /** The acquirer's date was heard in an answer. */
  void heard(long nanos) {
    lastHeardNanos = nanos;
    heard = true;
  }

  /** An original is about to be sent. */
  void sending(AttemptKey attempt, long nanos) {
    sentNanos.put(attempt, nanos);
    if (heard) {
      heardNanos.put(attempt, lastHeardNanos);
    }
  }

  void forget(AttemptKey attempt) {
    sentNanos.remove(attempt);
    heardNanos.remove(attempt);
  }

  /**
   * Whether it has moved on.
   *
   * @param dateBefore the acquirer's date as last heard before the original was sent, MMDD; empty
   *     if unknown
   * @param date the acquirer's date in the answer to the reversal, MMDD
   * @param time the acquirer's time in that answer, hhmmss
   * @param nanos now
   * @param sinceSentByWallClock for an original of before a restart, where no date was known
   */
  boolean movedOn(
      AttemptKey attempt,
      String dateBefore,
      Optional<String> date,
      Optional<String> time,
      long nanos,
      Duration sinceSentByWallClock) {
    if (!date.isPresent()) {
      return false;
    }
    if (date.get().equals(dateBefore)) {
      return false;
    }
    if (!time.isPresent()) {
      return !dateBefore.isEmpty();
    }
    long secondsOfDay = seconds(time.get());
    if (!dateBefore.isEmpty() && heardNanos.containsKey(attempt)) {
      long sinceHeard = nanos - heardNanos.get(attempt);
      if (Duration.ofNanos(sinceHeard).toMillis() < secondsOfDay * 1000) {
        // No midnight lies between the two dates, and yet they differ: the acquirer moved its date
        // by itself.
        return true;
      }
    }
    Long sent = sentNanos.get(attempt);
    if (sent == null && !dateBefore.isEmpty()) {
      // When the date before was heard is forgotten: the acquirer may have moved its date by itself
      // since, and a wall clock that was set proves nothing.
      return true;
    }
    Duration since = sent == null ? sinceSentByWallClock : Duration.ofNanos(nanos - sent);
    return since.isNegative() || since.toMillis() >= secondsOfDay * 1000;
  }

  private static long seconds(String time) {
    if (time.length() != 6) {
      return 0;
    }
    int number = Integer.parseInt(time);
    return number / 10000 * 3600L + number / 100 % 100 * 60L + number % 100;
  }
}
