package org.tillkeeper.iso8583;

/** What the acquirer says of a batch's totals. */
public enum SettlementMeaning {
  /** They are the same as the acquirer's. */
  BALANCED,
  /** They are not. */
  UNBALANCED,
  /** An error at the acquirer, or anything else. */
  ERROR
}
