package org.tillkeeper.iso8583;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the codes of an acquirer's answers say, each by code.
 *
 * @param known the response codes that the file has texts for
 * @param other what is said of one that it has none for
 * @param codes of codes that the terminal shows
 * @param managed the codes that accept a message of management; empty where the file names none
 */
record AnswerMeanings(
    Map<String, ResponseCode> known,
    ResponseCode other,
    Set<String> managed,
    Map<String, ReversalMeaning> reversals,
    Map<String, InquiryMeaning> inquiries,
    ShownCodes codes,
    Map<String, SettlementMeaning> settlements,
    Map<String, Order> orders) {
  ResponseCode sale(String code) {
    ResponseCode found = known.get(code);
    return found != null ? found : other.of(code);
  }

  /** Where no codes are named for it, it is accepted by what needs nothing to be done. */
  boolean isAccepted(String code) {
    return managed.isEmpty()
        ? sale(code).action() == ResponseCode.Action.SUCCESS
        : managed.contains(code);
  }

  ReversalMeaning reversal(String code) {
    return reversals.getOrDefault(code, ReversalMeaning.REFUSED);
  }

  /** A code that is not named for inquiries says of the request what it says of a sale. */
  InquiryMeaning inquiry(String code) {
    InquiryMeaning named = inquiries.get(code);
    return named != null ? named : InquiryMeaning.impliedBy(sale(code).meaning());
  }

  SettlementMeaning settlement(String code) {
    return settlements.getOrDefault(code, SettlementMeaning.ERROR);
  }

  Optional<Order> order(String order) {
    return Optional.ofNullable(orders.get(order));
  }
}
