package org.tillkeeper.tools.decode;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;

/** Amounts as people write them: with as many decimals as their currency has (ISO 4217). */
final class Money {
  private static final int USUAL = 2;

  private Money() {}

  /**
   * The amount, one text; none where it is no amount or nobody knows the currency.
   *
   * @param amount digits in the currency's minor unit
   * @param currency 3 digits or 3 letters, empty where the message does not say
   */
  static List<String> shown(String amount, String currency) {
    if (!amount.matches("[0-9]{1,16}")) {
      return List.of();
    }
    BigDecimal minor = new BigDecimal(amount);
    if (currency.isEmpty()) {
      return List.of(minor.movePointLeft(USUAL).toPlainString());
    }
    for (Currency known : Currency.getAvailableCurrencies()) {
      boolean same =
          known.getNumericCodeAsString().equals(currency)
              || known.getCurrencyCode().equals(currency);
      if (same && known.getDefaultFractionDigits() >= 0) {
        return List.of(
            minor.movePointLeft(known.getDefaultFractionDigits()).toPlainString()
                + " "
                + known.getCurrencyCode());
      }
    }
    return List.of();
  }
}
