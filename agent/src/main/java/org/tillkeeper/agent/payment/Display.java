package org.tillkeeper.agent.payment;

import java.util.EnumSet;
import java.util.Set;

/** What the cashier sees. The labels are the API's. */
public enum Display {
  PENDING("pending"),
  CANCELLING("cancelling"),
  CONFIRMED("confirmed"),
  DECLINED("declined"),
  CANCELLED("cancelled"),
  NOT_SENT("not-sent"),
  ATTENTION("attention");

  private final String label;

  Display(String label) {
    this.label = label;
  }

  /** As in the API. */
  public String label() {
    return label;
  }

  /** The states a payment may be in where the cashier sees this. */
  public Set<State> states() {
    return switch (this) {
      case PENDING -> State.open();
      case CANCELLING -> EnumSet.of(State.REVERSING, State.CLOSING);
      case CONFIRMED -> EnumSet.of(State.CONFIRMED);
      case DECLINED -> EnumSet.of(State.DECLINED);
      case CANCELLED -> EnumSet.of(State.CANCELLED);
      case NOT_SENT -> EnumSet.of(State.NOT_SENT);
      case ATTENTION -> EnumSet.of(State.ATTENTION);
    };
  }

  /** What the cashier sees of a payment. */
  public static Display of(Payment payment) {
    return switch (payment.state()) {
      case RECORDED, SENT, STORED, INQUIRING, SHOWN -> PENDING;
      case REVERSING, CLOSING -> payment.mayBeSentAgain() ? PENDING : CANCELLING;
      case CONFIRMED -> CONFIRMED;
      case DECLINED -> DECLINED;
      case CANCELLED -> CANCELLED;
      case NOT_SENT -> NOT_SENT;
      case ATTENTION -> ATTENTION;
    };
  }
}
