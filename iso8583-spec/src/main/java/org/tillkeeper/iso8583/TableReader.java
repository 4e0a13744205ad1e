package org.tillkeeper.iso8583;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what a dialect file says of bytes: the framing, how digits and bitmaps are coded, and the
 * table of fields.
 */
final class TableReader {
  private static final int TRAILER_MOST = 16;

  private final Section root;
  private final Options options;
  private final Map<Integer, Field> fields = new TreeMap<>();
  private Coding.Digits mti = Coding.Digits.BCD;
  private Coding.Bytes bitmap = Coding.Bytes.RAW;
  private Coding coding = new Coding(Coding.Digits.BCD, Coding.Digits.BCD, Coding.Bytes.RAW);

  TableReader(Section root, Options options) {
    this.root = root;
    this.options = options;
    readCoding();
    readFields();
  }

  /** The table, by number. */
  Map<Integer, Field> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /** The number of a field of the table, as a key of a section names it. */
  int fieldNumber(Section section, String key, String text) {
    int number = Section.wholeNumber(text);
    if (!fields.containsKey(number)) {
      throw section.wrong(key, text, "fields of the table");
    }
    return number;
  }

  private void readFields() {
    Section section = root.section("fields");
    for (String key : section.keys()) {
      int number = Section.wholeNumber(key);
      if (number < 2 || number > 128 || number == 65) {
        throw section.wrong(key, key, "field numbers 2 to 64 and 66 to 128");
      }
      Section field =
          section
              .section(key)
              .only(
                  "name",
                  "format",
                  "digits",
                  "lengths",
                  "bytes",
                  "pad",
                  "encrypted",
                  "secret",
                  "charset");
      fields.put(number, field(number, field));
    }
  }

  private Field field(int number, Section entry) {
    String format = options.resolved(entry, "format");
    String allowed = "TYPE LENGTH, TYPE LL LENGTH or TYPE LLL LENGTH; types n, z, x+n, an, ans, b";
    String[] words = format.split(" ");
    if (words.length < 2 || words.length > 3) {
      throw entry.wrong("format", format, allowed);
    }
    Field.Type type =
        switch (words[0]) {
          case "n" -> Field.Type.N;
          case "z" -> Field.Type.Z;
          case "x+n" -> Field.Type.XN;
          case "an" -> Field.Type.AN;
          case "ans" -> Field.Type.ANS;
          case "b" -> Field.Type.B;
          default -> throw entry.wrong("format", format, allowed);
        };
    int prefixDigits = 0;
    if (words.length == 3) {
      prefixDigits =
          switch (words[1]) {
            case "LL" -> 2;
            case "LLL" -> 3;
            default -> throw entry.wrong("format", format, allowed);
          };
    }
    int most = prefixDigits == 2 ? 99 : 999;
    int length = Section.wholeNumber(words[words.length - 1]);
    if (length < 1 || length > most) {
      throw entry.wrong("format", format, "a length of 1 to " + most);
    }
    if (type == Field.Type.XN && (prefixDigits != 0 || length % 2 != 0)) {
      throw entry.wrong("format", format, "x+n with a fixed, even number of digits");
    }
    boolean padLeft =
        entry.has("pad") && entry.oneOf("pad", List.of("left", "right")).equals("left");
    boolean secret =
        entry.has("secret") && entry.oneOf("secret", List.of("true", "false")).equals("true");
    String charset =
        entry.has("charset") ? entry.oneOf("charset", List.of("GBK", "US-ASCII")) : "US-ASCII";
    boolean encrypted =
        entry.has("encrypted")
            && options.chosen(entry, "encrypted", List.of("no", "yes")).equals("yes");
    return new Field(
        number,
        entry.text("name"),
        type,
        prefixDigits,
        length,
        new Coding(
            digits(entry, "digits", coding.digits()),
            digits(entry, "lengths", coding.lengths()),
            bytes(entry, "bytes", coding.bytes())),
        padLeft,
        encrypted,
        secret,
        charset);
  }

  private void readCoding() {
    if (root.has("coding")) {
      Section section = root.section("coding").only("mti", "bitmap", "digits", "lengths", "bytes");
      mti = digits(section, "mti", mti);
      bitmap = bytes(section, "bitmap", bitmap);
      coding =
          new Coding(
              digits(section, "digits", coding.digits()),
              digits(section, "lengths", coding.lengths()),
              bytes(section, "bytes", coding.bytes()));
    }
  }

  private Coding.Digits digits(Section section, String key, Coding.Digits otherwise) {
    return section.has(key)
        ? Coding.Digits.valueOf(
            options.chosen(section, key, List.of("bcd", "ascii")).toUpperCase(Locale.ROOT))
        : otherwise;
  }

  private Coding.Bytes bytes(Section section, String key, Coding.Bytes otherwise) {
    return section.has(key)
        ? Coding.Bytes.valueOf(
            options.chosen(section, key, List.of("raw", "hex")).toUpperCase(Locale.ROOT))
        : otherwise;
  }

  /** Frames, as the file has them, with the fields of the table. */
  Wire wire(String dialect) {
    Section framing =
        root.section("framing").only("lengthPrefix", "tpdu", "header", "body", "trailer", "empty");
    Section body = framing.section("body").only("min", "max");
    String prefix = framing.text("lengthPrefix");
    if (!prefix.equals("2") && !prefix.equals("4 ascii")) {
      throw framing.wrong("lengthPrefix", prefix, "2 (binary, big-endian), 4 ascii");
    }
    int prefixBytes = prefix.charAt(0) - '0';
    int min = body.number("min", 1, 65535);
    return new Wire(
        dialect,
        new Wire.Layout(prefixBytes, mti, bitmap),
        hex(framing, "tpdu"),
        hex(framing, "header"),
        min,
        body.number("max", min, prefixBytes == 4 ? 9999 : 65535),
        trailer(framing),
        new StandardFields(coding),
        fields.values());
  }

  /** How many bytes may follow the last field of what is received; none if the file is silent. */
  private int trailer(Section framing) {
    if (!framing.has("trailer")) {
      return 0;
    }
    String text = options.resolved(framing, "trailer");
    int bytes = Section.wholeNumber(text);
    if (bytes < 0 || bytes > TRAILER_MOST) {
      throw framing.wrong("trailer", text, "0 to " + TRAILER_MOST + " bytes");
    }
    return bytes;
  }

  /** Upper-case hex, or nothing. */
  static String hex(Section section, String key) {
    String text = section.text(key);
    try {
      return Hex.encode(Hex.decode(text));
    } catch (IllegalArgumentException e) {
      throw section.wrong(key, text, "hex digits, two a byte, or nothing");
    }
  }
}
