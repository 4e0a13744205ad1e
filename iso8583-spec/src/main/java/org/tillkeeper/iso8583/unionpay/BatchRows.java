package org.tillkeeper.iso8583.unionpay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tillkeeper.iso8583.InvalidField;

/**
 * Payments of a batch upload, field 48 of 0320: first how many they are in 2 digits, then 40 digits
 * for each.
 */
public record BatchRows(List<Row> rows) {
  /** Most rows of one message. */
  public static final int MOST = 8;

  private static final int FIELD = 48;

  /**
   * @param rows 1 to 8
   */
  public BatchRows(List<Row> rows) {
    if (rows.isEmpty() || rows.size() > MOST) {
      throw new InvalidField(FIELD, "field 48: a batch upload has 1 to 8 rows");
    }
    this.rows = Collections.unmodifiableList(new ArrayList<>(rows));
  }

  /**
   * @param foreign whether the card was issued abroad
   * @param stan 6 digits
   * @param pan at most 20 digits, without the zeros in front
   * @param amount in the currency's minor unit, at most 12 digits
   */
  public record Row(boolean foreign, String stan, String pan, long amount) {
    /** Without the card's number. */
    @Override
    public String toString() {
      return "row " + stan + ", amount " + amount;
    }
  }

  /**
   * Reads the field.
   *
   * @throws InvalidField if the number of rows does not fit the digits
   */
  public static BatchRows parse(String value) {
    Columns columns = new Columns(FIELD, value);
    int count = (int) columns.number(2, "number of rows");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String type = columns.digits(2, "card type");
      if (!type.equals("00") && !type.equals("01")) {
        throw columns.wrong("a card type is 00 or 01");
      }
      rows.add(
          new Row(
              type.equals("01"),
              columns.digits(6, "trace number"),
              withoutZeros(columns.digits(20, "card number")),
              columns.number(12, "amount")));
    }
    columns.end();
    return new BatchRows(rows);
  }

  private static String withoutZeros(String digits) {
    int at = 0;
    while (at < digits.length() && digits.charAt(at) == '0') {
      at++;
    }
    return digits.substring(at);
  }

  /** The field's value. */
  public String format() {
    StringBuilder value = new StringBuilder(Columns.zeros(FIELD, rows.size(), 2, "rows"));
    for (Row row : rows) {
      if (row.pan().length() > 20) {
        throw new InvalidField(FIELD, "field 48: a card number is at most 20 digits");
      }
      StringBuilder pan = new StringBuilder();
      for (int i = row.pan().length(); i < 20; i++) {
        pan.append('0');
      }
      value
          .append(row.foreign() ? "01" : "00")
          .append(Columns.digits(FIELD, row.stan(), 6, "trace number"))
          .append(Columns.digits(FIELD, pan.append(row.pan()).toString(), 20, "card number"))
          .append(Columns.zeros(FIELD, row.amount(), 12, "amount"));
    }
    return value.toString();
  }
}
