package org.tillkeeper.agent.settlement;

import org.tillkeeper.iso8583.ResponseCode;
import org.tillkeeper.iso8583.ReversalMeaning;

/** What a response code says to a message of a settlement. */
public enum Reply {
  /** It is taken. An answer without any code says so too. */
  TAKEN,
  /** It is taken, and was taken before. */
  KNOWN,
  /** It is taken only after a sign-in. */
  SIGN_IN,
  /** It is not taken now, and may be taken later. */
  LATER,
  /** It is never taken. */
  REFUSED;

  /**
   * @param code as received; empty if there is none
   * @param sale what it says in answer to an original
   * @param reversal what it says in answer to a reversal, which tells passing trouble from a
   *     refusal
   */
  public static Reply of(String code, ResponseCode.Meaning sale, ReversalMeaning reversal) {
    if (code.isEmpty()) {
      return TAKEN;
    }
    return switch (sale) {
      case APPROVED, ACKNOWLEDGED -> TAKEN;
      case DUPLICATE -> KNOWN;
      case SIGN_IN_AGAIN, OTHER_BATCH -> SIGN_IN;
      case UNKNOWN_OUTCOME -> LATER;
      case PARTIALLY_APPROVED, DECLINED -> reversal == ReversalMeaning.TRY_AGAIN ? LATER : REFUSED;
    };
  }

  boolean isTaken() {
    return this == TAKEN || this == KNOWN;
  }
}
