package org.tillkeeper.agent.management;

import java.util.ArrayList;
import java.util.List;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.Settlements;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Booked;
import org.tillkeeper.agent.settlement.Part;

/** How the payments of a batch stand while it is settled. */
final class StandingPayments {
  private StandingPayments() {}

  /**
   * What of a planned message still counts. What moved no money has nothing that could be undone.
   */
  static List<AttemptKey> of(Ledger ledger, Settlements.Upload upload, String batch) {
    if (upload.part() == Part.CHIP_FAILED) {
      return upload.attempts();
    }
    List<AttemptKey> standing = new ArrayList<>();
    for (AttemptKey key : upload.attempts()) {
      for (Attempt booked : Booked.of(ledger.payment(key.payment()).get(), batch)) {
        if (booked.number() == key.number()) {
          standing.add(key);
        }
      }
    }
    return standing;
  }

  /** Reversals and notices that have no end yet. Requests of unknown outcome went first. */
  static int leftOpen(Ledger ledger) {
    int open = 0;
    for (Payment payment : ledger.withReversalsToSend()) {
      open += payment.openReversals();
    }
    for (Payment payment : ledger.open()) {
      boolean notice = payment.state() == State.STORED || payment.state() == State.SENT;
      open += notice && !payment.delivered() ? 1 : 0;
    }
    return open;
  }
}
