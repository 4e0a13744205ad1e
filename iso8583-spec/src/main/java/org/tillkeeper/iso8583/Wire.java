package org.tillkeeper.iso8583;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jpos.iso.IFA_BITMAP;
import org.jpos.iso.IFA_NUMERIC;
import org.jpos.iso.IFB_BITMAP;
import org.jpos.iso.IFB_NUMERIC;
import org.jpos.iso.ISOBasePackager;
import org.jpos.iso.ISOFieldPackager;
import org.jpos.iso.ISOPackager;

/**
 * Frames of a dialect: length prefix, TPDU, header, MTI, bitmap of 8 bytes and a second one where
 * there are fields above 64, fields in ascending order, nothing behind them.
 */
final class Wire {
  private static final int BITMAP_BYTES = 8;
  private static final int ONE_BITMAP = 64;
  private static final int TWO_BITMAPS = 128;

  /**
   * How the parts before the fields stand.
   *
   * @param prefix the length
   * @param total where the header has the number of bytes of header and message
   * @param mti digits in BCD or ASCII
   * @param bitmap bytes as they are or in hex characters
   */
  record Layout(LengthPrefix prefix, TotalLength total, Coding.Digits mti, Coding.Bytes bitmap) {
    int mtiBytes() {
      return mti == Coding.Digits.ASCII ? Mti.DIGITS : Mti.DIGITS / 2;
    }

    int bitmapBytes() {
      return bitmap == Coding.Bytes.HEX ? 2 * BITMAP_BYTES : BITMAP_BYTES;
    }
  }

  /**
   * Bytes of the header that say how many header and message have, in binary.
   *
   * @param at the first, from 0
   * @param bytes how many; 0 where the header says no such thing
   */
  record TotalLength(int at, int bytes) {
    static final TotalLength NONE = new TotalLength(0, 0);
  }

  /**
   * What stands behind the last field.
   *
   * @param sent hex of what is written there
   * @param mostReceived how many bytes may be there of what is received; nothing is in them
   */
  record Trailer(String sent, int mostReceived) {}

  private final String dialect;
  private final Layout layout;
  private final String tpdu;
  private final String header;
  private final int minBody;
  private final int maxBody;
  private final int lastField;
  private final Trailer trailer;
  private final StandardFields standard;
  private final Field[] fields = new Field[TWO_BITMAPS + 1];

  /**
   * @param tpdu hex of the TPDU that requests have, empty for none; its length holds for all
   * @param header the same of the header
   * @param minBody fewest bytes after the length prefix
   * @param maxBody most bytes after the length prefix
   * @param trailer behind the last field
   * @param standard the fields that the table may lack
   */
  Wire(
      String dialect,
      Layout layout,
      String tpdu,
      String header,
      int minBody,
      int maxBody,
      Trailer trailer,
      StandardFields standard,
      Iterable<Field> table) {
    this.dialect = dialect;
    this.layout = layout;
    this.tpdu = tpdu;
    this.header = header;
    this.minBody = minBody;
    this.maxBody = maxBody;
    this.trailer = trailer;
    this.standard = standard;
    int last = ONE_BITMAP;
    for (Field field : table) {
      fields[field.number()] = field;
      last = field.number() > ONE_BITMAP ? TWO_BITMAPS : last;
    }
    this.lastField = last;
  }

  int prefixBytes() {
    return layout.prefix().bytes();
  }

  String sentTrailer() {
    return trailer.sent();
  }

  /** Bytes behind the last field of what is sent. */
  int trailerBytes() {
    return trailer.sent().length() / 2;
  }

  /**
   * The bytes before a message of so many bytes.
   *
   * @throws IllegalArgumentException if no message can be that short or that long
   */
  byte[] prefix(int body) {
    if (body < minBody || body > maxBody) {
      throw new IllegalArgumentException(
          "a message of " + dialect + " has " + minBody + " to " + maxBody + " bytes, not " + body);
    }
    return layout.prefix().of(body);
  }

  String tpdu() {
    return tpdu;
  }

  String header() {
    return header;
  }

  /** Offset of the header's first byte in a frame. */
  int headerOffset() {
    return prefixBytes() + tpdu.length() / 2;
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
    return number >= 2 && number <= lastField && fields[number] != null;
  }

  /** Whether a length says that nothing follows it. */
  boolean isEmpty(byte[] prefix) {
    return layout.prefix().isEmpty(prefix);
  }

  int bodyLength(byte[] prefix) throws MalformedMessage {
    return layout.prefix().body(prefix, minBody, maxBody);
  }

  byte[] pack(Message message) {
    checkRouting("TPDU", message.tpdu(), tpdu);
    checkRouting("header", message.header(), header);
    if (!Mti.isMti(message.mti())) {
      throw new InvalidField(0, "an MTI is 4 digits");
    }
    SortedMap<Integer, String> values = message.fields();
    boolean second = !values.isEmpty() && values.lastKey() > ONE_BITMAP;
    byte[] bitmap = new byte[second ? 2 * BITMAP_BYTES : BITMAP_BYTES];
    if (second) {
      bitmap[0] = (byte) 0x80;
    }
    List<byte[]> parts = new ArrayList<>(values.size() + 4);
    parts.add(Hex.decode(message.tpdu()));
    parts.add(Hex.decode(message.header()));
    parts.add(
        layout.mti() == Coding.Digits.ASCII ? ascii(message.mti()) : Hex.decode(message.mti()));
    parts.add(bitmap);
    for (Map.Entry<Integer, String> entry : values.entrySet()) {
      int number = entry.getKey();
      parts.add(field(number).pack(entry.getValue()));
      bitmap[(number - 1) / 8] |= (byte) (0x80 >> (number - 1) % 8);
    }
    if (layout.bitmap() == Coding.Bytes.HEX) {
      parts.set(3, ascii(Hex.encode(bitmap)));
    }
    parts.add(Hex.decode(trailer.sent()));
    return framed(parts);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
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
    byte[] prefix = layout.prefix().of(length);
    byte[] frame = Arrays.copyOf(prefix, prefix.length + length);
    int at = prefixBytes();
    for (byte[] part : parts) {
      System.arraycopy(part, 0, frame, at, part.length);
      at += part.length;
    }
    int total = length - tpdu.length() / 2;
    for (int i = layout.total().bytes() - 1; i >= 0; i--) {
      frame[headerOffset() + layout.total().at() + i] = (byte) total;
      total >>= 8;
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

  /** Reads a frame that says what the dialect knows, and nothing else. */
  Message unpack(byte[] frame) throws MalformedMessage {
    return read(
            frame,
            lastField,
            (number, mti, next, values) -> {
              if (!has(number)) {
                throw notInTable(number, next);
              }
              Field.Read read = fields[number].unpack(frame, next);
              values.put(number, read.value());
              return read.next();
            })
        .message();
  }

  /**
   * Reads a frame that may say more than the dialect knows.
   *
   * @param used fields whose values matter; they must be readable
   */
  Received receive(byte[] frame, Set<Integer> used) throws MalformedMessage {
    List<Received.Note> notes = new ArrayList<>();
    Received received =
        read(
            frame,
            TWO_BITMAPS,
            (number, mti, next, values) -> {
              if (!has(number)) {
                Optional<Field> other = standard.field(mti, number);
                if (!other.isPresent()) {
                  throw notInTable(number, next);
                }
                return past(other.get(), frame, next, Received.What.NOT_IN_TABLE, notes);
              }
              Field field = fields[number];
              try {
                Field.Read read = field.receive(frame, next);
                if (read.units() > field.most()) {
                  notes.add(note(field, Received.What.TOO_LONG, read.units()));
                }
                values.put(number, read.value());
                return read.next();
              } catch (MalformedMessage e) {
                if (used.contains(number)) {
                  throw e;
                }
                return past(field, frame, next, Received.What.UNREADABLE, notes);
              }
            });
    return new Received(received.message(), notes, received.end());
  }

  private int past(
      Field field, byte[] frame, int next, Received.What what, List<Received.Note> notes)
      throws MalformedMessage {
    Field.Read read = field.skip(frame, next);
    notes.add(note(field, what, read.units()));
    return read.next();
  }

  private Received.Note note(Field field, Received.What what, int found) {
    int most = has(field.number()) ? field.most() : 0;
    return new Received.Note(field.number(), field.title(), what, found, most);
  }

  private MalformedMessage notInTable(int number, int next) {
    return new MalformedMessage(
        number,
        next,
        "the bitmap names field " + number + " at offset " + next + ", " + dialect + " has none");
  }

  /** How one field is read; gives the offset behind it. */
  private interface Reading {
    int field(int number, String mti, int next, SortedMap<Integer, String> values)
        throws MalformedMessage;
  }

  private Received read(byte[] frame, int most, Reading reading) throws MalformedMessage {
    SortedMap<Integer, String> values = new TreeMap<>();
    try {
      return read(frame, most, reading, values);
    } catch (MalformedMessage e) {
      throw e.after(values);
    }
  }

  /**
   * @param most the highest field that a bitmap may name
   * @param values what was read, also where reading ends early
   */
  private Received read(byte[] frame, int most, Reading reading, SortedMap<Integer, String> values)
      throws MalformedMessage {
    int said = bodyLength(frame);
    int found = frame.length - prefixBytes();
    if (said != found) {
      throw new MalformedMessage(
          -1, 0, "the length says " + said + " bytes follow, found " + found);
    }
    String mti = mti(frame);
    byte[] bitmap = bitmap(frame, mtiOffset() + layout.mtiBytes(), most);
    int next =
        mtiOffset() + layout.mtiBytes() + bitmap.length / BITMAP_BYTES * layout.bitmapBytes();
    int last = 0;
    for (int number = 2; number <= 8 * bitmap.length; number++) {
      if ((bitmap[(number - 1) / 8] & (0x80 >> (number - 1) % 8)) == 0) {
        continue;
      }
      next = reading.field(number, mti, next, values);
      last = number;
    }
    if (frame.length - next > trailer.mostReceived()) {
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
    Message message =
        Message.owning(
            Hex.encode(frame, prefixBytes(), tpdu.length() / 2),
            Hex.encode(frame, headerOffset(), header.length() / 2),
            mti,
            values);
    return new Received(message, List.of(), next);
  }

  private String mti(byte[] frame) throws MalformedMessage {
    int at = mtiOffset();
    int bytes = layout.mtiBytes();
    if (at + bytes > frame.length) {
      throw new MalformedMessage(
          -1, frame.length, "the message ends at offset " + frame.length + " before its bitmap");
    }
    if (layout.mti() == Coding.Digits.ASCII) {
      for (int i = at; i < at + bytes; i++) {
        if (!Field.isDigit((char) (frame[i] & 0xFF))) {
          throw notAnMti(at, Hex.encode(frame, i, 1));
        }
      }
      return new String(frame, at, bytes, StandardCharsets.US_ASCII);
    }
    String mti = Hex.encode(frame, at, bytes);
    if (!Mti.isMti(mti)) {
      throw notAnMti(at, mti);
    }
    return mti;
  }

  private MalformedMessage notAnMti(int at, String found) {
    return new MalformedMessage(
        0, at, "the MTI at offset " + at + " is 4 digits in " + layout.mti() + ", found " + found);
  }

  /** Both bitmaps as one, if the first announces a second. */
  private byte[] bitmap(byte[] frame, int at, int most) throws MalformedMessage {
    byte[] first = oneBitmap(frame, at);
    if ((first[0] & 0x80) == 0) {
      return first;
    }
    if (most == ONE_BITMAP) {
      throw new MalformedMessage(
          1,
          at,
          "the bitmap at offset " + at + " announces a second one, " + dialect + " has none");
    }
    byte[] second = oneBitmap(frame, at + layout.bitmapBytes());
    byte[] both = Arrays.copyOf(first, 2 * BITMAP_BYTES);
    System.arraycopy(second, 0, both, BITMAP_BYTES, BITMAP_BYTES);
    return both;
  }

  private byte[] oneBitmap(byte[] frame, int at) throws MalformedMessage {
    int bytes = layout.bitmapBytes();
    if (at + bytes > frame.length) {
      throw new MalformedMessage(
          -1, frame.length, "the message ends at offset " + frame.length + " within its bitmap");
    }
    if (layout.bitmap() == Coding.Bytes.RAW) {
      return Arrays.copyOfRange(frame, at, at + bytes);
    }
    for (int i = at; i < at + bytes; i++) {
      if (Character.digit((char) (frame[i] & 0xFF), 16) < 0) {
        throw new MalformedMessage(
            1, i, "the bitmap at offset " + at + " is hex, found " + Hex.encode(frame, i, 1));
      }
    }
    return Hex.decode(new String(frame, at, bytes, StandardCharsets.US_ASCII));
  }

  /** MTI, bitmap and fields for a jPOS channel. */
  ISOPackager isoPackager() {
    boolean ascii = layout.mti() == Coding.Digits.ASCII;
    int bitmapBytes = lastField / 8;
    ISOFieldPackager[] table = new ISOFieldPackager[lastField + 1];
    table[0] =
        ascii ? new IFA_NUMERIC(Mti.DIGITS, "MTI") : new IFB_NUMERIC(Mti.DIGITS, "MTI", true);
    table[1] =
        layout.bitmap() == Coding.Bytes.HEX
            ? new IFA_BITMAP(bitmapBytes, "bitmap")
            : new IFB_BITMAP(bitmapBytes, "bitmap");
    for (int number = 2; number <= lastField; number++) {
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
