package org.tillkeeper.agent.payment;

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

  /** What the cashier sees of a payment. */
  public static Display of(Payment payment) {
    return switch (payment.state()) {
      case RECORDED, SENT, STORED, INQUIRING -> PENDING;
      case REVERSING -> payment.mayBeSentAgain() ? PENDING : CANCELLING;
      case CONFIRMED -> CONFIRMED;
      case DECLINED -> DECLINED;
      case CANCELLED -> CANCELLED;
      case NOT_SENT -> NOT_SENT;
      case ATTENTION -> ATTENTION;
    };
  }
}
