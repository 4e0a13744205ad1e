package org.tillkeeper.agent.settlement;

import java.util.Optional;
import java.util.function.Function;
import org.tillkeeper.agent.payment.Approval;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.iso8583.TipCounting;

/**
 * How the payments of a batch count: {@link Booked} says what of them, this class says as what. A
 * voided sale stays a debit, and its void is a credit. Pre-authorisations and balance inquiries
 * count nothing.
 *
 * <p>Whether a card is foreign the acquirer says in its approval. A payment of which it does not
 * say so is as the payment that it refers to, because it was made with the same card. For example a
 * void of a foreign sale is a foreign credit, whatever its own answer leaves out.
 */
public final class Counting {
  private final CountingRules rules;
  private final Function<String, Optional<Payment>> payments;

  /**
   * @param payments finds a payment by its id
   */
  public Counting(CountingRules rules, Function<String, Optional<Payment>> payments) {
    this.rules = rules;
    this.payments = payments;
  }

  /**
   * Totals with one more payment of a batch, as far as it counts.
   *
   * @param batch the acquirer's number of the batch
   */
  public BatchTotals plus(BatchTotals totals, Payment payment, String batch) {
    boolean isRaise = raised(payment, batch).isPresent();
    boolean foreign = isForeign(payment);
    PaymentType.Money side = payment.type().money();
    BatchTotals more = totals;
    for (int i = Booked.of(payment, batch).size(); i > 0; i--) {
      more = more.plus(foreign, side, isRaise ? 0 : 1, payment.approvedAmount());
    }
    return more;
  }

  /** Whether a payment counts as one of a foreign card. */
  public boolean isForeign(Payment payment) {
    return organisation(payment).filter(name -> !rules.domestic().contains(name)).isPresent();
  }

  /** The card's organisation, as the acquirer last named it; empty if it never did. */
  public Optional<String> organisation(Payment payment) {
    Optional<String> named = Optional.empty();
    for (Attempt attempt : payment.attempts()) {
      for (Approval approval : attempt.approvals().all()) {
        named = approval.organisation().isPresent() ? approval.organisation() : named;
      }
    }
    Optional<String> originals = original(payment).flatMap(this::organisation);
    // A tip is where its sale is, whatever its own answer says: they may be one debit.
    boolean asOriginal = !named.isPresent() || payment.type() == PaymentType.TIP;
    return asOriginal && originals.isPresent() ? originals : named;
  }

  /**
   * The attempt of its sale that a tip makes larger, if this acquirer counts so; empty for any
   * other payment. A tip whose sale does not count in the same batch has nothing to be counted
   * with, so it is a debit of its own.
   */
  public Optional<AttemptKey> raised(Payment payment, String batch) {
    if (payment.type() != PaymentType.TIP || rules.tips() != TipCounting.REPLACES) {
      return Optional.empty();
    }
    Optional<Payment> sale = original(payment);
    if (!sale.isPresent() || Booked.of(payment, batch).isEmpty()) {
      return Optional.empty();
    }
    Optional<AttemptKey> raised = Optional.empty();
    for (Attempt booked : Booked.of(sale.get(), batch)) {
      raised = Optional.of(new AttemptKey(sale.get().id(), booked.number()));
    }
    return raised;
  }

  private Optional<Payment> original(Payment payment) {
    return payment.terms().original().flatMap(payments);
  }
}
