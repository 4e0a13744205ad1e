package org.tillkeeper.agent.terminal;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;

/**
 * Why a call is refused, as data. What people read of it is made elsewhere. No value is a secret.
 *
 * @param ground what it is refused for; says which of the others are there
 * @param payment the one it is about
 * @param type of a payment
 * @param number an amount in the minor unit, a count, seconds or a batch
 * @param detail what somebody else said, or an id
 */
public record Refusal(
    Ground ground,
    Optional<Payment> payment,
    Optional<PaymentType> type,
    OptionalLong number,
    Optional<String> detail) {

  /** A refusal that carries nothing yet. */
  public static Refusal of(Ground ground) {
    return new Refusal(
        ground, Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty());
  }

  /** A refusal about a payment. */
  public static Refusal of(Ground ground, Payment payment) {
    return new Refusal(
        ground, Optional.of(payment), Optional.empty(), OptionalLong.empty(), Optional.empty());
  }

  /** The same with a type. */
  public Refusal with(PaymentType value) {
    return new Refusal(ground, payment, Optional.of(value), number, detail);
  }

  /** The same with a number. */
  public Refusal with(long value) {
    return new Refusal(ground, payment, type, OptionalLong.of(value), detail);
  }

  /** The same with a detail. */
  public Refusal with(String value) {
    return new Refusal(ground, payment, type, number, Optional.of(value));
  }

  /** Which values it carries. */
  Set<Ground.Value> carried() {
    Set<Ground.Value> values = EnumSet.noneOf(Ground.Value.class);
    payment.ifPresent(it -> values.add(Ground.Value.PAYMENT));
    type.ifPresent(it -> values.add(Ground.Value.TYPE));
    number.ifPresent(it -> values.add(Ground.Value.NUMBER));
    detail.ifPresent(it -> values.add(Ground.Value.DETAIL));
    return values;
  }
}
