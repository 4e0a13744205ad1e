package org.tillkeeper.agent.ledger;

import java.util.Locale;
import java.util.function.IntPredicate;

/** Arithmetic of system trace audit numbers: 1 to 999999, then 1 again. */
final class Stans {
  private static final int MAX = 999_999;

  private Stans() {}

  /** The next number after {@code last} (0 to 999999) that is not taken. */
  static int next(int last, IntPredicate taken) {
    int candidate = last;
    for (int i = 0; i < MAX; i++) {
      candidate = candidate >= MAX ? 1 : candidate + 1;
      if (!taken.test(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException(
        "all 999999 STANs of this batch are used; the batch must be settled");
  }

  /**
   * The later of two numbers. Right while less than half of all numbers were given between them.
   */
  static int later(int one, int other) {
    int ahead = Math.floorMod(other - one, MAX);
    return ahead <= MAX / 2 ? other : one;
  }

  /** The number that comes so many after another. */
  static int jump(int last, int by) {
    return (last + by - 1) % MAX + 1;
  }

  static String text(int stan) {
    return String.format(Locale.ROOT, "%06d", stan);
  }
}
