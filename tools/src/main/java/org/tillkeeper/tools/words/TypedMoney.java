package org.tillkeeper.tools.words;

import java.math.BigDecimal;
import java.util.Optional;
import org.tillkeeper.iso8583.CurrencyCode;
import org.tillkeeper.tools.config.InvalidSettings;

/** A sum as a person types it, in the currency's major unit: 44.44 is 4444 fen. */
public final class TypedMoney {
  private static final String SUM = "[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?|[0-9]{1,12}(\\.[0-9]+)?";
  private static final BigDecimal MOST = BigDecimal.valueOf(999_999_999_999L);

  private TypedMoney() {}

  /**
   * The sum in the currency's minor unit.
   *
   * @param option whose value it is, for the refusal
   */
  public static long of(String option, String text, String currency) throws InvalidSettings {
    int digits = CurrencyCode.minorUnits(currency);
    String example = BigDecimal.valueOf(4444, digits).toPlainString();
    return read(text, currency)
        .orElseThrow(
            () ->
                new InvalidSettings(
                    option
                        + " is \""
                        + text
                        + "\": allowed is "
                        + TypedWords.allowed("sum", currency, digits, example)));
  }

  /** The sum in the currency's minor unit; empty where the text is none. */
  public static Optional<Long> read(String text, String currency) {
    String plain = TypedWords.read(text).replaceFirst("^(\\u00A5|\\uFFE5|" + currency + ") *", "");
    plain = plain.replaceFirst(" *" + currency + "$", "");
    if (!plain.matches(SUM)) {
      return Optional.empty();
    }
    int digits = CurrencyCode.minorUnits(currency);
    BigDecimal minor = new BigDecimal(plain.replace(",", "")).movePointRight(digits);
    boolean whole = minor.stripTrailingZeros().scale() <= 0;
    return whole && minor.compareTo(MOST) <= 0
        ? Optional.of(minor.longValueExact())
        : Optional.empty();
  }
}
