package org.tillkeeper.agent.messages;

import java.util.Map;
import java.util.Optional;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.InvalidField;

/**
 * A message that lacks a number by which the acquirer finds the original. Either the acquirer gave
 * none in its approval, or it stands on the slip and was not typed. For example UnionPay's refund
 * names the reference number, and some hosts approve without one.
 */
public final class NumberMissing extends CannotBeSaid {
  private static final Element[] NUMBERS = {Element.RRN, Element.AUTH_CODE, Element.VOUCHER};

  private final Element number;
  private final boolean ofOriginal;

  private NumberMissing(Element number, boolean ofOriginal, InvalidField cause) {
    super("The original's " + number.label() + " is missing.", cause);
    this.number = number;
    this.ofOriginal = ofOriginal;
  }

  /**
   * Why a message cannot be made.
   *
   * @param original whether it refers to a payment of this ledger
   */
  static CannotBeSaid of(
      Dialect dialect, Map<Element, String> values, boolean original, InvalidField cause) {
    for (Element number : NUMBERS) {
      boolean missing = dialect.carries(number, cause.field()) && !values.containsKey(number);
      if (missing && (original || number == Element.RRN)) {
        return new NumberMissing(number, original, cause);
      }
    }
    return new CannotBeSaid(cause.getMessage(), cause);
  }

  /** Which number the approval of a payment of this ledger lacked; empty if it is on a slip. */
  public Optional<Element> lackedByOriginal() {
    return ofOriginal ? Optional.of(number) : Optional.empty();
  }
}
