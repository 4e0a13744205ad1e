package org.tillkeeper.agent.payment;

/** What a payment is. The labels are the API's. */
public enum PaymentType {
  SALE("sale");

  private final String label;

  PaymentType(String label) {
    this.label = label;
  }

  /** As in the API and the ledger. */
  public String label() {
    return label;
  }
}
