package org.tillkeeper.iso8583.unionpay;

/**
 * Field 63 of an answer: the card's organisation and what issuer, UnionPay and acquirer want the
 * merchant to read. One character is one byte (GBK); texts that are missing are empty.
 *
 * @param organisation 63.1, 3 characters, for example CUP
 * @param issuer 63.2.1, at most 20 bytes
 * @param centre 63.2.2, at most 20 bytes
 * @param acquirer 63.2.3, at most 120 bytes
 */
public record AnswerTexts(String organisation, String issuer, String centre, String acquirer) {
  private static final int FIELD = 63;

  /**
   * Reads the field.
   *
   * @throws org.tillkeeper.iso8583.InvalidField if it is shorter than 3 or longer than 163
   */
  public static AnswerTexts parse(String value) {
    Columns columns = new Columns(FIELD, value);
    String organisation = columns.next(3, "organisation");
    String issuer = Institutions.trimmed(columns.next(Math.min(20, columns.left()), "issuer"));
    String centre = Institutions.trimmed(columns.next(Math.min(20, columns.left()), "centre"));
    String acquirer = Institutions.trimmed(columns.next(Math.min(120, columns.left()), "acquirer"));
    columns.end();
    return new AnswerTexts(organisation, issuer, centre, acquirer);
  }

  /** The field's value, with blanks only where a text follows. */
  public String format() {
    String texts =
        Columns.blanks(FIELD, issuer, 20, "issuer's text")
            + Columns.blanks(FIELD, centre, 20, "UnionPay's text")
            + Columns.blanks(FIELD, acquirer, 120, "acquirer's text");
    return Columns.blanks(FIELD, organisation, 3, "organisation") + Institutions.trimmed(texts);
  }
}
