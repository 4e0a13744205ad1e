package org.tillkeeper.agent.payment;

/**
 * A person's word on a payment in {@link State#ATTENTION}, kept for good.
 *
 * @param outcome what was found
 * @param by who says so
 * @param evidence what was looked at
 */
public record Resolution(Outcome outcome, String by, String evidence) {
  /** What a person found. */
  public enum Outcome {
    /** It was charged, once. */
    CONFIRMED("confirmed"),
    /** It was not charged, or was refunded. */
    CANCELLED("cancelled");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /** As in the API and the ledger. */
    public String label() {
      return label;
    }
  }
}
