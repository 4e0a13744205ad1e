package org.tillkeeper.agent.terminal;

import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.messages.Sealing;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.settlement.Settlement;

/**
 * The tills' idempotency keys in the ledger. A till may use anything as a key, a card number too,
 * and every key must be known for ever: so what is kept is its keyed hash. Earlier versions kept
 * keys in clear, and those are still found.
 */
final class KeptKeys {
  private final Ledger ledger;
  private final Sealing sealing;

  KeptKeys(Ledger ledger, Sealing sealing) {
    this.ledger = ledger;
    this.sealing = sealing;
  }

  /** What is kept of a key. */
  String kept(String key) {
    return sealing.keptKey(key);
  }

  /** The payment that a key started. */
  Optional<Payment> payment(String key) {
    Optional<Payment> found = ledger.paymentByKey(kept(key));
    return found.isPresent() ? found : ledger.paymentByKey(key);
  }

  /** The settlement that a key started. */
  Optional<Settlement> settlement(String key) {
    Optional<Settlement> found = ledger.settlements().byKey(kept(key));
    return found.isPresent() ? found : ledger.settlements().byKey(key);
  }
}
