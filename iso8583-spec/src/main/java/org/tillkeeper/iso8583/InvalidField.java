package org.tillkeeper.iso8583;

/**
 * A value that does not fit the field it is meant for. The text names the field and its limit,
 * never a secret value.
 */
public final class InvalidField extends IllegalArgumentException {
  private final int field;

  /**
   * @param field the field's number
   * @param text the field's name, its limit and what was wrong
   */
  public InvalidField(int field, String text) {
    super(text);
    this.field = field;
  }

  /** The field's number. */
  public int field() {
    return field;
  }
}
