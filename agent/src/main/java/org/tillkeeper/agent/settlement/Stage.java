package org.tillkeeper.agent.settlement;

/** Where a settlement stands. The labels are the API's. */
public enum Stage {
  /** Open payments and reversals come to their end first. New payments go on. */
  WAITING("waiting"),
  /** The totals are sent. New payments wait for the next batch. */
  TOTALS("totals"),
  /** The batch is uploaded, or its end is sent. */
  UPLOADING("uploading"),
  ENDED("ended");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  /** As in the API and the ledger. */
  public String label() {
    return label;
  }

  /** Whether new payments wait. They would belong to a batch whose totals are told already. */
  public boolean holdsPayments() {
    return this == TOTALS || this == UPLOADING;
  }

  /**
   * The stage of a label.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Stage of(String label) {
    for (Stage stage : values()) {
      if (stage.label.equals(label)) {
        return stage;
      }
    }
    throw new IllegalArgumentException("no such stage: " + label);
  }
}
