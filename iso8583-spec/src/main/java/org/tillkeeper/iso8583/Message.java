package org.tillkeeper.iso8583;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A message as its fields. Values are text: the characters of n, an, ans and z fields (track
 * separator {@code =}), the upper-case hex of binary fields. Immutable.
 *
 * <p>{@link #toString} shows which fields are there and no value: a message may hold a PAN, a track
 * or a PIN block.
 */
public final class Message {
  private final String tpdu;
  private final String header;
  private final String mti;
  private final SortedMap<Integer, String> fields;

  /**
   * @param tpdu hex of the TPDU, empty where the dialect has none
   * @param header hex of the header, empty where the dialect has none
   * @param mti message type, 4 digits
   * @param fields value by field number, 2 to 128, without the bitmap
   */
  public Message(String tpdu, String header, String mti, Map<Integer, String> fields) {
    this(tpdu, header, mti, new TreeMap<>(fields));
  }

  private Message(String tpdu, String header, String mti, SortedMap<Integer, String> own) {
    this.tpdu = tpdu;
    this.header = header;
    this.mti = mti;
    this.fields = Collections.unmodifiableSortedMap(own);
  }

  /** A message that takes the map as its own; nobody else may keep it. */
  static Message owning(String tpdu, String header, String mti, SortedMap<Integer, String> fields) {
    return new Message(tpdu, header, mti, fields);
  }

  /** Hex of the TPDU, empty where the dialect has none. */
  public String tpdu() {
    return tpdu;
  }

  /** Hex of the header, empty where the dialect has none. */
  public String header() {
    return header;
  }

  /** Message type, 4 digits. */
  public String mti() {
    return mti;
  }

  /** The fields that are present, by number, ascending. */
  public SortedMap<Integer, String> fields() {
    return fields;
  }

  /** One field's value; empty if absent. */
  public Optional<String> field(int number) {
    return Optional.ofNullable(fields.get(number));
  }

  /** The same message between the same ends with this routing prefix. */
  public Message routed(String newTpdu, String newHeader) {
    return new Message(newTpdu, newHeader, mti, fields);
  }

  @Override
  public String toString() {
    return mti + fields.keySet();
  }
}
