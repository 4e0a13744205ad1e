package org.tillkeeper.agent.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Batches;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.story.BatchFacts;
import org.tillkeeper.agent.story.Story;

/** Reads from the ledger what became of a payment's money. It changes nothing. */
public final class Stories {
  private final Ledger ledger;

  public Stories(Ledger ledger) {
    this.ledger = ledger;
  }

  /** The story of a payment; empty if there is none with that id. */
  public Optional<Story> of(String id) {
    return ledger.payment(id).map(payment -> Story.of(payment, batch(id)));
  }

  private Optional<BatchFacts> batch(String id) {
    return ledger
        .batches()
        .of(id)
        .map(
            batch -> {
              List<Payment> uncounted = new ArrayList<>(ledger.batches().suspects(batch.seq()));
              for (Payment payment : ledger.batches().attention(batch.seq())) {
                boolean there = false;
                for (Payment other : uncounted) {
                  there |= other.id().equals(payment.id());
                }
                if (!there) {
                  uncounted.add(payment);
                }
              }
              return new BatchFacts(
                  batch.number(), end(batch), ledger.settlements().ofBatch(batch.seq()), uncounted);
            });
  }

  private static BatchFacts.End end(Batches.Batch batch) {
    return switch (batch.state()) {
      case "open" -> BatchFacts.End.NONE;
      case "closed-by-acquirer" -> BatchFacts.End.CLOSED_BY_ACQUIRER;
      case "closed-by-change" -> BatchFacts.End.CLOSED_BY_CHANGE;
      default -> BatchFacts.End.SETTLED;
    };
  }
}
