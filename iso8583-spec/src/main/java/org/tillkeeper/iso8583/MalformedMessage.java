package org.tillkeeper.iso8583;

import java.util.Collections;
import java.util.SortedMap;

/**
 * Received bytes that cannot be read as a message of the dialect. The text says which field, at
 * which offset, what was expected and what was found, with secrets masked.
 */
public final class MalformedMessage extends Exception {
  private final int field;
  private final int offset;
  // Secrets may be in it: it is never part of a text, and not of a serialized form.
  private transient SortedMap<Integer, String> fieldsRead = Collections.emptySortedMap();

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

  /** The same, with the fields that were read before it. */
  MalformedMessage after(SortedMap<Integer, String> fields) {
    fieldsRead = Collections.unmodifiableSortedMap(fields);
    return this;
  }

  /** The fields that were read before reading stopped, as {@link Message#fields} has them. */
  public SortedMap<Integer, String> fieldsRead() {
    return fieldsRead;
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
