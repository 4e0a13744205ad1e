package org.tillkeeper.agent.payment;

/** What the chip said to the acquirer's approval. The labels are the ledger's. */
public enum CardResult {
  /** There is no chip to ask, or nothing is approved yet. */
  NONE("none"),
  /** The chip has not been asked yet, as far as is known. */
  AWAITED("awaited"),
  ACCEPTED("accepted"),
  /** The chip refused what the acquirer had approved. The approval is reversed. */
  REFUSED("refused");

  private final String label;

  CardResult(String label) {
    this.label = label;
  }

  /** As in the ledger. */
  public String label() {
    return label;
  }

  /**
   * The result of a label.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static CardResult of(String label) {
    for (CardResult result : values()) {
      if (result.label.equals(label)) {
        return result;
      }
    }
    throw new IllegalArgumentException("no such card result: " + label);
  }
}
