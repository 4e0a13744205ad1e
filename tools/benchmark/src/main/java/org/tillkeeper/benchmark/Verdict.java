package org.tillkeeper.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a build may fail for: a row that is far over its goal, and again when it is measured a
 * second time.
 */
final class Verdict {
  /** Measures a row. */
  interface Attempt {
    Measured measure(Row row) throws Exception;
  }

  private final double factor;
  private final Attempt again;

  /**
   * @param factor of each row's own slack: 1 as it is, less is stricter
   * @param again measures a row a second time
   */
  Verdict(double factor, Attempt again) {
    this.factor = factor;
    this.again = again;
  }

  /** Why a build fails, a line for each row; empty where it does not. */
  List<String> of(List<Measured> first) throws Exception {
    List<String> failures = new ArrayList<>();
    for (Measured one : first) {
      Row row = one.row();
      double most = row.most(factor);
      if (one.ratio() <= most) {
        continue;
      }
      Measured second = again.measure(row);
      if (second.ratio() > most) {
        failures.add(
            String.format(
                Locale.ROOT,
                "%s: %.2f and again %.2f times the floor, the goal is %.2f and %.2f is far over it",
                row.label(),
                one.ratio(),
                second.ratio(),
                row.goal(),
                most));
      }
    }
    return failures;
  }
}
