package org.tillkeeper.agent.ledger;

import java.util.ArrayList;
import java.util.List;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Step;

/**
 * The log's lines about what the history says. They are logged once the transaction is durable:
 * what was undone has not happened.
 */
final class CommittedLines {
  private static final Log LOG = Log.of(Ledger.class);

  /** One row of the history, to be logged. */
  private record Line(String message, Fact[] facts) {}

  private final List<Line> lines = new ArrayList<>();

  /** A payment's row. */
  void add(Payment payment, Step.Entry entry) {
    lines.add(
        new Line(
            entry.message(),
            new Fact[] {
              Fact.event("payment"),
              Fact.text("kind", entry.kind()),
              Fact.payment(payment.id()),
              Fact.of("attempt", entry.attempt()),
              Fact.text("state", payment.state().label())
            }));
  }

  /** A row of the terminal's own, such as a stage of a settlement. */
  void add(String kind, String message) {
    lines.add(new Line(message, new Fact[] {Fact.event(kind)}));
  }

  /** The transaction is durable. */
  void committed() {
    for (Line line : lines) {
      LOG.info(line.message(), line.facts());
    }
    lines.clear();
  }

  /** Nothing of the transaction has happened. */
  void undone() {
    lines.clear();
  }
}
