package org.tillkeeper.iso8583;

/**
 * Received bytes that cannot be read as a message of the dialect. The text says which field, at
 * which offset, what was expected and what was found, with secrets masked.
 */
public final class MalformedMessage extends Exception {
  private final int field;
  private final int offset;

  /**
   * @param field the field being read, 0 for the MTI, -1 before it (length, TPDU, header)
   * @param offset where reading stopped, in bytes from the start of the frame's length prefix
   * @param text what was expected and what was found
   */
  public MalformedMessage(int field, int offset, String text) {
    super(text);
    this.field = field;
    this.offset = offset;
  }

  /** The field being read, 0 for the MTI, -1 before it. */
  public int field() {
    return field;
  }

  /** Where reading stopped, in bytes from the start of the frame's length prefix. */
  public int offset() {
    return offset;
  }
}
