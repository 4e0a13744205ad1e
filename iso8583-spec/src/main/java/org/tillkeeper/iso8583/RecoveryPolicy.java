package org.tillkeeper.iso8583;

/** What is done when a request of a kind is not answered. A dialect says which for each kind. */
public enum RecoveryPolicy {
  /** Reverse it. */
  REVERSE("reverse"),
  /**
   * Send it again until it is answered, marked as a repeat where the dialect marks them ({@link
   * Dialect#repeated}).
   */
  REPEAT("repeat"),
  /**
   * Ask the acquirer what became of it ({@link Kind#INQUIRY}), then confirm, decline or reverse.
   */
  INQUIRE("inquire"),
  /** Only a person can find out. */
  PERSON("person"),
  /** Nothing: no money moved. */
  NONE("none");

  private final String label;

  RecoveryPolicy(String label) {
    this.label = label;
  }

  /** The name used in dialect files. */
  public String label() {
    return label;
  }
}
