package org.tillkeeper.agent.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Step;

/**
 * The log's lines about what the history says. They are logged once the transaction is durable:
 * what was undone has not happened. Whoever waits for the transaction need not wait for them.
 */
final class CommittedLines {
  private static final Log LOG = Log.of(Ledger.class);

  private Executor executor = Runnable::run;
  private List<Runnable> lines = new ArrayList<>();

  /** Lets lines be logged by an executor, in their order. */
  void logBy(Executor newExecutor) {
    executor = newExecutor;
  }

  /** A payment's row. */
  void add(Payment payment, Step.Entry entry) {
    lines.add(
        () ->
            LOG.info(
                entry.message(),
                Fact.event("payment"),
                Fact.text("kind", entry.kind()),
                Fact.payment(payment.id()),
                Fact.of("attempt", entry.attempt()),
                Fact.text("state", payment.state().label())));
  }

  /** A row of the terminal's own, such as a stage of a settlement. */
  void add(String kind, String message) {
    lines.add(() -> LOG.info(message, Fact.event(kind)));
  }

  /** The transaction is durable. */
  void committed() {
    List<Runnable> durable = lines;
    lines = new ArrayList<>();
    if (!durable.isEmpty()) {
      executor.execute(() -> durable.forEach(Runnable::run));
    }
  }

  /** Nothing of the transaction has happened. */
  void undone() {
    lines.clear();
  }
}
