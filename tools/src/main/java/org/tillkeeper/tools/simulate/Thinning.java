package org.tillkeeper.tools.simulate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a schedule that breaks an invariant as short as it can: takes away happenings, many at once
 * first, then settings, as long as the same invariant breaks.
 */
final class Thinning {
  private static final int RUNS_MOST = 2_000;

  private final Templates templates;
  private final Invariant invariant;
  private int runs;

  private Thinning(Templates templates, Invariant invariant) {
    this.templates = templates;
    this.invariant = invariant;
  }

  static Schedule thinned(Schedule schedule, Invariant invariant, Templates templates)
      throws IOException {
    Thinning thinning = new Thinning(templates, invariant);
    Schedule thin = schedule;
    Schedule before;
    do {
      before = thin;
      thin = thinning.fewerHappenings(thin);
      thin = thinning.fewerSettings(thin);
    } while (!thin.equals(before) && thinning.runs < RUNS_MOST);
    return thin;
  }

  private boolean stillBreaks(Schedule schedule) throws IOException {
    runs++;
    if (runs > RUNS_MOST) {
      return false;
    }
    Optional<Violation> violation = Simulation.run(schedule, templates, new Tally());
    return violation.filter(it -> it.invariant() == invariant).isPresent();
  }

  private Schedule fewerHappenings(Schedule schedule) throws IOException {
    Schedule thin = schedule;
    for (int size = Math.max(1, thin.happenings().size() / 2); size >= 1; size /= 2) {
      int at = 0;
      while (at < thin.happenings().size()) {
        List<Happening> fewer = new ArrayList<>(thin.happenings());
        fewer.subList(at, Math.min(at + size, fewer.size())).clear();
        Schedule candidate = thin.with(fewer);
        if (stillBreaks(candidate)) {
          thin = candidate;
        } else {
          at += size;
        }
      }
    }
    return thin;
  }

  private Schedule fewerSettings(Schedule schedule) throws IOException {
    Schedule thin = schedule;
    for (String name : schedule.settings().keySet()) {
      Map<String, String> fewer = new TreeMap<>(thin.settings());
      fewer.remove(name);
      Schedule candidate = new Schedule(fewer, thin.happenings());
      boolean sameWorld = !name.equals("dialect") && !name.startsWith("calm");
      if (sameWorld && stillBreaks(candidate)) {
        thin = candidate;
      }
    }
    return thin;
  }
}
