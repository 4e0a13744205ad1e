package org.tillkeeper.agent.story;

/** Where a payment's money is. The labels are the API's. */
public enum Whereabouts {
  /** Its batch is settled: the acquirer has it, and the terminal has nothing more to do. */
  SETTLED("settled"),
  /** Approved, and in the batch that is open. */
  IN_BATCH("in-batch"),
  /** Taken back, or proven never to have been charged. */
  REVERSED("reversed"),
  /** Refused: it never moved. */
  DECLINED("declined"),
  /** Nothing was sent: it never moved. */
  NOT_SENT("not-sent"),
  /** Accepted offline, and not confirmed by the acquirer yet. */
  STORED("stored"),
  /** The terminal is still finding out. */
  UNKNOWN("unknown"),
  /** The terminal cannot find out by itself. */
  ATTENTION("attention");

  private final String label;

  Whereabouts(String label) {
    this.label = label;
  }

  /** As in the API. */
  public String label() {
    return label;
  }
}
