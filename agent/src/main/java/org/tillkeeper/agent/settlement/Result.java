package org.tillkeeper.agent.settlement;

/** How a settlement ended. The labels are the API's. */
public enum Result {
  /** Both had the same totals. */
  BALANCED("balanced"),
  /** Their totals differed, and the acquirer was sent every payment of the batch. */
  UPLOADED("uploaded"),
  /** The batch was uploaded, but the acquirer refused some of the payments. A person compares. */
  INCOMPLETE("incomplete"),
  /** Their totals differed, and this acquirer takes no upload. A person compares. */
  UNBALANCED("unbalanced"),
  /** The acquirer refused the totals or the end. The batch stays open. */
  REFUSED("refused"),
  /** The acquirer closed the batch in the meantime, without a settlement. */
  CLOSED_BY_ACQUIRER("closed-by-acquirer");

  private final String label;

  Result(String label) {
    this.label = label;
  }

  /** As in the API and the ledger. */
  public String label() {
    return label;
  }

  /** Whether it closed the batch. */
  public boolean isSettled() {
    return switch (this) {
      case BALANCED, UPLOADED, INCOMPLETE, UNBALANCED -> true;
      case REFUSED, CLOSED_BY_ACQUIRER -> false;
    };
  }

  /** Whether a person has to look. */
  public boolean needsPerson() {
    return switch (this) {
      case BALANCED, UPLOADED -> false;
      case INCOMPLETE, UNBALANCED, REFUSED, CLOSED_BY_ACQUIRER -> true;
    };
  }

  /**
   * The result of a label.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Result of(String label) {
    for (Result result : values()) {
      if (result.label.equals(label)) {
        return result;
      }
    }
    throw new IllegalArgumentException("no such result: " + label);
  }
}
