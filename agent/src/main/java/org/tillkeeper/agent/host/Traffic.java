package org.tillkeeper.agent.host;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * What the line has carried and what came of it, for whoever looks for a fault: counts by the hour
 * of the last seven days, the last codes that the acquirer answered with, and how each route was
 * last connected. It says nothing of any payment, and nothing is decided by it. Its size is
 * bounded.
 *
 * <p>Written on the agent's thread, read on any.
 */
public final class Traffic {
  /** Seven days, so that each hour of the day is there several times. */
  static final int HOURS = 7 * 24;

  static final int CODES = 64;
  private static final Pattern CODE = Pattern.compile("[0-9A-Za-z]{1,4}");

  private final LongSupplier nanoTime;
  private final TreeMap<Long, Hour> hours = new TreeMap<>();
  private final Deque<Code> earlier = new ArrayDeque<>();
  private final Deque<Code> codes = new ArrayDeque<>();
  private final Map<String, Connect> connects = new TreeMap<>();
  private Optional<HostClock> earlierClock = Optional.empty();
  private Optional<HostClock> hostClock = Optional.empty();
  private Instant asOf;
  private long asOfNanos;
  private long changes;
  private LineMeter meter = LineMeter.NONE;
  private boolean hasBegun;

  /**
   * What happened in an hour.
   *
   * @param hour since 1970, UTC
   * @param sent requests handed to the line
   * @param answered of these
   * @param unanswered those that were given up, by time-out or because the connection ended
   * @param connected connections that were made
   * @param failed connections that were not made
   * @param millis round trips of the answered, in all
   * @param millisMost the longest of them
   */
  public record Hour(
      long hour,
      int sent,
      int answered,
      int unanswered,
      int connected,
      int failed,
      long millis,
      long millisMost) {
    static Hour empty(long hour) {
      return new Hour(hour, 0, 0, 0, 0, 0, 0, 0);
    }

    /** When it began. */
    public Instant at() {
      return Instant.ofEpochSecond(TimeUnit.HOURS.toSeconds(hour));
    }
  }

  /**
   * A code that the acquirer answered with.
   *
   * @param message what was answered: {@code payment}, {@code reversal}, {@code inquiry}, {@code
   *     sign-in}, {@code echo} or {@code own}
   * @param code as received; a dash where the answer has none
   * @param wrongMac whether the answer's own MAC was wrong
   */
  public record Code(Instant at, String message, String code, boolean wrongMac) {}

  /**
   * How a route was connected to last.
   *
   * @param failure why no connection came of it; empty where one did
   */
  public record Connect(String route, Instant at, Optional<String> failure) {}

  /**
   * What the acquirer's clock showed in its last answer that had both.
   *
   * @param at by this device's clock
   * @param date MMDD, in the acquirer's zone
   * @param time hhmmss
   */
  public record HostClock(Instant at, String date, String time) {}

  /** All of it, as it is now. Immutable. */
  public record View(
      List<Hour> hours, List<Code> codes, List<Connect> connects, Optional<HostClock> hostClock) {}

  /**
   * Begins to count.
   *
   * @param now by the wall clock
   * @param nanoTime the monotonic clock. The wall clock is not asked at each message: it is told
   *     again when this is read, and what was counted moves with it where it was set meanwhile
   */
  public Traffic(Instant now, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    asOf = now;
    asOfNanos = nanoTime.getAsLong();
  }

  /** Tells of what is carried from now on. */
  public synchronized void measureBy(LineMeter newMeter) {
    meter = newMeter;
  }

  private Instant now() {
    return asOf.plusNanos(nanoTime.getAsLong() - asOfNanos);
  }

  /** The wall clock says something else than it would without having been set. */
  private void set(Instant wallClock) {
    Duration by = Duration.between(now(), wallClock);
    asOf = asOf.plus(by);
    List<Code> moved = new ArrayList<>();
    for (Code it : codes) {
      moved.add(new Code(it.at().plus(by), it.message(), it.code(), it.wrongMac()));
    }
    codes.clear();
    codes.addAll(moved);
    connects.replaceAll((route, it) -> new Connect(route, it.at().plus(by), it.failure()));
    hostClock = hostClock.map(it -> new HostClock(it.at().plus(by), it.date(), it.time()));
  }

  // ---- What the line says

  synchronized void sent() {
    put(hour -> plus(hour, 1, 0, 0, 0, 0));
  }

  synchronized void answered(long roundTripNanos) {
    meter.answered(roundTripNanos);
    long millis = TimeUnit.NANOSECONDS.toMillis(roundTripNanos);
    put(
        hour -> {
          Hour more = plus(hour, 0, 1, 0, 0, 0);
          return new Hour(
              more.hour(),
              more.sent(),
              more.answered(),
              more.unanswered(),
              more.connected(),
              more.failed(),
              more.millis() + millis,
              Math.max(more.millisMost(), millis));
        });
  }

  /** The line was down and has a connection now: its first, or one after another was lost. */
  synchronized void begun() {
    if (hasBegun) {
      meter.reconnected();
    }
    hasBegun = true;
  }

  synchronized void unanswered(int requests) {
    if (requests > 0) {
      put(hour -> plus(hour, 0, 0, requests, 0, 0));
    }
  }

  synchronized void connected(String route) {
    put(hour -> plus(hour, 0, 0, 0, 1, 0));
    connects.put(route, new Connect(route, now(), Optional.empty()));
  }

  synchronized void notConnected(String route, String why) {
    put(hour -> plus(hour, 0, 0, 0, 0, 1));
    connects.put(route, new Connect(route, now(), Optional.of(why)));
  }

  // ---- What the session hears

  /** An answer came. */
  public synchronized void code(String message, String code, boolean wrongMac) {
    add(new Code(now(), message, plain(code), wrongMac));
    changes++;
  }

  /** An answer named the acquirer's date and time. */
  public synchronized void hostClock(String date, String time) {
    if (date.matches("[0-9]{4}") && time.matches("[0-9]{6}")) {
      hostClock = Optional.of(new HostClock(now(), date, time));
    }
  }

  private void add(Code code) {
    codes.addLast(code);
    if (earlier.size() + codes.size() > CODES) {
      (earlier.isEmpty() ? codes : earlier).removeFirst();
    }
  }

  /** The code is a stranger's: what is none is not kept. */
  private static String plain(String code) {
    return CODE.matcher(code).matches() ? code : "-";
  }

  private interface Change {
    Hour of(Hour before);
  }

  private void put(Change change) {
    long hour = Math.floorDiv(now().getEpochSecond(), 3600L);
    hours.put(hour, change.of(hours.getOrDefault(hour, Hour.empty(hour))));
    trim();
    changes++;
  }

  private void trim() {
    while (hours.size() > HOURS) {
      hours.pollFirstEntry();
    }
  }

  private static Hour plus(
      Hour hour, int sent, int answered, int unanswered, int connected, int failed) {
    return new Hour(
        hour.hour(),
        hour.sent() + sent,
        hour.answered() + answered,
        hour.unanswered() + unanswered,
        hour.connected() + connected,
        hour.failed() + failed,
        hour.millis(),
        hour.millisMost());
  }

  // ---- Reading and keeping it

  /**
   * As it is now.
   *
   * @param wallClock the time now
   */
  public synchronized View view(Instant wallClock) {
    set(wallClock);
    return new View(
        new ArrayList<>(hours.values()),
        allCodes(),
        new ArrayList<>(connects.values()),
        lastHostClock());
  }

  private List<Code> allCodes() {
    List<Code> all = new ArrayList<>(earlier);
    all.addAll(codes);
    return all;
  }

  private Optional<HostClock> lastHostClock() {
    return hostClock.isPresent() ? hostClock : earlierClock;
  }

  /** A number that changes with what is worth keeping. */
  public synchronized long changes() {
    return changes;
  }

  /**
   * The lines that keep it over a restart. Each is a word and numbers:
   *
   * <pre>
   *   hour 495867 sent answered unanswered connected failed millis millisMost
   *   code 1785000000000 sign-in 97 0
   *   host 1785000000000 0612 101500
   * </pre>
   *
   * @param wallClock the time now
   */
  public synchronized List<String> kept(Instant wallClock) {
    set(wallClock);
    List<String> lines = new ArrayList<>();
    for (Hour it : hours.values()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "hour %d %d %d %d %d %d %d %d",
              it.hour(),
              it.sent(),
              it.answered(),
              it.unanswered(),
              it.connected(),
              it.failed(),
              it.millis(),
              it.millisMost()));
    }
    for (Code it : allCodes()) {
      lines.add(
          "code "
              + it.at().toEpochMilli()
              + " "
              + it.message()
              + " "
              + it.code()
              + " "
              + (it.wrongMac() ? 1 : 0));
    }
    lastHostClock()
        .ifPresent(
            it -> lines.add("host " + it.at().toEpochMilli() + " " + it.date() + " " + it.time()));
    return lines;
  }

  /** Takes lines that an earlier life kept. One that cannot be read is passed over. */
  public synchronized void take(List<String> lines) {
    for (String line : lines) {
      String[] words = line.trim().split(" ", -1);
      try {
        if (words[0].equals("hour") && words.length == 9) {
          Hour hour = hour(words);
          hours.put(hour.hour(), hour);
        } else if (words[0].equals("code") && words.length == 5) {
          earlier.addLast(
              new Code(millis(words[1]), words[2], plain(words[3]), words[4].equals("1")));
          if (earlier.size() > CODES) {
            earlier.removeFirst();
          }
        } else if (words[0].equals("host") && words.length == 4) {
          earlierClock = Optional.of(new HostClock(millis(words[1]), words[2], words[3]));
        }
      } catch (NumberFormatException e) {
        // Of a file that was damaged; the other lines are as good as they were.
      }
    }
    trim();
  }

  private static Hour hour(String[] words) {
    int[] counts = new int[5];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.max(0, Integer.parseInt(words[i + 2]));
    }
    return new Hour(
        Long.parseLong(words[1]),
        counts[0],
        counts[1],
        counts[2],
        counts[3],
        counts[4],
        Duration.ofMillis(Long.parseLong(words[7])).toMillis(),
        Long.parseLong(words[8]));
  }

  private static Instant millis(String text) {
    return Instant.ofEpochMilli(Long.parseLong(text));
  }
}
