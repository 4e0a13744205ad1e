package org.tillkeeper.agent.management;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.tillkeeper.agent.ledger.Batches.BatchState;
import org.tillkeeper.agent.ledger.Batches.OpenBatch;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.messages.Identity;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Event.BatchEnd;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.session.PaymentBook;

/**
 * Ends a batch, whether it was settled, closed by the acquirer alone, or closed by a change of the
 * terminal's identity. All its payments change in one commit. A payment that has no end yet and
 * will be sent anew leaves the batch and joins the next with its next attempt.
 */
public final class BatchClosing {
  private final Ledger ledger;
  private final PaymentBook book;
  private final List<String> closed = new ArrayList<>();

  public BatchClosing(Ledger ledger, PaymentBook book) {
    this.ledger = ledger;
    this.book = book;
  }

  /** Closes the open batch and opens the next. Part of a transaction. */
  void close(OpenBatch ours, BatchEnd end, String next, Instant at) {
    closed.clear();
    Predicate<Payment> settled = Identity.settledBy(ledger);
    ledger
        .batches()
        .forEach(
            ours.seq(),
            payment -> {
              if (belongs(payment)) {
                BatchEnd its = settled.test(payment) ? end : BatchEnd.OF_ANOTHER;
                book.record(payment, new Event.BatchClosed(its));
                closed.add(payment.id());
              }
            });
    BatchState closedAs =
        switch (end) {
          case AGREED, NOT_AGREED, OF_ANOTHER -> BatchState.SETTLED;
          case BY_ACQUIRER -> BatchState.CLOSED_BY_ACQUIRER;
          case BY_CHANGE -> BatchState.CLOSED_BY_CHANGE;
        };
    ledger.batches().openNext(closedAs, next, at);
    ledger.sealed().eraseReversalsOutside(next);
  }

  private static boolean belongs(Payment payment) {
    return payment.state().isFinal()
        || payment.underWay().isPresent()
        || payment.reversalMayStillSucceed();
  }

  /** Who watches is told, once the close is durable. */
  void published() {
    for (String id : closed) {
      book.published(book.payment(id));
    }
    closed.clear();
  }
}
