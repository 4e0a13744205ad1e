package org.tillkeeper.agent.payment;

/** Where a payment stands. The labels are the API's. */
public enum State {
  /** Durable; nothing of the current attempt was handed to the network. */
  RECORDED("recorded"),
  /** Handed to the network, no valid answer yet. */
  SENT("sent"),
  /** Accepted offline; its advice waits for delivery. */
  STORED("stored"),
  /** Outcome unknown; the acquirer is being asked. */
  INQUIRING("inquiring"),
  /** A reversal is durable and not yet ended. */
  REVERSING("reversing"),
  /** Approved by the acquirer. */
  CONFIRMED("confirmed"),
  /** Refused by acquirer or issuer. */
  DECLINED("declined"),
  /** Proven not charged, and no new attempt follows. */
  CANCELLED("cancelled"),
  /** Nothing ever left the terminal. */
  NOT_SENT("not-sent"),
  /** Needs a person. */
  ATTENTION("attention");

  private final String label;

  State(String label) {
    this.label = label;
  }

  /** As in the API and the ledger. */
  public String label() {
    return label;
  }

  /**
   * Whether the cashier has the payment's end. {@link #ATTENTION} may still be settled by evidence.
   */
  public boolean isFinal() {
    return switch (this) {
      case CONFIRMED, DECLINED, CANCELLED, NOT_SENT, ATTENTION -> true;
      case RECORDED, SENT, STORED, INQUIRING, REVERSING -> false;
    };
  }

  /**
   * The state of a label.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static State of(String label) {
    for (State state : values()) {
      if (state.label.equals(label)) {
        return state;
      }
    }
    throw new IllegalArgumentException("no such state: " + label);
  }
}
