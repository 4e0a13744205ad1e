package org.tillkeeper.tools.acquirer;

/**
 * A sale as the acquirer's ledger has it. A terminal, a batch and a STAN name it.
 *
 * @param state {@code booked}, {@code reversed} or {@code declined}
 * @param amount in the currency's minor unit
 * @param currency ISO 4217 numeric
 * @param entry how the card was read: swipe, chip, contactless, manual, qr or other
 * @param maskedPan first 6 and last 4 of the PAN or the QR code
 * @param cardholder keyed hash of the PAN or the QR code, hex
 * @param code response code it was answered with
 * @param at host time of the answer, RFC 3339
 */
record Booking(
    String terminal,
    String batch,
    String stan,
    String state,
    long amount,
    String currency,
    String entry,
    String maskedPan,
    String cardholder,
    String rrn,
    String authCode,
    String code,
    String at) {

  static final String BOOKED = "booked";
  static final String REVERSED = "reversed";
  static final String DECLINED = "declined";

  /** Whether another sale with the same STAN asks for the same money from the same cardholder. */
  boolean sameAs(Booking other) {
    return amount == other.amount
        && currency.equals(other.currency)
        && cardholder.equals(other.cardholder);
  }
}
