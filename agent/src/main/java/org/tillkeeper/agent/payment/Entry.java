package org.tillkeeper.agent.payment;

/** How the customer's card or code reached the terminal. The labels are the API's. */
public enum Entry {
  CHIP("chip"),
  CONTACTLESS("contactless"),
  SWIPE("swipe"),
  MANUAL("manual"),
  QR("qr"),
  /** The terminal shows a code and the customer scans it. */
  SHOWN("shown");

  private final String label;

  Entry(String label) {
    this.label = label;
  }

  /** As in the API and the ledger. */
  public String label() {
    return label;
  }

  /** Whether there is no card, but a code that is scanned. */
  public boolean isCode() {
    return this == QR || this == SHOWN;
  }

  /**
   * Whether the data may be used for one authorisation only, as a chip's cryptogram or a QR code.
   */
  public boolean isOneTime() {
    return switch (this) {
      case CHIP, CONTACTLESS, QR -> true;
      case SWIPE, MANUAL, SHOWN -> false;
    };
  }
}
