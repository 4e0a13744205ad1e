package org.tillkeeper.iso8583.unionpay;

import org.tillkeeper.iso8583.InvalidField;

/**
 * Field 60. Parts from {@code reader} on may be missing, from the right: they are empty then.
 *
 * @param type 60.1, what is asked for: 2 digits
 * @param batch 60.2, 6 digits
 * @param management 60.3, which management message: 3 digits, 000 in financial ones
 * @param reader 60.4, 5 reads chips, 6 contactless too: 1 digit
 * @param chipCondition 60.5, 2: the chip could not be read before: 1 digit
 * @param partialApproval 60.6, 1: part of the amount may be approved: 1 digit
 * @param account 60.7, 048 issuer's points, 065 alliance's points: 3 digits
 */
public record MessageCode(
    String type,
    String batch,
    String management,
    String reader,
    String chipCondition,
    String partialApproval,
    String account) {
  private static final int FIELD = 60;
  private static final int[] WIDTHS = {2, 6, 3, 1, 1, 1, 3};
  private static final int ALWAYS = 3;

  /**
   * Reads the field.
   *
   * @throws InvalidField if it does not end with one of its parts
   */
  public static MessageCode parse(String value) {
    Columns columns = new Columns(FIELD, value);
    String[] parts = new String[WIDTHS.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = i >= ALWAYS && columns.atEnd() ? "" : columns.digits(WIDTHS[i], "60." + (i + 1));
    }
    columns.end();
    return new MessageCode(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]);
  }

  /** The field's value. */
  public String format() {
    String[] parts = {type, batch, management, reader, chipCondition, partialApproval, account};
    StringBuilder value = new StringBuilder();
    boolean ended = false;
    for (int i = 0; i < parts.length; i++) {
      if (i >= ALWAYS && parts[i].isEmpty()) {
        ended = true;
      } else if (ended) {
        throw new InvalidField(FIELD, "field 60: 60." + (i + 1) + " needs all parts before it");
      } else {
        value.append(Columns.digits(FIELD, parts[i], WIDTHS[i], "60." + (i + 1)));
      }
    }
    return value.toString();
  }
}
