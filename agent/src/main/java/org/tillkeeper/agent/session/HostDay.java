package org.tillkeeper.agent.session;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.payment.AttemptKey;

/**
 * Tells whether the acquirer's date has moved on since an original was sent. The acquirer's clock
 * is seen only in its answers. Between answers time is measured on the monotonic clock. A new date
 * that no midnight explains was moved by the acquirer itself.
 *
 * <p>After a restart any other date counts as moved on. Where no date was known before the restart
 * the wall clock decides, and a clock that went back counts as moved on. In doubt the answer is
 * <em>moved on</em>: then nothing is taken as proven.
 */
public final class HostDay {
  /** Name of the fact that keeps the date heard last, MMDD. */
  public static final String FACT = "host-date";

  private static final long SECONDS_A_DAY = 86_400;
  private static final String LEAP_YEAR = "2028";
  private static final DateTimeFormatter YYYYMMDD = DateTimeFormatter.BASIC_ISO_DATE;
  private static final DateTimeFormatter MMDD = DateTimeFormatter.ofPattern("MMdd", Locale.ROOT);

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
   * @param date the acquirer's date in the answer to the reversal, MMDD; where it names none, as
   *     heard last
   * @param time the acquirer's time in that answer, hhmmss; empty where it names no date
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
    if (!dateBefore.isEmpty()
        && !isExplained(attempt, dateBefore, date.get(), secondsOfDay, nanos)) {
      return true;
    }
    Long sent = sentNanos.get(attempt);
    Duration since = sent == null ? sinceSentByWallClock : Duration.ofNanos(nanos - sent);
    return since.isNegative() || since.toMillis() >= secondsOfDay * 1000;
  }

  /**
   * Whether the midnights since the date was last heard make it this date. If they do not, the
   * acquirer moved its date by itself, and nobody knows when. Only one midnight is considered. The
   * time at which an earlier life of the agent heard the date is not known.
   */
  private boolean isExplained(
      AttemptKey attempt, String dateBefore, String date, long secondsOfDay, long nanos) {
    if (!heardNanos.containsKey(attempt)) {
      return false;
    }
    long millis = Duration.ofNanos(nanos - heardNanos.get(attempt)).toMillis();
    boolean oneMidnight =
        millis >= secondsOfDay * 1000 && millis < (secondsOfDay + SECONDS_A_DAY) * 1000;
    return oneMidnight && date.equals(dayAfter(dateBefore));
  }

  /**
   * The day after a date. The day after the 28th of February is the 29th, since the year is not
   * known. In doubt the date has thus moved on.
   */
  private static String dayAfter(String date) {
    try {
      return MMDD.format(LocalDate.parse(LEAP_YEAR + date, YYYYMMDD).plusDays(1));
    } catch (DateTimeException e) {
      return "";
    }
  }

  private static long seconds(String time) {
    if (time.length() != 6) {
      return 0;
    }
    int number = Integer.parseInt(time);
    return number / 10000 * 3600L + number / 100 % 100 * 60L + number % 100;
  }
}
