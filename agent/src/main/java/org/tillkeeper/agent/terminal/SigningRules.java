package org.tillkeeper.agent.terminal;

import java.util.Optional;
import java.util.function.Predicate;
import org.tillkeeper.agent.management.Signatures;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Signature;

/** Whether a cardholder may sign a payment on the screen. Safe for any thread. */
final class SigningRules {
  private final boolean spoken;
  private final Predicate<Payment> ofAnotherIdentity;

  /**
   * @param spoken whether the acquirer takes signatures
   * @param ofAnotherIdentity whether a payment was made as another terminal; asked on any thread
   */
  SigningRules(boolean spoken, Predicate<Payment> ofAnotherIdentity) {
    this.spoken = spoken;
    this.ofAnotherIdentity = ofAnotherIdentity;
  }

  /** Why not now; empty for a payment that is not signed yet and may be. */
  Optional<Refusal> refuses(Payment payment) {
    Optional<Refusal> refusal = refusesAny(payment);
    if (refusal.isPresent()) {
      return refusal;
    }
    return payment.signature() == Signature.NONE
        ? Optional.empty()
        : Optional.of(Refusal.of(Ground.SIGNED_BEFORE, payment));
  }

  /** Why no signature is taken, whether there is one already or not. */
  Optional<Refusal> refusesAny(Payment payment) {
    if (!spoken) {
      return Optional.of(Refusal.of(Ground.SIGNING_NOT_SUPPORTED));
    }
    if (!Signatures.isSigned(payment.type(), payment.instrument().entry())) {
      return Optional.of(Refusal.of(Ground.NOT_TO_BE_SIGNED, payment));
    }
    if (!Signatures.mayBeSigned(payment)) {
      return Optional.of(Refusal.of(Ground.NOT_YET_SIGNABLE, payment));
    }
    return ofAnotherIdentity.test(payment)
        ? Optional.of(Refusal.of(Ground.SIGNED_ELSEWHERE, payment))
        : Optional.empty();
  }
}
