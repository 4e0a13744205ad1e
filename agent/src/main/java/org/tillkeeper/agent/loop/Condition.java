package org.tillkeeper.agent.loop;

import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;

/** The terminal's own condition: whether it is online, what is open, what is wrong. */
final class Condition {
  private final LoopSettings settings;
  private final Ledger ledger;
  private final Line line;
  private final Conversation conversation;
  private final ScriptResults scriptResults;
  private final AcquirerOrders orders;

  Condition(
      LoopSettings settings,
      Ledger ledger,
      Line line,
      Conversation conversation,
      ScriptResults scriptResults,
      AcquirerOrders orders) {
    this.settings = settings;
    this.ledger = ledger;
    this.line = line;
    this.conversation = conversation;
    this.scriptResults = scriptResults;
    this.orders = orders;
  }

  /** As a till sees it. */
  Terminal.Status status() {
    Ledger.Pending pending = ledger.pending();
    long open = 0;
    for (Payment payment : ledger.withOpenReversals()) {
      for (Attempt attempt : payment.attempts()) {
        open += attempt.reversalMayStillSucceed() ? 1 : 0;
      }
    }
    return new Terminal.Status(
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
        settings.version());
  }

  /**
   * How the last settlement ended: that of the open batch, which stays open where it was refused,
   * or else of the batch before. A batch that the acquirer closed by itself may have had none, and
   * one without payments leaves nothing to compare.
   */
  private Optional<Result> lastSettlement() {
    long open = ledger.batches().open().seq();
    Optional<Result> ofOpen = result(open);
    boolean closed =
        ledger
                .batches()
                .batch(open - 1)
                .filter(it -> it.state().equals("closed-by-acquirer"))
                .isPresent()
            && !ledger.batches().sums(open - 1).isEmpty();
    Optional<Result> before = closed ? Optional.of(Result.CLOSED_BY_ACQUIRER) : result(open - 1);
    return ofOpen.isPresent() ? ofOpen : before;
  }

  private Optional<Result> result(long batch) {
    return ledger.settlements().ofBatch(batch).flatMap(Settlement::result);
  }

  /** What a field engineer has to know, one finding for each part. */
  List<Terminal.Finding> findings() {
    List<Terminal.Finding> findings =
        Diagnosis.of(
            status(),
            conversation.signInTrouble(),
            conversation.isSignedOff(),
            conversation.isStalled(),
            ledger.opening(),
            conversation.routesWanted());
    findings.add(Diagnosis.settlement(lastSettlement()));
    findings.add(conversation.keysFinding());
    findings.add(scriptResults.finding());
    findings.add(orders.finding());
    return findings;
  }
}
