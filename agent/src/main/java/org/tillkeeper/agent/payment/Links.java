package org.tillkeeper.agent.payment;

import java.util.Optional;

/**
 * What has become of a payment through confirmed payments that refer to it.
 *
 * @param voidedBy id of the void
 * @param completedBy id of a pre-authorisation's completion
 * @param refunded sum of refunds, in the minor unit
 * @param tip sum of tips, in the minor unit
 */
public record Links(
    Optional<String> voidedBy, Optional<String> completedBy, long refunded, long tip) {
  /** Nothing refers to it. */
  public static final Links NONE = new Links(Optional.empty(), Optional.empty(), 0, 0);

  /** After a payment that refers to this one was confirmed. */
  Links with(PaymentType type, String id, long amount) {
    return switch (type) {
      case VOID, PREAUTH_VOID, COMPLETION_VOID ->
          new Links(Optional.of(id), completedBy, refunded, tip);
      case COMPLETION -> new Links(voidedBy, Optional.of(id), refunded, tip);
      case REFUND -> new Links(voidedBy, completedBy, refunded + amount, tip);
      case TIP -> new Links(voidedBy, completedBy, refunded, tip + amount);
      case SALE, PREAUTH, BALANCE -> this;
    };
  }

  /** After that confirmation was undone. */
  Links without(PaymentType type, long amount) {
    return switch (type) {
      case VOID, PREAUTH_VOID, COMPLETION_VOID ->
          new Links(Optional.empty(), completedBy, refunded, tip);
      case COMPLETION -> new Links(voidedBy, Optional.empty(), refunded, tip);
      case REFUND -> new Links(voidedBy, completedBy, refunded - amount, tip);
      case TIP -> new Links(voidedBy, completedBy, refunded, tip - amount);
      case SALE, PREAUTH, BALANCE -> this;
    };
  }
}
