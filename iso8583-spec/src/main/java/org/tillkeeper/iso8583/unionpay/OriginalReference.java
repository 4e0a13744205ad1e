package org.tillkeeper.iso8583.unionpay;

import org.tillkeeper.iso8583.InvalidField;

/**
 * Field 61: which message is meant. Parts from {@code date} on may be missing, from the right: they
 * are empty then.
 *
 * @param batch 61.1, 6 digits
 * @param stan 61.2, 6 digits
 * @param date 61.3, MMDD
 * @param authMode 61.4, 00 POS, 01 by phone, 02 small amount
 * @param institution 61.5, who authorised, at most 11 digits
 */
public record OriginalReference(
    String batch, String stan, String date, String authMode, String institution) {
  private static final int FIELD = 61;

  /**
   * Reads the field.
   *
   * @throws InvalidField if it does not end with one of its parts
   */
  public static OriginalReference parse(String value) {
    Columns columns = new Columns(FIELD, value);
    String batch = columns.digits(6, "batch");
    String stan = columns.digits(6, "trace number");
    String date = columns.atEnd() ? "" : columns.digits(4, "date");
    String mode = columns.atEnd() ? "" : columns.digits(2, "authorisation mode");
    int rest = Math.min(columns.left(), 11);
    String institution = columns.digits(rest, "authorising institution");
    columns.end();
    return new OriginalReference(batch, stan, date, mode, institution);
  }

  /** The field's value. */
  public String format() {
    if ((date.isEmpty() && !authMode.isEmpty()) || (authMode.isEmpty() && !institution.isEmpty())) {
      throw new InvalidField(FIELD, "field 61: a part needs all parts before it");
    }
    if (institution.length() > 11) {
      throw new InvalidField(FIELD, "field 61: an authorising institution is at most 11 digits");
    }
    return Columns.digits(FIELD, batch, 6, "batch")
        + Columns.digits(FIELD, stan, 6, "trace number")
        + (date.isEmpty() ? "" : Columns.digits(FIELD, date, 4, "date"))
        + (authMode.isEmpty() ? "" : Columns.digits(FIELD, authMode, 2, "authorisation mode"))
        + Columns.digits(FIELD, institution, institution.length(), "authorising institution");
  }
}
