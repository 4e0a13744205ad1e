package org.tillkeeper.tools.simulate;

import java.util.Locale;
import java.util.Optional;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.terminal.AgentLoop;

/** What a part may ask of the run that it takes part in, and tell it. */
interface Run {
  /** The setting, which stays as it is. */
  Stage stage();

  VirtualTime time();

  /** What is counted, for all runs of a set. */
  Tally tally();

  // The terminal's process of the moment.

  /** Whether a process of the agent runs now. */
  boolean isAlive();

  /** Number of the newest process, 1 for the first. */
  int life();

  /** The agent of the newest process. */
  AgentLoop agent();

  /** What the newest process has stored; after its death, what is left of it. */
  Ledger ledger();

  /** Whether a disk has lost commits in this run, and the agent has said so. */
  boolean hasLost();

  // What is found.

  /** The first violation counts; the run ends with it. */
  void violated(Violation violation);

  boolean isViolated();

  /** Whether anybody reads {@link #trace}. */
  boolean isTraced();

  /** A line for a person who looks into a run. */
  void trace(String what);

  default void violated(Invariant invariant, String what) {
    violated(new Violation(invariant, what));
  }

  default void check(boolean holds, Invariant invariant, String what) {
    if (!holds) {
      violated(invariant, what);
    }
  }

  /** Whether nothing is left of a payment but what its key still answers. */
  default boolean isErased(String payment) {
    return ledger().retention().isErased(payment);
  }

  /** Whose STAN it is; where the dialect has no batches, in whichever of the terminal's own. */
  default Optional<AttemptKey> attemptOf(String stan, String batch) {
    if (!batch.isEmpty()) {
      return ledger().attemptOf(stan, batch, Optional.empty());
    }
    int number = Integer.parseInt(ledger().batches().open().number());
    Optional<AttemptKey> found = Optional.empty();
    while (number > 0 && !found.isPresent()) {
      String ours = String.format(Locale.ROOT, "%06d", number);
      found = ledger().attemptOf(stan, ours, Optional.empty());
      number--;
    }
    return found;
  }
}
