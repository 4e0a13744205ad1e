package org.tillkeeper.agent.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/**
 * How many payments the ledger holds in each state. They are counted once, when the ledger is
 * opened, where every page is read anyway. From then on each row that is written moves the counts,
 * so that asking costs nothing however large the ledger is.
 *
 * <p>What a transaction moves counts once it is durable.
 */
final class Tally {
  private final Map<State, Long> counts = new EnumMap<>(State.class);
  private final Map<State, Long> moved = new EnumMap<>(State.class);
  private final List<Attempt.Outcome> ended = new ArrayList<>();

  Tally(Sql sql) {
    Map<String, State> labels = new HashMap<>();
    for (State state : State.values()) {
      labels.put(state.label(), state);
      counts.put(state, 0L);
    }
    Map<String, Long> rows = new HashMap<>();
    sql.once(
        "SELECT state, count(*) FROM payment WHERE state <> 'confirmed' GROUP BY state",
        row -> rows.put(row.getString(1), row.getLong(2)));
    long others = rows.values().stream().mapToLong(Long::longValue).sum();
    sql.once(
        "SELECT count(*) FROM payment",
        row -> rows.put(State.CONFIRMED.label(), row.getLong(1) - others));
    // A label that the disk has changed is none of these.
    labels.forEach((label, state) -> counts.merge(state, rows.getOrDefault(label, 0L), Long::sum));
  }

  /** A payment came in. */
  void inserted(State state) {
    moved.merge(state, 1L, Long::sum);
  }

  /**
   * A payment's row was written anew.
   *
   * @param before as its row was
   */
  void moved(State before, State after) {
    moved.merge(before, -1L, Long::sum);
    moved.merge(after, 1L, Long::sum);
  }

  /**
   * As the other, of a row that the disk has changed.
   *
   * @param before what it had for a state
   */
  void moved(String before, State after) {
    for (State state : State.values()) {
      if (state.label().equals(before)) {
        moved.merge(state, -1L, Long::sum);
      }
    }
    moved.merge(after, 1L, Long::sum);
  }

  /** An attempt was written anew. */
  void written(Payment before, Attempt after) {
    Attempt.Outcome was = Attempt.Outcome.OPEN;
    for (Attempt attempt : before.attempts()) {
      if (attempt.number() == after.number()) {
        was = attempt.outcome();
      }
    }
    if (after.outcome() != was && after.outcome() != Attempt.Outcome.OPEN) {
      ended.add(after.outcome());
    }
  }

  /** The transaction is durable. */
  void committed(LedgerMeter meter) {
    moved.forEach((state, by) -> counts.merge(state, by, Long::sum));
    ended.forEach(meter::ended);
    undone();
  }

  /** Nothing of the transaction has happened. */
  void undone() {
    moved.clear();
    ended.clear();
  }

  /** How many payments are in a state. */
  long in(State state) {
    return counts.get(state);
  }
}
