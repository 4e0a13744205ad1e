package org.tillkeeper.agent.upkeep;

import java.util.List;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.session.Conversation;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Looks for damaged records: nobody changed them, and they do not match their digest. The disk
 * cannot be relied on then. It looks at some rows at a time, while nothing else is done.
 */
public final class DamageWatch {
  /** Payments whose records are compared with their digests at once. */
  private static final int ROWS = 500;

  /** Rows of the history that are followed for each payment. */
  private static final int ROWS_A_PAYMENT = 4;

  private final Ledger ledger;
  private final Conversation conversation;
  private final Scheduler scheduler;

  public DamageWatch(Ledger ledger, Conversation conversation, Scheduler scheduler) {
    this.ledger = ledger;
    this.conversation = conversation;
    this.scheduler = scheduler;
  }

  /** Looks at the next rows, and keeps new payments from being taken where they are damaged. */
  public void look() {
    List<String> damaged = ledger.damageScan().damagedAmongNext(ROWS);
    long broken = ledger.damageScan().brokenAmongNext(ROWS * ROWS_A_PAYMENT);
    if ((!damaged.isEmpty() || broken != 0) && !ledger.lossWaits()) {
      conversation.durably(() -> ledger.transaction(() -> note(damaged, broken)));
    }
  }

  private void note(List<String> damaged, long broken) {
    ledger.noteLoss();
    for (String id : damaged) {
      ledger.journal(
          scheduler.wallClock(),
          "record-damaged",
          "The record of payment " + id + " does not match its digest.");
    }
    if (broken != 0) {
      ledger.damageScan().noteBroken(broken);
      ledger.journal(
          scheduler.wallClock(),
          "history-damaged",
          "Row " + broken + " of the history does not match its hash.");
    }
  }
}
