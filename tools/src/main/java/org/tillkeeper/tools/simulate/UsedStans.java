package org.tillkeeper.tools.simulate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What each STAN of a batch was used for first. */
final class UsedStans {
  private final Run run;
  private final Map<String, String> first = new HashMap<>();

  UsedStans(Run run) {
    this.run = run;
  }

  /** A message takes a STAN of its own. */
  void take(Request request) {
    Optional<String> before =
        note(request.batch() + request.stan(), request.verb() + " " + request.original());
    run.check(
        before.isEmpty(),
        Invariant.STAN_UNIQUE_IN_BATCH,
        request.verb().label()
            + " with STAN "
            + request.stan()
            + ", which was "
            + before.orElse("free"));
  }

  /** What was noted before under that key; empty where this is the first. */
  Optional<String> note(String key, String what) {
    return Optional.ofNullable(first.putIfAbsent(key, what));
  }
}
