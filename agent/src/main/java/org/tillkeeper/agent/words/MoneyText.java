package org.tillkeeper.agent.words;

import java.math.BigDecimal;
import org.tillkeeper.iso8583.CurrencyCode;

/**
 * Amounts as people write them: with as many decimals as their currency has (ISO 4217). For
 * example, 1234 is 12.34 in CNY and 1234 in JPY.
 */
public final class MoneyText {
  private MoneyText() {}

  /**
   * The amount without its currency.
   *
   * @param amount in the minor unit; may be negative
   * @param currency ISO 4217 letters
   */
  public static String number(long amount, String currency) {
    return BigDecimal.valueOf(amount, CurrencyCode.minorUnits(currency)).toPlainString();
  }
}
