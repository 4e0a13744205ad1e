package org.tillkeeper.iso8583;

/**
 * A response code as a dialect knows it.
 *
 * @param code the code as received
 * @param meaning what it says about the money of a sale
 * @param zh what the cashier reads, in Chinese: reason and what to do
 * @param en the same in English
 */
public record ResponseCode(String code, Meaning meaning, String zh, String en) {
  /** What the code of a valid answer to a sale says about its money. */
  public enum Meaning {
    /** Booked. */
    APPROVED,
    /** Booked for less than was asked. */
    PARTIALLY_APPROVED,
    /** Not booked: refused. */
    DECLINED,
    /** The acquirer does not know the outcome itself. */
    UNKNOWN_OUTCOME,
    /** The acquirer knows this STAN from another payment. */
    DUPLICATE,
    /** Not booked, and nothing will be until the terminal signs in again. */
    SIGN_IN_AGAIN
  }
}
