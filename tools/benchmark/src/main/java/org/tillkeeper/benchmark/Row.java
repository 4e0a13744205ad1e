package org.tillkeeper.benchmark;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A row of the table: a piece of work, and how near the agent should come to the least of it. */
enum Row {
  SALE("sale over HTTP, no network delay, p50", 1.8, 5),
  SALE_5MS("sale over HTTP at 5 ms, p50", 1.08, 3),
  BYTES("bytes written per sale", 3, 1.5),
  STORED("sale stored while disconnected: the last beside the 10th", 1.1, 2.5),
  DRAIN("drain of stored sales, no network delay, each", 1.3, 6),
  DRAIN_5MS("drain at 5 ms, each", 1.15, 2),
  DRAIN_50MS("drain at 50 ms, each", 1.03, 1.5),
  START("start to a confirmed sale", 1.25, 3),
  RESIDENT("resident memory", 1.2, 2),
  CODEC("a sale to bytes and back (JMH), beside jPOS alone", 1.15, 3);

  private final String work;
  private final double goal;
  private final double slack;

  /**
   * @param goal of the ratio to the floor
   * @param slack how many times the goal is far over it: a machine that builds is noisy
   */
  Row(String work, double goal, double slack) {
    this.work = work;
    this.goal = goal;
    this.slack = slack;
  }

  /** As it is named on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String work() {
    return work;
  }

  double goal() {
    return goal;
  }

  /**
   * The ratio that is far over the goal.
   *
   * @param factor 1 for the row's own slack; less is stricter
   */
  double most(double factor) {
    return goal * slack * factor;
  }

  static Optional<Row> labelled(String label) {
    return Arrays.stream(values()).filter(row -> row.label().equals(label)).findFirst();
  }
}
