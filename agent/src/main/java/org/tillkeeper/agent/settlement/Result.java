package org.tillkeeper.agent.settlement;

/** How a settlement ended. The labels are the API's. */
public enum Result {
  /** Both had the same totals. */
  BALANCED("balanced"),
  /** They had not, and the acquirer was sent every payment of the batch. */
  UPLOADED("uploaded"),
  /** The same, but the acquirer refused some of them: a person compares. */
  INCOMPLETE("incomplete"),
  /** They had not, and this acquirer takes no upload: a person compares. */
  UNBALANCED("unbalanced"),
  /** The acquirer took the totals or the end not at all. The batch stays open. */
  REFUSED("refused"),
  /** The acquirer closed the batch meanwhile, without settlement. */
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
