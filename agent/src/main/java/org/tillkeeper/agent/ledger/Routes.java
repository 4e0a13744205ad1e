package org.tillkeeper.agent.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the routes led to when the agent was last started. Attempts name the route they were sent
 * by. The name is the configuration's and may lead to another host tomorrow; what was sent before
 * must then not be taken for sent to that host. Belongs to the agent's thread.
 */
public final class Routes {
  private static final String ROUTE = "route.";

  private final Sql sql;
  private final Facts facts;
  private final Payments payments;
  private final History history;

  Routes(Sql sql, Facts facts, Payments payments, History history) {
    this.sql = sql;
    this.facts = facts;
    this.payments = payments;
    this.history = history;
  }

  /** Whether the routes of the configuration are those of the last start. */
  public boolean areStill(Map<String, String> configured) {
    return known().equals(configured);
  }

  /**
   * Takes over the routes of the configuration. Where a route is gone or leads elsewhere now, the
   * attempts that went by it get the place it led to as the name of their route. Part of a
   * transaction, before anything is sent.
   *
   * @param configured the routes by name, each with a text that says where it leads to; the text is
   *     no route's name
   */
  public void areNow(Map<String, String> configured, Instant at) {
    known()
        .forEach(
            (name, led) -> {
              if (!led.equals(configured.get(name))) {
                rename(name, led);
                facts.remove(ROUTE + name);
                history.add(
                    0, at, "route-changed", 0, "No route leads by its name to " + led + " now.");
              }
            });
    configured.forEach((name, leads) -> facts.set(ROUTE + name, leads));
  }

  private Map<String, String> known() {
    Map<String, String> known = new TreeMap<>();
    facts
        .all()
        .forEach(
            (name, led) -> {
              if (name.startsWith(ROUTE)) {
                known.put(name.substring(ROUTE.length()), led);
              }
            });
    return known;
  }

  /** Only attempts that may still be reversed, repeated or asked about need the new name. */
  private void rename(String name, String led) {
    for (long seq :
        sql.all(
            "SELECT DISTINCT payment FROM attempt WHERE route = ? AND (outcome = 'open'"
                + " OR reversal_stage IN ('open', 'parked') OR EXISTS (SELECT 1 FROM"
                + " attempt_message m WHERE m.attempt = "
                + AttemptMessages.KEY
                + " AND m.reversal IS NOT NULL))",
            row -> row.getLong(1),
            name)) {
      payments.renameRoute(seq, name, led);
    }
  }
}
