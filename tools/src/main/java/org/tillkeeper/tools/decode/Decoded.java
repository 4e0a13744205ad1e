package org.tillkeeper.tools.decode;

import java.util.List;
import java.util.SortedMap;
import org.tillkeeper.iso8583.Dialect;

/**
 * One message of a dump, as far as it could be read.
 *
 * @param dialect whose table was used, with the options that fit
 * @param tpdu hex, empty if there is none
 * @param header hex, empty if there is none
 * @param mti 4 digits, empty if it could not be read
 * @param fields value by field number, in clear
 * @param notes what is unusual but does not keep it from being read
 * @param fault where and why reading stopped
 * @param mac what became of the MAC
 */
record Decoded(
    Dialect dialect,
    String tpdu,
    String header,
    String mti,
    SortedMap<Integer, String> fields,
    List<Note> notes,
    Fault fault,
    Mac mac) {
  /**
   * A text of {@code words/decode.properties}.
   *
   * @param name the key without its {@code note.}
   * @param values what stands in it
   */
  record Note(String name, List<Object> values) {
    Note(String name, Object... values) {
      this(name, List.of(values));
    }

    String key() {
      return "note." + name;
    }
  }

  /**
   * @param field the field being read, 0 for the MTI, -1 before it
   * @param offset in bytes from the start of the message in the dump, -1 where nothing is wrong
   * @param text field, offset, what was expected and what was found
   */
  record Fault(int field, int offset, String text) {
    static final Fault NONE = new Fault(0, -1, "");
  }

  /** What became of the MAC. */
  enum Mac {
    /** It is the one the key makes. */
    OK,
    /** It is another. */
    WRONG,
    /** There is one, and no key or no way to check it. */
    UNCHECKED,
    /** There is none. */
    ABSENT
  }

  boolean isComplete() {
    return fault.offset() < 0;
  }

  boolean isFine() {
    return isComplete() && mac != Mac.WRONG;
  }
}
