package org.tillkeeper.agent.payment;

import java.util.Optional;
import org.tillkeeper.iso8583.Kind;

/**
 * What was asked for. Fixed when the payment is recorded.
 *
 * @param type what it is
 * @param kind the message that asks for it; {@link Kind#OFFLINE_SALE} and {@link
 *     Kind#OFFLINE_CHIP_SALE} are sales that were accepted before the acquirer was asked
 * @param amount in the minor unit, 1 to 999,999,999,999; 0 for a balance inquiry; a tip's own
 *     amount
 * @param currency ISO 4217 letters
 * @param reference the till's own name for it
 * @param original id of the payment it refers to
 * @param originalAttempt the attempt of the original that a refund gives back; 0 for the payment as
 *     a whole
 */
public record Terms(
    PaymentType type,
    Kind kind,
    long amount,
    String currency,
    Optional<String> reference,
    Optional<String> original,
    int originalAttempt) {

  /** Terms that refer to no attempt of their own. */
  public Terms(
      PaymentType type,
      Kind kind,
      long amount,
      String currency,
      Optional<String> reference,
      Optional<String> original) {
    this(type, kind, amount, currency, reference, original, 0);
  }

  /** Whether goods may have been handed out before the acquirer was asked. */
  public boolean acceptedOffline() {
    return kind == Kind.OFFLINE_SALE || kind == Kind.OFFLINE_CHIP_SALE;
  }
}
