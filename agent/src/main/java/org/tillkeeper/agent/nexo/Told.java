package org.tillkeeper.agent.nexo;

import java.util.Optional;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.ReceiptFacts;
import org.tillkeeper.agent.words.Bilingual;
import org.tillkeeper.agent.words.NexoText;
import org.tillkeeper.agent.words.PaymentText;

/**
 * What is said of a request at one moment.
 *
 * @param payment what was recorded for it; empty where nothing was, or nobody knows
 * @param original the payment that it refers to
 * @param facts what its receipt says of chip and device
 * @param said for who reads it at the till
 */
record Told(
    Verdict verdict,
    Optional<Payment> payment,
    Optional<Payment> original,
    ReceiptFacts facts,
    Bilingual said) {

  static Told of(
      Payment payment, Optional<Payment> original, ReceiptFacts facts, PaymentText text) {
    return new Told(Verdict.of(payment), Optional.of(payment), original, facts, text.of(payment));
  }

  /** Nothing was recorded, for certain. */
  static Told of(Taken.Nothing nothing) {
    return without(nothing.condition(), nothing.why());
  }

  /** The pair named another request before. */
  static Told ofAnother() {
    return without(Condition.NOT_ALLOWED, NexoText.USED_BEFORE);
  }

  /** The customer has presented nothing yet, or something failed in between. */
  static Told notKnownYet(boolean presenting) {
    return without(
        Condition.IN_PROGRESS, presenting ? NexoText.PRESENTING : NexoText.NOT_KNOWN_YET);
  }

  static Told without(Condition condition, Bilingual said) {
    return new Told(
        Verdict.failure(condition), Optional.empty(), Optional.empty(), ReceiptFacts.NONE, said);
  }
}
