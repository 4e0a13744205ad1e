package org.tillkeeper.agent.payment;

/** Why a reversal is sent. Fixed when the reversal is recorded. */
public enum ReversalReason {
  /** No answer, a cut connection, a restart, or an answer that says the outcome is unknown. */
  NO_ANSWER("98"),
  /** An answer with a wrong or missing MAC. */
  WRONG_MAC("A0"),
  /**
   * Anything else, such as the cashier's cancel, a partial approval, or an answer that does not
   * match.
   */
  OTHER("06");

  private final String code;

  ReversalReason(String code) {
    this.code = code;
  }

  /**
   * As in the ledger and in the till API, 2 characters. What the acquirer is told is agreed in its
   * dialect's {@code conventions}.
   */
  public String code() {
    return code;
  }

  /**
   * The reason of a code.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static ReversalReason of(String code) {
    for (ReversalReason reason : values()) {
      if (reason.code.equals(code)) {
        return reason;
      }
    }
    throw new IllegalArgumentException("no such reversal reason: " + code);
  }
}
