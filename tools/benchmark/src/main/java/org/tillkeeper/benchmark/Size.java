package org.tillkeeper.benchmark;

/**
 * How much is measured.
 *
 * @param warmUp sales before anything is measured
 * @param rounds in which the three take turns
 * @param sales of each in a round
 * @param stored while disconnected, of {@link Row#STORED}
 * @param drained of {@link Row#DRAIN} and {@link Row#DRAIN_5MS}
 * @param drainedSlowly of {@link Row#DRAIN_50MS}
 * @param starts of each process
 */
record Size(
    int warmUp,
    int rounds,
    int sales,
    int stored,
    int drained,
    int drainedSlowly,
    int starts,
    boolean isShort) {
  static final Size FULL = new Size(1000, 20, 50, 5000, 2000, 600, 9, false);
  static final Size SHORT = new Size(400, 6, 25, 600, 300, 40, 3, true);
}
