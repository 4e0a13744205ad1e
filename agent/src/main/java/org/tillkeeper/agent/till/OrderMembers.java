package org.tillkeeper.agent.till;

import java.util.Map;
import org.tillkeeper.agent.payment.PaymentOrder;

/**
 * Orders of a till that speaks another protocol than this API's. Whoever reads that protocol names
 * the members of {@code POST /v1/payments}, and the rules for them are the same.
 */
public final class OrderMembers {
  private OrderMembers() {}

  /**
   * The order that these members ask for.
   *
   * @param members texts, {@link java.math.BigInteger}s, booleans and maps of these, by the API's
   *     names
   * @param terminalCurrency the only one this terminal takes, ISO 4217 letters
   * @throws MembersRefused naming the member that is wrong and what is allowed
   */
  public static PaymentOrder order(Map<String, Object> members, String terminalCurrency)
      throws MembersRefused {
    try {
      return PaymentRequest.order(JsonObject.of(members), terminalCurrency);
    } catch (Problem e) {
      throw new MembersRefused(e.getMessage());
    }
  }

  /**
   * The same of a payment for which a card or code has yet to be presented: without entry, and
   * without the data of one.
   *
   * @throws MembersRefused as above
   */
  public static PaymentOrder withoutCard(Map<String, Object> members, String terminalCurrency)
      throws MembersRefused {
    try {
      JsonObject body = JsonObject.of(members);
      PaymentOrder order =
          PaymentRequest.withoutCard(
              body,
              PaymentRequest.type(body),
              PaymentRequest.currency(body, terminalCurrency, true),
              PaymentRequest.reference(body));
      body.refuseUnread();
      return order;
    } catch (Problem e) {
      throw new MembersRefused(e.getMessage());
    }
  }
}
