package org.tillkeeper.iso8583.unionpay;

/**
 * Field 54, for example the balance that answers an inquiry: 20 characters.
 *
 * @param account type of account, 2 digits
 * @param kind what the amount is, 2 digits, 02 an available balance
 * @param currency ISO 4217 number, 3 digits
 * @param amount in the currency's minor unit, below zero for D (owed), at most 12 digits
 */
public record AdditionalAmount(String account, String kind, String currency, long amount) {
  private static final int FIELD = 54;

  /**
   * Reads the field.
   *
   * @throws org.tillkeeper.iso8583.InvalidField if it is not 20 characters of that form
   */
  public static AdditionalAmount parse(String value) {
    Columns columns = new Columns(FIELD, value);
    String account = columns.digits(2, "account type");
    String kind = columns.digits(2, "amount type");
    String currency = columns.digits(3, "currency");
    String sign = columns.next(1, "sign");
    if (!sign.equals("C") && !sign.equals("D")) {
      throw columns.wrong("a sign is C or D");
    }
    long amount = columns.number(12, "amount");
    columns.end();
    return new AdditionalAmount(account, kind, currency, sign.equals("D") ? -amount : amount);
  }

  /** The field's value. */
  public String format() {
    return Columns.digits(FIELD, account, 2, "account type")
        + Columns.digits(FIELD, kind, 2, "amount type")
        + Columns.digits(FIELD, currency, 3, "currency")
        + (amount < 0 ? "D" : "C")
        + Columns.zeros(FIELD, Math.abs(amount), 12, "amount");
  }
}
