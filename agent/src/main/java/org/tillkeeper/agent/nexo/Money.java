package org.tillkeeper.agent.nexo;

import java.math.BigDecimal;
import org.tillkeeper.iso8583.CurrencyCode;

/** Amounts as this protocol writes them, decimals in the major unit: 12.34 is 1234 fen. Exact. */
final class Money {
  private static final long MOST = 999_999_999_999L;

  /** More digits on either side are no amount, and rescaling such a number may take forever. */
  private static final int DIGITS_MOST = 32;

  private Money() {}

  /** The decimal of an amount in the minor unit, with as many decimals as its currency has. */
  static BigDecimal major(long amount, String currency) {
    return BigDecimal.valueOf(amount, CurrencyCode.minorUnits(currency));
  }

  /** An amount in the minor unit, 1 to 999,999,999,999, that must be there. */
  static long required(Fields of, String name, String currency) throws Faulty {
    if (!of.has(name)) {
      throw of.wrong(name, "is missing: it " + allowed(currency));
    }
    return minor(of, name, currency);
  }

  /** An amount in the minor unit; 0 where it is left out or zero. */
  static long optional(Fields of, String name, String currency) throws Faulty {
    return !of.has(name) || of.number(name).get().signum() == 0 ? 0 : minor(of, name, currency);
  }

  private static long minor(Fields of, String name, String currency) throws Faulty {
    BigDecimal amount = of.number(name).get();
    boolean readable =
        amount.signum() > 0 && amount.scale() >= -DIGITS_MOST && amount.scale() <= DIGITS_MOST;
    if (readable) {
      try {
        long minor = amount.movePointRight(CurrencyCode.minorUnits(currency)).longValueExact();
        if (minor <= MOST) {
          return minor;
        }
      } catch (ArithmeticException e) {
        // Digits below the minor unit, or above a long: refused as any other.
      }
    }
    throw of.wrong(name, allowed(currency));
  }

  private static String allowed(String currency) {
    return "must be an amount in "
        + currency
        + " from "
        + major(1, currency).toPlainString()
        + " to "
        + major(MOST, currency).toPlainString()
        + " with at most "
        + CurrencyCode.minorUnits(currency)
        + " decimals";
  }
}
