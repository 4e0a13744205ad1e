package org.tillkeeper.agent.messages;

import java.util.ArrayList;
import java.util.List;
import org.tillkeeper.agent.ledger.Batches.OpenBatch;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;

/** What of a ledger the acquirer still has to be told, in words. */
final class OpenWork {
  private OpenWork() {}

  /** One text for each kind; none where everything has its end. */
  static List<String> of(Ledger ledger) {
    List<String> open = new ArrayList<>();
    OpenBatch batch = ledger.batches().open();
    int unsettled = 0;
    for (Payment payment : ledger.ofBatch(batch.seq())) {
      unsettled += counts(payment) ? 1 : 0;
    }
    add(open, unsettled, "payment", "in batch " + batch.number() + ", which is not settled");
    if (ledger.settlements().open().isPresent()) {
      open.add("a settlement of batch " + batch.number());
    }
    add(open, ledger.open().size(), "payment", "without an end, or not delivered");
    add(open, ledger.withReversalsToSend().size(), "payment", "with an open reversal");
    add(open, ledger.scriptNotices().open().size(), "notice", "of what a chip did");
    add(open, ledger.signatures().open().size(), "signature", "that the acquirer has not got");
    return open;
  }

  private static boolean counts(Payment payment) {
    boolean booked = payment.state() == State.CONFIRMED && payment.type() != PaymentType.BALANCE;
    return booked || payment.state() == State.ATTENTION;
  }

  private static void add(List<String> open, int count, String what, String which) {
    if (count > 0) {
      open.add(count + " " + what + (count == 1 ? " " : "s ") + which);
    }
  }
}
