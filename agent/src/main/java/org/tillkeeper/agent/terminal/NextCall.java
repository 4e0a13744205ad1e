package org.tillkeeper.agent.terminal;

import java.util.Optional;
import org.tillkeeper.agent.payment.PaymentType;

/** A call that a till may make about a payment. The labels are the API's. */
public enum NextCall {
  /** Gives the payment up. */
  CANCEL("cancel"),
  /** Sends now what is open of it. */
  RETRY("retry"),
  /** A person says by evidence what became of it. */
  RESOLVE("resolve"),
  /** Says what the chip said to the approval. */
  CARD_RESULT("card-result"),
  /** Somebody has seen what it shows by now. */
  ACKNOWLEDGE("acknowledge"),
  /** Gives the cardholder's signature. */
  SIGN("sign"),
  VOID(PaymentType.VOID),
  REFUND(PaymentType.REFUND),
  COMPLETION(PaymentType.COMPLETION),
  PREAUTH_VOID(PaymentType.PREAUTH_VOID),
  COMPLETION_VOID(PaymentType.COMPLETION_VOID),
  TIP(PaymentType.TIP);

  private final String label;
  private final Optional<PaymentType> type;

  NextCall(String label) {
    this.label = label;
    type = Optional.empty();
  }

  NextCall(PaymentType type) {
    label = type.label();
    this.type = Optional.of(type);
  }

  /** As in the API. */
  public String label() {
    return label;
  }

  /** What the new payment would be; empty where the call changes the payment itself. */
  public Optional<PaymentType> type() {
    return type;
  }
}
