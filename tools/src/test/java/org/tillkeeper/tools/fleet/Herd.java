package org.tillkeeper.tools.fleet;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tillkeeper.agent.fleet.Pauses;
import org.tillkeeper.agent.host.Backoff;

/**
 * Many terminals that lose one broker at the same moment, and their return, in virtual time. The
 * pauses are those of the real code; the broker is a queue that makes so many connections in a
 * second and no more. What is in the queue for longer than a terminal waits is made in vain, as a
 * broker's work is for a client that has gone.
 */
final class Herd {
  private static final long STEP_MILLIS = 1000;

  private final int terminals;
  private final Duration outage;
  private final int connectsPerSecond;
  private final Function<Random, Supplier<Duration>> pauses;

  /**
   * What came of it.
   *
   * @param triesPeak tries in the worst second after the broker is back
   * @param inVain connections that were made for terminals that waited no more
   * @param half how long after its return half of all are connected
   * @param most the same of 99 in 100
   * @param all the same of all
   */
  record Return(long triesPeak, long inVain, Duration half, Duration most, Duration all) {}

  private record Try(long atMillis, int terminal) implements Comparable<Try> {
    @Override
    public int compareTo(Try other) {
      return Long.compare(atMillis, other.atMillis);
    }
  }

  /**
   * @param outage how long the broker is away
   * @param connectsPerSecond how many it can make
   * @param pauses of one terminal, one after the other
   */
  Herd(
      int terminals,
      Duration outage,
      int connectsPerSecond,
      Function<Random, Supplier<Duration>> pauses) {
    this.terminals = terminals;
    this.outage = outage;
    this.connectsPerSecond = connectsPerSecond;
    this.pauses = pauses;
  }

  /** The pauses of the agent. */
  static Supplier<Duration> ofAgent(Random random) {
    Backoff backoff = Pauses.USUAL.backoff(random);
    return backoff::next;
  }

  /** As many clients do: the same pause always. */
  static Supplier<Duration> fixed(Random random) {
    return () -> Duration.ofSeconds(5);
  }

  /** Doubled each time and without chance. */
  static Supplier<Duration> doubled(Random random) {
    long[] seconds = {1};
    return () -> {
      Duration pause = Duration.ofSeconds(seconds[0]);
      seconds[0] = Math.min(300, seconds[0] * 2);
      return pause;
    };
  }

  /** Full jitter from one second on, as is usual where one client is thought of. */
  static Supplier<Duration> impatient(Random random) {
    Backoff backoff = new Backoff(random, Duration.ofSeconds(1), Duration.ofMinutes(5));
    return backoff::next;
  }

  /** Runs it, for at most an hour after the broker's return. */
  Return run(long seed) {
    Random chance = new Random(seed);
    PriorityQueue<Try> tries = new PriorityQueue<>(terminals * 2);
    @SuppressWarnings({"unchecked", "rawtypes"})
    Supplier<Duration>[] next = new Supplier[terminals];
    for (int i = 0; i < terminals; i++) {
      next[i] = pauses.apply(new Random(chance.nextLong()));
      tries.add(new Try(next[i].get().toMillis(), i));
    }
    long patience = Pauses.USUAL.patience().toMillis();
    long back = outage.toMillis();
    double freeAt = back;
    double each = 1000.0 / connectsPerSecond;
    long connected = 0;
    long inVain = 0;
    long[] marks = new long[3];
    long second = -1;
    long inSecond = 0;
    long peak = 0;
    while (connected < terminals && !tries.isEmpty()) {
      Try one = tries.poll();
      if (one.atMillis() - back > Duration.ofHours(1).toMillis()) {
        break;
      }
      if (one.atMillis() < back) {
        tries.add(
            new Try(
                one.atMillis() + Math.max(1, next[one.terminal()].get().toMillis()),
                one.terminal()));
        continue;
      }
      if (one.atMillis() / STEP_MILLIS != second) {
        second = one.atMillis() / STEP_MILLIS;
        inSecond = 0;
      }
      peak = Math.max(peak, ++inSecond);
      double begins = Math.max(freeAt, (double) one.atMillis());
      // What would wait for long is not even taken up: the queue of a listener is short.
      if (begins - one.atMillis() > 2.0 * patience) {
        tries.add(
            new Try(
                one.atMillis() + patience + Math.max(1, next[one.terminal()].get().toMillis()),
                one.terminal()));
        continue;
      }
      freeAt = begins + each;
      if (freeAt - one.atMillis() > patience) {
        inVain++;
        tries.add(
            new Try(
                one.atMillis() + patience + Math.max(1, next[one.terminal()].get().toMillis()),
                one.terminal()));
        continue;
      }
      connected++;
      long after = (long) freeAt - back;
      marks[0] = connected == (terminals + 1) / 2 ? after : marks[0];
      marks[1] = connected == terminals - terminals / 100 ? after : marks[1];
      marks[2] = connected == terminals ? after : marks[2];
    }
    return new Return(
        peak,
        inVain,
        Duration.ofMillis(marks[0]),
        Duration.ofMillis(marks[1]),
        Duration.ofMillis(marks[2]));
  }
}
