package org.tillkeeper.tools.acquirer;

/**
 * Something the acquirer was asked to do with a cardholder's money, as its books have it. A
 * terminal, a batch and a STAN name it.
 *
 * @param seq its number in the books; 0 while it is not in them
 * @param state {@code booked}, {@code reversed} or {@code declined}
 * @param amount as asked, in the currency's minor unit
 * @param charged what it adds to the cardholder's debt while it is booked; negative for a credit
 * @param currency ISO 4217 numeric
 * @param entry how the card was read: swipe, chip, contactless, manual, qr or other
 * @param maskedPan first 6 and last 4 of the PAN or the QR code
 * @param cardholder keyed hash of the PAN or the QR code, hex
 * @param code response code it was answered with
 * @param at host time of the answer, RFC 3339
 * @param date the host's date then, yyyyMMdd
 * @param original number of the booking it is about; 0 if about none
 * @param voucher payment voucher of a QR payment; empty otherwise
 * @param counter the chip's transaction counter (9F36), hex; empty without a chip
 * @param foreign whether it counts with foreign cards at settlement
 */
record Booking(
    long seq,
    String terminal,
    String batch,
    String stan,
    RequestKind type,
    String state,
    long amount,
    long charged,
    String currency,
    String entry,
    String maskedPan,
    String cardholder,
    String rrn,
    String authCode,
    String code,
    String at,
    String date,
    long original,
    String voucher,
    String counter,
    boolean foreign) {

  static final String BOOKED = "booked";
  static final String REVERSED = "reversed";
  static final String DECLINED = "declined";

  boolean isBooked() {
    return state.equals(BOOKED);
  }

  /** Whether another request with the same STAN asks for the same. */
  boolean sameAs(Booking other) {
    return type == other.type
        && amount == other.amount
        && currency.equals(other.currency)
        && cardholder.equals(other.cardholder);
  }

  /** The same, refused. */
  Booking declined(String refusal) {
    return new Booking(
        seq,
        terminal,
        batch,
        stan,
        type,
        DECLINED,
        amount,
        0,
        currency,
        entry,
        maskedPan,
        cardholder,
        rrn,
        "",
        refusal,
        at,
        date,
        original,
        "",
        counter,
        foreign);
  }

  /** The same, approved, with what it does to the money and which booking it is about. */
  Booking approved(long charge, long about, String paymentVoucher) {
    return new Booking(
        seq,
        terminal,
        batch,
        stan,
        type,
        BOOKED,
        amount,
        charge,
        currency,
        entry,
        maskedPan,
        cardholder,
        rrn,
        authCode,
        code,
        at,
        date,
        about,
        paymentVoucher,
        counter,
        foreign);
  }
}
