package org.tillkeeper.agent.payment;

/**
 * What became of the cardholder's signature on the screen. It is told to the acquirer after the
 * money, and changes nothing of the payment.
 */
public enum Signature {
  /** There is none; a receipt has a line to sign on. */
  NONE("none"),
  /** It is kept here until the acquirer has it. */
  KEPT("kept"),
  /** The acquirer has it, and its picture is erased here. */
  DELIVERED("delivered"),
  /** The acquirer does not take it, and its picture is erased here. */
  REFUSED("refused"),
  /** It cannot be sent any more, for example because the terminal is another now. */
  GIVEN_UP("given-up");

  private final String label;

  Signature(String label) {
    this.label = label;
  }

  /** As in the API. */
  public String label() {
    return label;
  }

  /** Whether it stands for a signature on paper. */
  public boolean isValid() {
    return this == KEPT || this == DELIVERED;
  }

  /**
   * The one with a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Signature of(String label) {
    for (Signature signature : values()) {
      if (signature.label.equals(label)) {
        return signature;
      }
    }
    throw new IllegalArgumentException("no such signature: " + label);
  }
}
