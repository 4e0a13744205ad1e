package org.tillkeeper.agent.payment;

import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.iso8583.InquiryMeaning;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.ResponseCode;
import org.tillkeeper.iso8583.ReversalMeaning;

/**
 * What an acquirer's answer says, as far as the core decides by it. Its MTI and STAN are right
 * already, because by these it was found to belong to an attempt.
 *
 * @param responseCode as received; empty if the answer has none
 * @param sale what the code says about a sale, or any other original
 * @param reversal what the code says about a reversal
 * @param inquiry what the code says in answer to an inquiry
 * @param mac what became of its MAC, under the keys its request was made with
 * @param terminal as received
 * @param merchant as received
 * @param amount as received, in the minor unit
 * @param processingCode as received
 * @param currency as received, a number of ISO 4217
 * @param asked what its request said of both
 * @param rrn as received
 * @param authCode as received
 * @param date the acquirer's date, MMDD
 * @param time the acquirer's time, hhmmss
 * @param settlementDate on which the acquirer settles it, MMDD
 * @param voucher payment voucher of a QR sale
 * @param organisation of the card, for example CUP
 * @param balance of the account, in the minor unit
 * @param code what it says of a code that the terminal shows
 */
public record Answer(
    String responseCode,
    ResponseCode.Meaning sale,
    ReversalMeaning reversal,
    InquiryMeaning inquiry,
    MacVerdict mac,
    Optional<String> terminal,
    Optional<String> merchant,
    OptionalLong amount,
    Optional<String> processingCode,
    Optional<String> currency,
    Asked asked,
    Optional<String> rrn,
    Optional<String> authCode,
    Optional<String> date,
    Optional<String> time,
    Optional<String> settlementDate,
    Optional<String> voucher,
    Optional<String> organisation,
    OptionalLong balance,
    CodeAnswer code) {

  boolean isApproval() {
    return switch (sale) {
      case APPROVED, PARTIALLY_APPROVED, ACKNOWLEDGED -> true;
      case UNKNOWN_OUTCOME, DECLINED, DUPLICATE, SIGN_IN_AGAIN, OTHER_BATCH -> false;
    };
  }

  /** Whether it refuses what was asked. An answer without a code refuses nothing. */
  boolean isRefusal() {
    return hasCode() && !isApproval();
  }

  /** Whether the response code says anything: letters and digits, not blanks or zero bytes. */
  public boolean hasCode() {
    for (int i = 0; i < responseCode.length(); i++) {
      char c = responseCode.charAt(i);
      boolean readable = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!readable) {
        return false;
      }
    }
    return !responseCode.isEmpty();
  }

  /** The code as the history shows it. */
  public String shownCode() {
    return responseCode.trim().isEmpty() ? "without a code" : responseCode;
  }
}
