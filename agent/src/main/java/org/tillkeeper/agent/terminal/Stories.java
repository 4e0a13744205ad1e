package org.tillkeeper.agent.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Batches;
import org.tillkeeper.agent.ledger.HistoryRow;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.management.Signatures;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.story.BatchFacts;
import org.tillkeeper.agent.story.SigningFacts;
import org.tillkeeper.agent.story.Story;
import org.tillkeeper.iso8583.Dialect;

/** Reads from the ledger what became of a payment's money. It changes nothing. */
public final class Stories {
  private final Ledger ledger;
  private final Dialect dialect;

  /**
   * @param dialect which says whether the acquirer takes signatures. Where it takes none, only
   *     those are told of that it took before
   */
  public Stories(Ledger ledger, Dialect dialect) {
    this.ledger = ledger;
    this.dialect = dialect;
  }

  /** The story of a payment; empty if there is none with that id. */
  public Optional<Story> of(String id) {
    return ledger
        .payment(id)
        .map(payment -> Story.of(payment, batch(id), signing(payment), change(id)));
  }

  /** A later payment that takes this one back or completes it, if nobody knows whether it did. */
  private Optional<Payment> change(String id) {
    return ledger.referringTo(id).stream()
        .filter(
            later ->
                switch (later.type()) {
                  case VOID, PREAUTH_VOID, COMPLETION, COMPLETION_VOID -> true;
                  case SALE, PREAUTH, REFUND, TIP, BALANCE -> false;
                })
        .filter(later -> later.lastSent().isPresent() && !later.isDoneWith())
        .findFirst();
  }

  private Optional<SigningFacts> signing(Payment payment) {
    if (payment.signature() == Signature.NONE) {
      boolean could =
          dialect.takesSignatures()
              && Signatures.isSigned(payment.type(), payment.instrument().entry())
              && Signatures.mayBeSigned(payment);
      return could ? Optional.of(SigningFacts.NONE) : Optional.empty();
    }
    Optional<HistoryRow> became = Optional.empty();
    for (HistoryRow row : ledger.history(payment.id())) {
      if (row.kind().equals("signature-" + payment.signature().label())) {
        became = Optional.of(row);
      }
    }
    return Optional.of(
        new SigningFacts(
            became.map(HistoryRow::at),
            ledger.signatures().sends(payment.id()).orElse(0),
            became.flatMap(row -> Signatures.refusedWith(row.message()))));
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
