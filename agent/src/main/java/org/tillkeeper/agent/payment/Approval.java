package org.tillkeeper.agent.payment;

import java.util.Optional;

/**
 * A valid approval that the acquirer sent of an attempt, in time or late. It is what a person finds
 * the booking by, and what a refund of the attempt names.
 *
 * @param amount that it approves, in the minor unit
 * @param rrn retrieval reference number
 * @param authCode authorisation code
 * @param voucher payment voucher of a QR sale
 * @param organisation of the card, for example CUP; domestic and foreign cards are told apart by it
 * @param at the acquirer's own time in it
 */
public record Approval(
    long amount,
    Optional<String> rrn,
    Optional<String> authCode,
    Optional<String> voucher,
    Optional<String> organisation,
    HostTime at) {

  static Approval by(Answer answer, long requested) {
    return new Approval(
        answer.amount().orElse(requested),
        answer.rrn(),
        answer.authCode(),
        answer.voucher(),
        answer.organisation(),
        HostTime.of(answer.date(), answer.time()));
  }

  /** The acquirer's date of it, MMDD. */
  public Optional<String> date() {
    return at.date();
  }
}
