package org.tillkeeper.agent.payment;

import java.util.EnumSet;
import java.util.Set;

/** Where a payment stands. The labels are the API's. */
public enum State {
  /** It is durable, and nothing of the current attempt was handed to the network. */
  RECORDED("recorded"),
  /** An attempt was handed to the network and has no valid answer yet. */
  SENT("sent"),
  /** It was accepted offline, and its notice waits for delivery. */
  STORED("stored"),
  /** Its outcome is unknown, and the acquirer is being asked. */
  INQUIRING("inquiring"),
  /** Its code is shown, and the acquirer is asked whether it was paid. */
  SHOWN("shown"),
  /** Its code is being closed. It may still turn out to be paid. */
  CLOSING("closing"),
  /** Its reversal is durable and has not ended yet. */
  REVERSING("reversing"),
  /** Approved by the acquirer. */
  CONFIRMED("confirmed"),
  /** Refused by acquirer or issuer. */
  DECLINED("declined"),
  /** It is proven that nothing was charged, and no new attempt follows. */
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
   * Whether the cashier has been told how the payment ended. A payment in {@link #ATTENTION} may
   * still be settled by evidence.
   */
  public boolean isFinal() {
    return switch (this) {
      case CONFIRMED, DECLINED, CANCELLED, NOT_SENT, ATTENTION -> true;
      case RECORDED, SENT, STORED, INQUIRING, SHOWN, CLOSING, REVERSING -> false;
    };
  }

  /** The states of a payment that has no end yet. */
  public static Set<State> open() {
    EnumSet<State> open = EnumSet.noneOf(State.class);
    for (State state : values()) {
      if (!state.isFinal()) {
        open.add(state);
      }
    }
    return open;
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
