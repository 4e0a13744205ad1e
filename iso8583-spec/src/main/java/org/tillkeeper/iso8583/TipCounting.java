package org.tillkeeper.iso8583;

/** How the acquirer counts a tip in the totals of a batch (option {@code tip.counting}). */
public enum TipCounting {
  /**
   * A tip makes its sale larger. Both are one debit of their sum. For example a sale of 50.00 with
   * a tip of 8.00 is one debit of 58.00.
   */
  REPLACES,
  /** A tip is a debit of its own. The same sale and tip are two debits, 50.00 and 8.00. */
  ADDS
}
