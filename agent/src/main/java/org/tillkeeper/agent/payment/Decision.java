package org.tillkeeper.agent.payment;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the answer said that decided a payment. Everything is empty before it.
 *
 * @param responseCode as received
 * @param rrn retrieval reference number, for what refers to this payment later
 * @param authCode authorisation code
 * @param date the acquirer's date of the transaction, MMDD
 * @param settlementDate on which the acquirer settles it, MMDD
 * @param voucher payment voucher of a QR sale
 * @param approvedAmount the lower amount of a partial approval, in the minor unit
 * @param balance of the account, in the minor unit; negative for a debt
 */
public record Decision(
    Optional<String> responseCode,
    Optional<String> rrn,
    Optional<String> authCode,
    Optional<String> date,
    Optional<String> settlementDate,
    Optional<String> voucher,
    OptionalLong approvedAmount,
    OptionalLong balance) {

  /** Nothing is decided yet. */
  public static final Decision NONE =
      new Decision(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());

  static Decision by(Answer answer, OptionalLong approvedAmount) {
    return new Decision(
        answer.responseCode().isEmpty() ? Optional.empty() : Optional.of(answer.responseCode()),
        answer.rrn(),
        answer.authCode(),
        answer.date(),
        answer.settlementDate(),
        answer.voucher(),
        approvedAmount,
        answer.balance());
  }
}
