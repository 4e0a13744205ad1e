package org.tillkeeper.agent.loop;

import java.util.Optional;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;

/** How the terminal stands: whether it is online, and what is open. */
final class Health {
  private final String version;
  private final Ledger ledger;
  private final Line line;
  private final Conversation conversation;

  /**
   * @param version of the agent
   */
  Health(String version, Ledger ledger, Line line, Conversation conversation) {
    this.version = version;
    this.ledger = ledger;
    this.line = line;
    this.conversation = conversation;
  }

  /** As a till sees it. */
  Status status() {
    Ledger.Pending pending = ledger.pending();
    long open = 0;
    for (Payment payment : ledger.withOpenReversals()) {
      for (Attempt attempt : payment.attempts()) {
        open += attempt.reversalMayStillSucceed() ? 1 : 0;
      }
    }
    return new Status(
        line.wasOnline(),
        line.since(),
        Optional.of(line.route().name()),
        conversation.isSignedIn(),
        conversation.batch(),
        pending.count(),
        pending.amount(),
        ledger.attention(),
        open,
        ledger.lossWaits(),
        version);
  }
}
