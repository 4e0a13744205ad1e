package org.tillkeeper.agent.receipt;

/** Who keeps a receipt. The labels are the API's. */
public enum Copy {
  MERCHANT("merchant"),
  CUSTOMER("customer");

  private final String label;

  Copy(String label) {
    this.label = label;
  }

  /** As in the API. */
  public String label() {
    return label;
  }
}
