package org.tillkeeper.iso8583.unionpay;

/**
 * Totals of a batch, field 48 of 0500 and 0510: 62 digits, 31 for domestic cards and 31 for foreign
 * ones.
 */
public record SettlementTotals(Side domestic, Side foreign) {
  private static final int FIELD = 48;

  /**
   * @param debitAmount sales, in the currency's minor unit, at most 12 digits
   * @param debitCount at most 3 digits
   * @param creditAmount voids and refunds, as the debits
   * @param creditCount as the debits
   * @param verdict what the acquirer says of these
   */
  public record Side(
      long debitAmount, int debitCount, long creditAmount, int creditCount, Verdict verdict) {
    /** No payments. */
    public static final Side NONE = new Side(0, 0, 0, 0, Verdict.NONE);
  }

  /** What the acquirer says of one side's totals; a digit on the wire. */
  public enum Verdict {
    /** 0: a request, or nothing said. */
    NONE(0),
    /** 1: the same as the acquirer's. */
    BALANCED(1),
    /** 2: not the same. */
    UNBALANCED(2),
    /** 3: an error at the acquirer. */
    ERROR(3);

    private final int digit;

    Verdict(int digit) {
      this.digit = digit;
    }
  }

  /**
   * Reads the field.
   *
   * @throws org.tillkeeper.iso8583.InvalidField if it is not 62 digits with verdicts of 0 to 3
   */
  public static SettlementTotals parse(String value) {
    Columns columns = new Columns(FIELD, value);
    SettlementTotals totals = new SettlementTotals(side(columns), side(columns));
    columns.end();
    return totals;
  }

  private static Side side(Columns columns) {
    long debitAmount = columns.number(12, "debit amount");
    int debitCount = (int) columns.number(3, "debit count");
    long creditAmount = columns.number(12, "credit amount");
    int creditCount = (int) columns.number(3, "credit count");
    int verdict = (int) columns.number(1, "verdict");
    if (verdict >= Verdict.values().length) {
      throw columns.wrong("a verdict is 0 to 3");
    }
    return new Side(debitAmount, debitCount, creditAmount, creditCount, Verdict.values()[verdict]);
  }

  /** The field's value. */
  public String format() {
    return format(domestic) + format(foreign);
  }

  private static String format(Side side) {
    return Columns.zeros(FIELD, side.debitAmount(), 12, "debit amount")
        + Columns.zeros(FIELD, side.debitCount(), 3, "debit count")
        + Columns.zeros(FIELD, side.creditAmount(), 12, "credit amount")
        + Columns.zeros(FIELD, side.creditCount(), 3, "credit count")
        + side.verdict().digit;
  }
}
