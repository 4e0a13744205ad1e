package org.tillkeeper.agent.payment;

import java.util.Optional;

/**
 * The code that binds a cardholder's signature to its payment (UnionPay): 8 hex digits, printed on
 * the receipt and drawn into the signature's picture. It is the settlement date (MMDD, or 0000) and
 * the reference number (12 characters, or zeros), 16 hex digits, the first half XOR the second.
 */
final class TransactionCode {
  private static final int DIGITS = 16;

  private TransactionCode() {}

  /** The code; empty where date or number are no hex digits of that length. */
  static Optional<String> of(Optional<String> settlementDate, Optional<String> rrn) {
    String whole = settlementDate.orElse("0000") + rrn.orElse("000000000000");
    if (whole.length() != DIGITS) {
      return Optional.empty();
    }
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < DIGITS / 2; i++) {
      int first = Character.digit(whole.charAt(i), 16);
      int second = Character.digit(whole.charAt(i + DIGITS / 2), 16);
      if (first < 0 || second < 0) {
        return Optional.empty();
      }
      code.append("0123456789ABCDEF".charAt(first ^ second));
    }
    return Optional.of(code.toString());
  }
}
