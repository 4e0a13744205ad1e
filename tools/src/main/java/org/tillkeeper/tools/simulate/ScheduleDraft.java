package org.tillkeeper.tools.simulate;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** A schedule while it is drawn up by chance. */
abstract class ScheduleDraft {
  final Random random;
  final Map<String, String> settings;
  final List<Happening> happenings;

  ScheduleDraft(Random random, Map<String, String> settings, List<Happening> happenings) {
    this.random = random;
    this.settings = settings;
    this.happenings = happenings;
  }

  final boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  final long upTo(long most) {
    return (long) (random.nextDouble() * (most + 1));
  }

  /** Often small, rarely large. */
  final long skewed(long most) {
    double x = random.nextDouble();
    return (long) (x * x * (most + 1));
  }

  final void set(String name, Object value) {
    settings.put(name, value.toString());
  }

  final void add(String on, long at, String what, Object... with) {
    happenings.add(Happening.of(on, at, what, with));
  }
}
