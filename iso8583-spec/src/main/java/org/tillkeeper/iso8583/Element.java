package org.tillkeeper.iso8583;

/**
 * What a value means in business terms, whatever field a dialect carries it in. A dialect's
 * templates name elements as {@code {pan}}; the agent never speaks of field numbers.
 */
public enum Element {
  /** Primary account number, 12 to 19 digits. */
  PAN("pan"),
  /** Amount in the currency's minor unit, decimal digits, at most 12. */
  AMOUNT("amount"),
  /** Amount approved when the acquirer approves less than was asked. */
  APPROVED_AMOUNT("approvedAmount"),
  /** System trace audit number, 6 digits, 000001 to 999999. */
  STAN("stan"),
  /** The acquirer's local time, hhmmss. */
  TIME("time"),
  /** The acquirer's local date, MMDD. */
  DATE("date"),
  /** When the request is transmitted, MMDDhhmmss, UTC. */
  TRANSMITTED_AT("transmittedAt"),
  /** The terminal's time of the request, hhmmss. */
  LOCAL_TIME("localTime"),
  /** The terminal's date of the request, MMDD. */
  LOCAL_DATE("localDate"),
  /** The year of {@link #LOCAL_DATE}, its last 2 digits. */
  LOCAL_YEAR("localYear"),
  /** Acquiring institution, at most 11 digits. */
  ACQUIRER("acquirer"),
  /** Card expiry, YYMM. */
  EXPIRY("expiry"),
  /** Settlement date, MMDD. */
  SETTLEMENT_DATE("settlementDate"),
  /**
   * How the card was read: {@code swipe}, {@code chip}, {@code contactless}, {@code manual}, {@code
   * qr}, or {@code shown} for a code that the terminal shows.
   */
  ENTRY("entry"),
  /** Card sequence number, 3 digits. */
  CARD_SEQUENCE("cardSequence"),
  /**
   * Balances: account type 2, amount type 2, currency 3, sign C or D, amount 12; once or more
   * often.
   */
  ADDITIONAL_AMOUNTS("additionalAmounts"),
  /** Track 2 with {@code =} as separator, at most 37 characters. */
  TRACK2("track2"),
  /** Encrypted PIN block, 16 hex digits; 32 where it is made under SM4 and not in field 52. */
  PIN_BLOCK("pinBlock"),
  /** Retrieval reference number, 12 characters. */
  RRN("rrn"),
  /** Authorisation code, 6 characters. */
  AUTH_CODE("authCode"),
  /** Response code of an answer. */
  RESPONSE_CODE("responseCode"),
  /** Card acceptor terminal identification, 8 characters. */
  TERMINAL("terminal"),
  /** Card acceptor identification, 15 characters. */
  MERCHANT("merchant"),
  /** ISO 4217 numeric code, 3 digits. */
  CURRENCY("currency"),
  /** Chip data, BER-TLV in hex. */
  EMV("emv"),
  /** Consumer-presented QR code, digits. */
  QR_CODE("qrCode"),
  /** A code that the terminal shows and the customer scans, as received; printable ASCII. */
  SHOWN_CODE("shownCode"),
  /** How long such a code is wanted, and in the answer how long it holds: seconds, digits. */
  CODE_SECONDS("codeSeconds"),
  /** Payment voucher that answered a QR code, as received. */
  VOUCHER("voucher"),
  /** Kind of device, 2 digits, for example 04 for an intelligent terminal. */
  DEVICE_TYPE("deviceType"),
  /** The hardware's serial number (TUSN), 1 to 50 characters. */
  DEVICE_SERIAL("deviceSerial"),
  /** What {@link #DEVICE_CIPHERTEXT} is made of beside the serial number: 6 digits. */
  DEVICE_FACTOR("deviceFactor"),
  /** Serial number and factor under a key of the device, 8 characters. */
  DEVICE_CIPHERTEXT("deviceCiphertext"),
  /** Version of the payment application, 1 to 8 characters. */
  DEVICE_VERSION("deviceVersion"),
  /** Where the terminal is, in degrees with a sign: + is north. */
  LATITUDE("latitude"),
  /** Where the terminal is, in degrees with a sign: + is east. */
  LONGITUDE("longitude"),
  /** Batch number, 6 digits. */
  BATCH("batch"),
  /** Batch number of an original, 6 digits. */
  ORIGINAL_BATCH("originalBatch"),
  /** STAN of an original, 6 digits. */
  ORIGINAL_STAN("originalStan"),
  /** The acquirer's date of an original, MMDD. */
  ORIGINAL_DATE("originalDate"),
  /** MTI of an original's request, 4 digits. */
  ORIGINAL_MTI("originalMti"),
  /** {@link #TRANSMITTED_AT} of an original: MMDDhhmmss, UTC. */
  ORIGINAL_TRANSMITTED_AT("originalTransmittedAt"),
  /** The terminal's date and time of an original: YYMMDDhhmmss. */
  ORIGINAL_LOCAL_AT("originalLocalAt"),
  /** Processing code of an original, 6 digits. */
  PROCESSING_CODE("processingCode"),
  /** Entry mode of an original, 3 digits. */
  ENTRY_MODE("entryMode"),
  /** Point of service condition of an original, 2 digits. */
  CONDITION("condition"),
  /** Message code of an original, 2 digits. */
  MESSAGE_CODE("messageCode"),
  /** Tip in the currency's minor unit, decimal digits, at most 12. */
  TIP("tip"),
  /** How an offline sale was authorised, 2 digits: 00 POS, 01 by phone, 02 small amount. */
  AUTH_MODE("authMode"),
  /** Who authorised an offline sale, at most 11 digits. */
  AUTH_INSTITUTION("authInstitution"),
  /** Where a card was issued, 2 digits: 00 domestic, 01 foreign. */
  CARD_TYPE("cardType"),
  /** Card organisation, 3 characters, for example CUP. */
  ORGANISATION("organisation"),
  /**
   * How many payments of a batch were debits (sales, completions); at most 3 digits in UnionPay.
   */
  DEBIT_COUNT("debitCount"),
  /** Their sum in the currency's minor unit, decimal digits. */
  DEBIT_AMOUNT("debitAmount"),
  /** How many payments of a batch were credits (voids, refunds). */
  CREDIT_COUNT("creditCount"),
  CREDIT_AMOUNT("creditAmount"),
  /** Debits of cards issued abroad, where the acquirer wants them apart; else they are debits. */
  FOREIGN_DEBIT_COUNT("foreignDebitCount"),
  FOREIGN_DEBIT_AMOUNT("foreignDebitAmount"),
  FOREIGN_CREDIT_COUNT("foreignCreditCount"),
  FOREIGN_CREDIT_AMOUNT("foreignCreditAmount"),
  /** How many reversals of debits an acquirer counts by themselves. */
  DEBIT_REVERSAL_COUNT("debitReversalCount"),
  CREDIT_REVERSAL_COUNT("creditReversalCount"),
  /** Totals of a batch as the dialect writes them, in an answer. */
  TOTALS("totals"),
  /** The acquirer's verdict on the totals; see {@link Dialect#settlementMeaning}. */
  SETTLEMENT_CODE("settlementCode"),
  /** The same of cards issued abroad, where the acquirer says so apart. */
  FOREIGN_SETTLEMENT_CODE("foreignSettlementCode"),
  /** Whether acquirer and terminal agree on the totals: {@code yes} or {@code no}. */
  BALANCED("balanced"),
  /** Payments of a batch as the dialect writes them. */
  ROWS("rows"),
  /** How many payments of a batch were uploaded, at most 4 digits. */
  UPLOADED("uploaded"),
  /** Parameters, states or public keys, asked for, sent or received: hex. */
  PARAMETERS("parameters"),
  /** How many names of a list that comes in parts are known already, 0 to 99. */
  LISTED("listed"),
  /** Why a reversal is sent, 2 characters. */
  REVERSAL_REASON("reversalReason"),
  /** Working keys of a sign-in's answer, hex, as received. */
  WORKING_KEYS("workingKeys"),
  /** The shop's name as it stands on receipts, its bytes in GBK, one a character. */
  MERCHANT_NAME("merchantName"),
  /** The cardholder's signature, JBIG1 in hex. */
  SIGNATURE("signature"),
  /** What the acquirer orders the terminal to do next; see {@link Dialect#order}. */
  ORDER("order");

  private final String label;

  Element(String label) {
    this.label = label;
  }

  /** The name used in dialect files. */
  public String label() {
    return label;
  }

  /** All names, for error texts. */
  static String labels() {
    StringBuilder labels = new StringBuilder();
    for (Element element : values()) {
      labels.append(labels.length() == 0 ? "" : ", ").append(element.label);
    }
    return labels.toString();
  }

  /**
   * The element of that name.
   *
   * @throws IllegalArgumentException whose text says what is allowed
   */
  static Element labelled(String label) {
    for (Element element : values()) {
      if (element.label.equals(label)) {
        return element;
      }
    }
    throw new IllegalArgumentException("one of " + labels());
  }
}
