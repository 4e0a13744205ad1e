package org.tillkeeper.iso8583.unionpay;

/**
 * Field 44 of an answer: who issued the card and who acquired the payment, and what some hosts add.
 *
 * @param issuer 44.1, at most 11 characters
 * @param acquirer 44.2, at most 11 characters
 * @param rest what follows, at most 3 characters, as received
 */
public record Institutions(String issuer, String acquirer, String rest) {
  private static final int FIELD = 44;

  /**
   * Reads the field.
   *
   * @throws org.tillkeeper.iso8583.InvalidField if it is shorter than 22 or longer than 25
   */
  public static Institutions parse(String value) {
    Columns columns = new Columns(FIELD, value);
    String issuer = trimmed(columns.next(11, "issuer"));
    String acquirer = trimmed(columns.next(11, "acquirer"));
    String rest = columns.next(Math.min(columns.left(), 3), "rest");
    columns.end();
    return new Institutions(issuer, acquirer, rest);
  }

  /** Without the blanks behind it. */
  static String trimmed(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  /** The field's value. */
  public String format() {
    if (rest.length() > 3) {
      throw new Columns(FIELD, rest).wrong("what follows is at most 3 characters");
    }
    return Columns.blanks(FIELD, issuer, 11, "issuer")
        + Columns.blanks(FIELD, acquirer, 11, "acquirer")
        + rest;
  }
}
