package org.tillkeeper.agent.payment;

/** Why a payment needs a person. */
public enum Attention {
  /** The acquirer knows this STAN from another payment (94). A reversal would hit that one. */
  STAN_KNOWN("stan-known"),
  /** The acquirer ended the reversal without saying that nothing was charged. */
  MAY_BE_CHARGED("may-be-charged"),
  /** The acquirer refused the reversal; it is sent again at every sign-in. */
  REVERSAL_REFUSED("reversal-refused"),
  /** It is confirmed, and an earlier attempt that was thought uncharged may be charged as well. */
  MAY_BE_CHARGED_TWICE("may-be-charged-twice"),
  /** Its answer is lost or cannot be relied on, and nothing can undo or repeat it. */
  OUTCOME_UNKNOWN("outcome-unknown"),
  /** It was accepted offline, and the acquirer declined it when it was delivered. */
  DECLINED_OFFLINE("declined-after-offline-acceptance"),
  /**
   * The acquirer refused a repeat of a notice, so that an earlier send of it may be booked. Or it
   * answered a notice with a code that neither takes nor refuses it.
   */
  NOTICE_UNRESOLVED("notice-unresolved"),
  /** The disk changed its record. Nothing the record says can be relied on. */
  RECORD_DAMAGED("record-damaged");

  private final String label;

  Attention(String label) {
    this.label = label;
  }

  /** As in the ledger. */
  public String label() {
    return label;
  }

  /**
   * The reason of a label.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Attention of(String label) {
    for (Attention attention : values()) {
      if (attention.label.equals(label)) {
        return attention;
      }
    }
    throw new IllegalArgumentException("no such attention: " + label);
  }
}
