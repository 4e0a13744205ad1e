package org.tillkeeper.agent.host;

import java.util.Arrays;
import java.util.Random;

/**
 * Terminals that all lose the acquirer at one moment and come back after an outage, each with the
 * line's own {@link Backoff}, in virtual time. The acquirer takes so many sign-ins a second, lets
 * as many wait as it can take within ten seconds, and refuses the rest.
 */
final class Crowd {
  static final int TERMINALS = 100_000;
  static final int SIGN_INS_A_SECOND = 500;
  static final int OUTAGE_SECONDS = 120;
  private static final int WAITING_MOST = SIGN_INS_A_SECOND * 10;
  private static final int SECONDS_MOST = 1200;
  private static final int NONE = -1;

  /** Connections tried in each second since the outage began. */
  final int[] tried = new int[SECONDS_MOST];

  /** Terminals online at the end of each second since the outage began. */
  final int[] online = new int[SECONDS_MOST];

  /** From the outage's end until the last is online. */
  double lastOnlineSeconds;

  // For each millisecond the terminals that try then, as a chain; NONE ends it.
  private final int[] first = new int[SECONDS_MOST * 1000];
  private final int[] next = new int[TERMINALS];

  private Crowd() {}

  /** The pauses as they are. */
  static Crowd withJitter(long seed) {
    return new Crowd().run(new Random(seed));
  }

  /** Each pause as long as it may be at most. */
  static Crowd withoutJitter() {
    return new Crowd()
        .run(
            new Random() {
              private static final long serialVersionUID = 1L;

              @Override
              public double nextDouble() {
                return Math.nextDown(1.0);
              }
            });
  }

  private Crowd run(Random random) {
    Arrays.fill(first, NONE);
    Backoff[] pauses = new Backoff[TERMINALS];
    for (int terminal = 0; terminal < TERMINALS; terminal++) {
      pauses[terminal] = new Backoff(random, Connecting.FIRST_PAUSE, Connecting.LONGEST_PAUSE);
      tryAt(pauses[terminal].next().toMillis(), terminal);
    }
    double freeAtMillis = OUTAGE_SECONDS * 1000.0;
    double millisEach = 1000.0 / SIGN_INS_A_SECOND;
    for (int now = 0; now < first.length; now++) {
      for (int terminal = first[now]; terminal != NONE; ) {
        int after = next[terminal];
        tried[now / 1000]++;
        double waiting = Math.max(0, freeAtMillis - now) / millisEach;
        if (now < OUTAGE_SECONDS * 1000 || waiting >= WAITING_MOST) {
          tryAt(now + Math.max(1, pauses[terminal].next().toMillis()), terminal);
        } else {
          freeAtMillis = Math.max(freeAtMillis, (double) now) + millisEach;
          online[(int) (freeAtMillis / 1000)]++;
          pauses[terminal].succeeded();
        }
        terminal = after;
      }
    }
    lastOnlineSeconds = freeAtMillis / 1000 - OUTAGE_SECONDS;
    for (int second = 1; second < SECONDS_MOST; second++) {
      online[second] += online[second - 1];
    }
    return this;
  }

  private void tryAt(long millis, int terminal) {
    next[terminal] = first[(int) millis];
    first[(int) millis] = terminal;
  }

  /** The least time in which they can all be taken. */
  static double leastSeconds() {
    return (double) TERMINALS / SIGN_INS_A_SECOND;
  }

  /** Most connections tried in a second once the acquirer is back. */
  int peak() {
    int most = 0;
    for (int second = OUTAGE_SECONDS; second < SECONDS_MOST; second++) {
      most = Math.max(most, tried[second]);
    }
    return most;
  }
}
