package org.tillkeeper.agent;

import java.util.concurrent.Executor;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.metrics.Metrics;
import org.tillkeeper.agent.terminal.AgentLoop;
import org.tillkeeper.agent.till.Field;

/** The figures of a running agent, from its parts to the text. */
final class Figures {
  private Figures() {}

  /**
   * Begins to count.
   *
   * @param writing writes the text out; the agent's thread only takes the figures
   */
  static Field.Figures begin(AgentLoop loop, Ledger ledger, Metrics metrics, Executor writing) {
    ledger.measureBy(metrics);
    loop.traffic().measureBy(metrics);
    return new Field.Figures(
        Metrics.CONTENT_TYPE, () -> loop.measures().thenApplyAsync(metrics::text, writing));
  }
}
