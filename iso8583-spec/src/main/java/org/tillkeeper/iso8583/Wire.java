package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jpos.iso.IFB_BITMAP;
import org.jpos.iso.IFB_NUMERIC;
import org.jpos.iso.ISOBasePackager;
import org.jpos.iso.ISOFieldPackager;
import org.jpos.iso.ISOPackager;

/**
 * Frames of a dialect: length prefix, TPDU, header, MTI in two BCD bytes, bitmap of 8 bytes, fields
 * in ascending order, nothing behind them.
 */
final class Wire {
  private static final int MTI_BYTES = 2;
  private static final int BITMAP_BYTES = 8;
  private static final int LAST_FIELD = 64;

  private final String dialect;
  private final int prefixBytes;
  private final String tpdu;
  private final String header;
  private final int minBody;
  private final int maxBody;
  private final Field[] fields = new Field[LAST_FIELD + 1];

  /**
   * @param tpdu hex of the TPDU that requests have, empty for none; its length holds for all
   * @param header the same of the header
   * @param minBody fewest bytes after the length prefix
   * @param maxBody most bytes after the length prefix
   */
  Wire(
      String dialect,
      int prefixBytes,
      String tpdu,
      String header,
      int minBody,
      int maxBody,
      Iterable<Field> table) {
    this.dialect = dialect;
    this.prefixBytes = prefixBytes;
    this.tpdu = tpdu;
    this.header = header;
    this.minBody = minBody;
    this.maxBody = maxBody;
    for (Field field : table) {
      fields[field.number()] = field;
    }
  }

  int prefixBytes() {
    return prefixBytes;
  }

  String tpdu() {
    return tpdu;
  }

  String header() {
    return header;
  }

  /** Offset of the header's first byte in a frame. */
  int headerOffset() {
    return prefixBytes + tpdu.length() / 2;
  }

  /** Offset of the MTI's first byte in a frame. */
  int mtiOffset() {
    return headerOffset() + header.length() / 2;
  }

  /** The field of that number. */
  Field field(int number) {
    if (!has(number)) {
      throw new InvalidField(number, dialect + " has no field " + number);
    }
    return fields[number];
  }

  boolean has(int number) {
    return number >= 2 && number <= LAST_FIELD && fields[number] != null;
  }

  int bodyLength(byte[] prefix) throws MalformedMessage {
    if (prefix.length < prefixBytes) {
      throw new MalformedMessage(
          -1, 0, "the length takes " + prefixBytes + " bytes, found " + prefix.length);
    }
    int length = 0;
    for (int i = 0; i < prefixBytes; i++) {
      length = length << 8 | (prefix[i] & 0xFF);
    }
    if (length < minBody || length > maxBody) {
      throw new MalformedMessage(
          -1,
          0,
          "the length says " + length + " bytes, a message has " + minBody + " to " + maxBody);
    }
    return length;
  }

  byte[] pack(Message message) {
    checkRouting("TPDU", message.tpdu(), tpdu);
    checkRouting("header", message.header(), header);
    if (!isMti(message.mti())) {
      throw new InvalidField(0, "an MTI is 4 digits");
    }
    byte[] bitmap = new byte[BITMAP_BYTES];
    List<byte[]> parts = new ArrayList<>(message.fields().size() + 4);
    parts.add(Hex.decode(message.tpdu()));
    parts.add(Hex.decode(message.header()));
    parts.add(Hex.decode(message.mti()));
    parts.add(bitmap);
    for (Map.Entry<Integer, String> entry : message.fields().entrySet()) {
      int number = entry.getKey();
      parts.add(field(number).pack(entry.getValue()));
      bitmap[(number - 1) / 8] |= (byte) (0x80 >> (number - 1) % 8);
    }
    return framed(parts);
  }

  private byte[] framed(List<byte[]> parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    if (length > maxBody) {
      throw new InvalidField(
          -1, "the message takes " + length + " bytes, " + dialect + " allows " + maxBody);
    }
    byte[] frame = new byte[prefixBytes + length];
    for (int i = 0; i < prefixBytes; i++) {
      frame[i] = (byte) (length >> (8 * (prefixBytes - 1 - i)));
    }
    int at = prefixBytes;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, frame, at, part.length);
      at += part.length;
    }
    return frame;
  }

  private static void checkRouting(String what, String hex, String ours) {
    boolean fits = hex.length() == ours.length();
    for (int i = 0; fits && i < hex.length(); i++) {
      fits = Character.digit(hex.charAt(i), 16) >= 0 && hex.charAt(i) <= 'f';
    }
    if (!fits) {
      throw new InvalidField(-1, "the " + what + " is exactly " + ours.length() + " hex digits");
    }
  }

  Message unpack(byte[] frame) throws MalformedMessage {
    SortedMap<Integer, String> values = new TreeMap<>();
    try {
      return unpack(frame, values);
    } catch (MalformedMessage e) {
      throw e.after(values);
    }
  }

  /**
   * @param values what was read, also where reading ends early
   */
  private Message unpack(byte[] frame, SortedMap<Integer, String> values) throws MalformedMessage {
    int said = bodyLength(frame);
    int found = frame.length - prefixBytes;
    if (said != found) {
      throw new MalformedMessage(
          -1, 0, "the length says " + said + " bytes follow, found " + found);
    }
    int bitmapAt = mtiOffset() + MTI_BYTES;
    int next = bitmapAt + BITMAP_BYTES;
    if (next > frame.length) {
      throw new MalformedMessage(
          -1, frame.length, "the message ends at offset " + frame.length + " within its bitmap");
    }
    String mti = Hex.encode(frame, mtiOffset(), MTI_BYTES);
    if (!isMti(mti)) {
      throw new MalformedMessage(
          0, mtiOffset(), "the MTI at offset " + mtiOffset() + " is 4 digits in BCD, found " + mti);
    }
    if ((frame[bitmapAt] & 0x80) != 0) {
      throw new MalformedMessage(
          1,
          bitmapAt,
          "the bitmap at offset " + bitmapAt + " announces a second one, " + dialect + " has none");
    }
    int last = 0;
    for (int number = 2; number <= LAST_FIELD; number++) {
      if ((frame[bitmapAt + (number - 1) / 8] & (0x80 >> (number - 1) % 8)) == 0) {
        continue;
      }
      if (!has(number)) {
        throw new MalformedMessage(
            number,
            next,
            "the bitmap names field "
                + number
                + " at offset "
                + next
                + ", "
                + dialect
                + " has none");
      }
      Field.Read read = fields[number].unpack(frame, next);
      values.put(number, read.value());
      next = read.next();
      last = number;
    }
    if (next != frame.length) {
      throw new MalformedMessage(
          last,
          next,
          "the message ends with field "
              + last
              + " at offset "
              + next
              + ", behind it are "
              + (frame.length - next)
              + " bytes more");
    }
    return new Message(
        Hex.encode(frame, prefixBytes, tpdu.length() / 2),
        Hex.encode(frame, headerOffset(), header.length() / 2),
        mti,
        values);
  }

  static boolean isMti(String mti) {
    if (mti.length() != 2 * MTI_BYTES) {
      return false;
    }
    for (int i = 0; i < mti.length(); i++) {
      if (!Field.isDigit(mti.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** MTI, bitmap and fields for a jPOS channel. */
  ISOPackager isoPackager() {
    ISOFieldPackager[] table = new ISOFieldPackager[LAST_FIELD + 1];
    table[0] = new IFB_NUMERIC(2 * MTI_BYTES, "MTI", true);
    table[1] = new IFB_BITMAP(BITMAP_BYTES, "bitmap");
    for (int number = 2; number <= LAST_FIELD; number++) {
      if (fields[number] != null) {
        table[number] = fields[number].jpos();
      }
    }
    return new ISOBasePackager() {
      {
        setFieldPackager(table);
      }

      @Override
      public String getDescription() {
        return dialect;
      }
    };
  }
}
