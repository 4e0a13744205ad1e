package org.tillkeeper.tools.simulate;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What a set of runs came to, in numbers. Belongs to one thread. */
final class Tally {
  private final Map<Path, Long> paths = new EnumMap<>(Path.class);
  private final Map<String, Long> faults = new TreeMap<>();
  private final Map<String, Long> ends = new TreeMap<>();
  long runs;
  long steps;
  long payments;
  long lives;
  long frames;
  long commits;

  void reached(Path path) {
    paths.merge(path, 1L, Long::sum);
  }

  void fault(String kind) {
    faults.merge(kind, 1L, Long::sum);
  }

  void ended(String state) {
    ends.merge(state, 1L, Long::sum);
  }

  long reachedHowOften(Path path) {
    return paths.getOrDefault(path, 0L);
  }

  Map<String, Long> faults() {
    return faults;
  }

  Map<String, Long> ends() {
    return ends;
  }

  void add(Tally other) {
    other.paths.forEach((path, count) -> paths.merge(path, count, Long::sum));
    other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
    other.ends.forEach((end, count) -> ends.merge(end, count, Long::sum));
    runs += other.runs;
    steps += other.steps;
    payments += other.payments;
    lives += other.lives;
    frames += other.frames;
    commits += other.commits;
  }
}
