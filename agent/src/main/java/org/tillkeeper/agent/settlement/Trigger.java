package org.tillkeeper.agent.settlement;

/** Why a settlement was started. The labels are the API's. */
public enum Trigger {
  /** A person asked for it. */
  HAND("hand"),
  /** The time of day for it came. */
  TIME("time"),
  /** The batch held as many payments as it may. */
  FULL("full");

  private final String label;

  Trigger(String label) {
    this.label = label;
  }

  /** As in the API and the ledger. */
  public String label() {
    return label;
  }

  /**
   * The trigger of a label.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Trigger of(String label) {
    for (Trigger trigger : values()) {
      if (trigger.label.equals(label)) {
        return trigger;
      }
    }
    throw new IllegalArgumentException("no such trigger: " + label);
  }
}
