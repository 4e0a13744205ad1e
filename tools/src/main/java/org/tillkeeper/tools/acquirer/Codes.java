package org.tillkeeper.tools.acquirer;

/** The response codes this acquirer gives, as UnionPay has them; others come from faults. */
final class Codes {
  static final String APPROVED = "00";
  static final String INVALID_MERCHANT = "03";
  static final String INVALID_TRANSACTION = "12";
  static final String INVALID_AMOUNT = "13";
  static final String INVALID_CARD = "14";
  static final String NO_ORIGINAL = "25";
  static final String FORMAT_ERROR = "30";
  static final String NOT_SUPPORTED = "40";
  static final String NO_FUNDS = "51";
  static final String OVER_LIMIT = "61";
  static final String OTHER_AMOUNT = "64";
  static final String OTHER_BATCH = "77";
  static final String DUPLICATE = "94";
  static final String NOT_REGISTERED = "97";
  static final String WRONG_MAC = "A0";

  /** Of a code that a terminal shows, in the words of {@code shown-codes.yaml}. */
  static final String CODE_NOT_PAID = "09";

  static final String CODE_CLOSED = "C1";
  static final String CODE_PAID = "C2";

  private Codes() {}
}
