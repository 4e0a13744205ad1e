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
        root.section("framing")
            .only(
                "lengthPrefix",
                "behindLength",
                "tpdu",
                "header",
                "headerTotal",
                "body",
                "trailer",
                "sentTrailer",
                "empty");
    Section body = framing.section("body").only("min", "max");
    LengthPrefix prefix = lengthPrefix(framing);
    int min = body.number("min", 1, 65535);
    String header = hex(framing, "header");
    return new Wire(
        dialect,
        new Wire.Layout(prefix, headerTotal(framing, header), mti, bitmap),
        hex(framing, "tpdu"),
        header,
        min,
        body.number("max", min, prefix.most()),
        trailer(framing),
        new StandardFields(coding),
        fields.values());
  }

  private LengthPrefix lengthPrefix(Section framing) {
    String text = options.resolved(framing, "lengthPrefix");
    return LengthPrefix.named(text, briefHex(framing, "behindLength"))
        .orElseThrow(() -> framing.wrong("lengthPrefix", text, LengthPrefix.allowed()));
  }

  /** Hex of at most 16 bytes; none if the file is silent. */
  private static String briefHex(Section framing, String key) {
    String hex = framing.has(key) ? hex(framing, key) : "";
    if (hex.length() > 2 * TRAILER_MOST) {
      throw framing.wrong(key, hex, "at most " + TRAILER_MOST + " bytes in hex");
    }
    return hex;
  }

  /** Which bytes of the header say how many header and message have; none if the file is silent. */
  private static Wire.TotalLength headerTotal(Section framing, String header) {
    if (!framing.has("headerTotal")) {
      return Wire.TotalLength.NONE;
    }
    String text = framing.text("headerTotal");
    String[] ends = text.split("-", -1);
    int from = Section.wholeNumber(ends[0]);
    int to = Section.wholeNumber(ends[ends.length - 1]);
    int bytes = to - from + 1;
    boolean fits = from >= 1 && (bytes == 2 || bytes == 4) && 2 * to <= header.length();
    if (ends.length != 2 || !fits) {
      throw framing.wrong(
          "headerTotal", text, "FROM-TO, 2 or 4 bytes of the header, the first is 1: " + header);
    }
    return new Wire.TotalLength(from - 1, bytes);
  }

  /** What stands behind the last field; nothing if the file is silent. */
  private Wire.Trailer trailer(Section framing) {
    String sent = briefHex(framing, "sentTrailer");
    if (!framing.has("trailer")) {
      return new Wire.Trailer(sent, sent.length() / 2);
    }
    String text = options.resolved(framing, "trailer");
    int bytes = Section.wholeNumber(text);
    if (bytes < 0 || bytes > TRAILER_MOST) {
      throw framing.wrong("trailer", text, "0 to " + TRAILER_MOST + " bytes");
    }
    return new Wire.Trailer(sent, Math.max(bytes, sent.length() / 2));
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
