package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tillkeeper.iso8583.security.KeyLayout;

/**
 * Reads a dialect file, strictly: unknown keys, fields that are not in the table and values that
 * are not allowed are refused with a text that names them.
 */
final class DialectReader {
  private static final int MOST_OUTSTANDING = 16;
  private static final int CHIP_VALUE_MOST = 127;

  private final Section root;
  private final Options options;
  private final Set<String> readingOptions;
  private final Map<Integer, Field> fields = new TreeMap<>();
  private Coding.Digits mti = Coding.Digits.BCD;
  private Coding.Bytes bitmap = Coding.Bytes.RAW;
  private Coding coding = new Coding(Coding.Digits.BCD, Coding.Digits.BCD, Coding.Bytes.RAW);

  /**
   * @param chosen values of options, by name; the others keep their defaults
   */
  DialectReader(Section root, Map<String, String> chosen) {
    this.root =
        root.only(
            "name",
            "framing",
            "coding",
            "options",
            "fields",
            "elements",
            "messages",
            "keys",
            "mac",
            "window",
            "batches",
            "chip",
            "orders",
            "sale",
            "reversal",
            "inquiry",
            "settlement",
            "recovery",
            "actions",
            "responseCodes");
    options = new Options(root.section("options"), name(), chosen);
    readCoding();
    readFields();
    readingOptions = options.asked();
  }

  /** The options that change how a message is read. */
  Set<String> readingOptions() {
    return readingOptions;
  }

  String name() {
    return root.text("name");
  }

  Options options() {
    return options;
  }

  Meanings meanings() {
    return new Meanings(root, options);
  }

  /** How many requests may be outstanding on one connection. */
  int window() {
    if (!root.has("window")) {
      return 1;
    }
    String text = options.resolved(root, "window");
    int window = Section.wholeNumber(text);
    if (window < 1 || window > MOST_OUTSTANDING) {
      throw root.wrong("window", text, "1 to " + MOST_OUTSTANDING);
    }
    return window;
  }

  /** The numbers that batches may have; all of 6 digits where the file says nothing. */
  BatchNumbers batches() {
    if (!root.has("batches")) {
      return BatchNumbers.ALL;
    }
    Section section = root.section("batches").only("first", "last");
    int first = section.number("first", 1, BatchNumbers.MOST);
    return new BatchNumbers(first, section.number("last", first, BatchNumbers.MOST));
  }

  /** What messages carry of a chip's data; all of it where the file says nothing. */
  Map<Kind, ChipRule> chip(Set<Kind> kinds) {
    Map<Kind, ChipRule> rules = new EnumMap<>(Kind.class);
    if (!root.has("chip")) {
      return rules;
    }
    Section section = root.section("chip");
    List<String> labels = new ArrayList<>();
    for (Kind kind : kinds) {
      labels.add(kind.label());
      if (section.has(kind.label())) {
        rules.put(kind, chipRule(section.section(kind.label()).only("tags", "set")));
      }
    }
    section.only(labels.toArray(new String[0]));
    return rules;
  }

  private static ChipRule chipRule(Section section) {
    Set<String> tags = new HashSet<>();
    if (section.has("tags")) {
      for (String tag : section.texts("tags")) {
        tags.add(chipTag(section, "tags", tag));
      }
    }
    Map<String, String> set = new LinkedHashMap<>();
    if (section.has("set")) {
      Section values = section.section("set");
      for (String tag : values.keys()) {
        String value = hex(values, tag);
        if (value.length() > 2 * CHIP_VALUE_MOST) {
          throw values.wrong(tag, value, "at most " + CHIP_VALUE_MOST + " bytes");
        }
        set.put(chipTag(values, tag, tag), value);
      }
    }
    return new ChipRule(tags, set);
  }

  private static String chipTag(Section section, String key, String tag) {
    if (!tag.matches("([0-9A-F]{2}){1,3}")) {
      throw section.wrong(key, tag, "tags of 1 to 3 bytes in upper-case hex");
    }
    return tag;
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

  Wire wire() {
    Section framing = root.section("framing").only("lengthPrefix", "tpdu", "header", "body");
    Section body = framing.section("body").only("min", "max");
    String prefix = framing.text("lengthPrefix");
    if (!prefix.equals("2") && !prefix.equals("4 ascii")) {
      throw framing.wrong("lengthPrefix", prefix, "2 (binary, big-endian), 4 ascii");
    }
    int prefixBytes = prefix.charAt(0) - '0';
    int min = body.number("min", 1, 65535);
    return new Wire(
        name(),
        new Wire.Layout(prefixBytes, mti, bitmap),
        hex(framing, "tpdu"),
        hex(framing, "header"),
        min,
        body.number("max", min, prefixBytes == 4 ? 9999 : 65535),
        fields.values());
  }

  private static String hex(Section section, String key) {
    String text = section.text(key);
    try {
      return Hex.encode(Hex.decode(text));
    } catch (IllegalArgumentException e) {
      throw section.wrong(key, text, "hex digits, two a byte, or nothing");
    }
  }

  Map<Element, Place> places() {
    Section section = root.section("elements");
    Map<Element, Place> places = new EnumMap<>(Element.class);
    for (String key : section.keys()) {
      String text = options.substituted(section.text(key));
      try {
        Place place = Place.parse(text);
        if (place.field() != 0 && !fields.containsKey(place.field())) {
          throw new IllegalArgumentException("fields of the table");
        }
        places.put(Element.labelled(key), place);
      } catch (IllegalArgumentException e) {
        throw section.wrong(key, text, e.getMessage());
      }
    }
    return places;
  }

  Map<Kind, MessageRule> messages() {
    Section section = root.section("messages");
    Map<Kind, MessageRule> rules = new EnumMap<>(Kind.class);
    List<String> known = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      known.add(kind.label());
      if (section.has(kind.label())) {
        rules.put(kind, rule(section.section(kind.label())));
      }
    }
    section.only(known.toArray(new String[0]));
    return rules;
  }

  private MessageRule rule(Section message) {
    return new MessageRule(
        mti(message, "mti"),
        message.has("repeat") ? mti(message, "repeat") : "",
        cases(message, List.of("mti", "repeat", "reversal")),
        message.has("reversal")
            ? reversal(message.section("reversal"))
            : MessageRule.Reversal.NONE);
  }

  private List<MessageRule.Case> cases(Section message, List<String> others) {
    List<MessageRule.Case> cases = new ArrayList<>();
    for (String key : message.keys()) {
      if (key.equals("fields")) {
        cases.add(new MessageRule.Case(List.of(), templates(message.section(key))));
      } else if (key.startsWith("if ")) {
        Map<Integer, Template> templates = templates(message.section(key));
        conditions(message, key)
            .ifPresent(conditions -> cases.add(new MessageRule.Case(conditions, templates)));
      } else if (!others.contains(key)) {
        throw message.wrong(
            key,
            key,
            String.join(", ", others)
                + ", fields, if ELEMENT, if ELEMENT is VALUE, if OPTION is VALUE, joined by and");
      }
    }
    return cases;
  }

  /** What must hold of the elements; empty if an option says that it never does. */
  private Optional<List<MessageRule.Condition>> conditions(Section message, String key) {
    List<MessageRule.Condition> conditions = new ArrayList<>();
    boolean possible = true;
    for (String text : key.substring("if ".length()).split(" and ")) {
      String[] words = text.split(" ");
      if (words.length != 1 && !(words.length == 3 && words[1].equals("is"))) {
        throw message.wrong(key, text, "ELEMENT, or ELEMENT is VALUE, VALUE/VALUE for either");
      }
      List<String> allowed = words.length == 1 ? List.of() : List.of(words[2].split("/"));
      if (words[0].indexOf('.') >= 0) {
        String option = options.values().get(words[0]);
        if (option == null) {
          throw message.wrong(key, words[0], "one of the options " + options.values().keySet());
        }
        possible &= allowed.contains(option);
        continue;
      }
      try {
        conditions.add(new MessageRule.Condition(Element.labelled(words[0]), allowed));
      } catch (IllegalArgumentException e) {
        throw message.wrong(key, words[0], e.getMessage());
      }
    }
    return possible ? Optional.of(conditions) : Optional.empty();
  }

  private MessageRule.Reversal reversal(Section section) {
    Set<Integer> keep = new HashSet<>();
    for (String number : section.texts("keep")) {
      keep.add(fieldNumber(section, "keep", number));
    }
    Map<Integer, MessageRule.Kept> keepTags = new HashMap<>();
    if (section.has("keepTags")) {
      Section tags = section.section("keepTags");
      for (String key : tags.keys()) {
        String[] parts = options.substituted(key).split(":");
        boolean text = parts.length == 2 && (parts[1].equals("2") || parts[1].equals("3"));
        if (!text && parts.length != 1) {
          throw tags.wrong(key, key, "FIELD, or FIELD:2 or FIELD:3 for entries of text");
        }
        keepTags.put(
            fieldNumber(section, "keepTags", parts[0]),
            new MessageRule.Kept(
                new HashSet<>(tags.texts(key)), text ? Section.wholeNumber(parts[1]) : 0));
      }
    }
    return new MessageRule.Reversal(
        mti(section, "mti"),
        section.has("repeat") ? mti(section, "repeat") : "",
        keep,
        keepTags,
        cases(section, List.of("mti", "repeat", "keep", "keepTags")));
  }

  private static String mti(Section section, String key) {
    String mti = section.text(key);
    if (!Wire.isMti(mti)) {
      throw section.wrong(key, mti, "4 digits");
    }
    return mti;
  }

  private int fieldNumber(Section section, String key, String text) {
    int number = Section.wholeNumber(text);
    if (!fields.containsKey(number)) {
      throw section.wrong(key, text, "fields of the table");
    }
    return number;
  }

  private Map<Integer, Template> templates(Section section) {
    Map<Integer, Template> templates = new TreeMap<>();
    for (String key : section.keys()) {
      Field field = fields.get(fieldNumber(section, key, key));
      if (!section.isSection(key)) {
        templates.put(field.number(), template(field, section, key, Template.Form.AS_IT_IS));
        continue;
      }
      Section inner = section.section(key).only("ascii", "tlv");
      if (inner.has("tlv")) {
        Section entries = inner.section("tlv");
        Map<String, Template> byTag = new LinkedHashMap<>();
        for (String tag : entries.keys()) {
          byTag.put(chipTag(entries, tag, tag), template(field, entries, tag, Template.Form.ASCII));
        }
        templates.put(field.number(), Template.tlv(field, byTag));
      } else {
        templates.put(field.number(), template(field, inner, "ascii", Template.Form.ASCII));
      }
    }
    return templates;
  }

  private Template template(Field field, Section section, String key, Template.Form form) {
    String text = section.text(key);
    try {
      return Template.parse(field, text, form, options.values());
    } catch (IllegalArgumentException e) {
      throw section.wrong(key, text, e.getMessage());
    }
  }

  /** How working keys are laid out; DES where the file says nothing. */
  KeyLayout keyLayout() {
    KeyLayout layout = KeyLayout.DES;
    if (!root.has("keys")) {
      return layout;
    }
    Section section = root.section("keys");
    for (String key : section.keys()) {
      if (key.equals("layout")) {
        layout = layout(section);
      } else if (key.startsWith("if ")) {
        Optional<List<MessageRule.Condition>> conditions = conditions(section, key);
        KeyLayout other = layout(section.section(key).only("layout"));
        if (conditions.isPresent() && !conditions.get().isEmpty()) {
          throw section.wrong(key, key, "if OPTION is VALUE");
        }
        layout = conditions.isPresent() ? other : layout;
      } else {
        throw section.wrong(key, key, "layout, if OPTION is VALUE");
      }
    }
    return layout;
  }

  private KeyLayout layout(Section section) {
    List<String> names = new ArrayList<>();
    for (KeyLayout layout : KeyLayout.values()) {
      names.add(layout.name());
    }
    return KeyLayout.valueOf(options.chosen(section, "layout", names));
  }

  MacRule mac() {
    Section section = root.section("mac").only("field", "algorithm", "from", "messages");
    int number = fieldNumber(section, "field", section.text("field"));
    int last = Collections.max(fields.keySet());
    if (!fields.get(number).isFixed(Field.Type.B, 8)
        || !fields.get(last).isFixed(Field.Type.B, 8)
        || (number != last && (number != 64 || last != 128))) {
      throw section.wrong(
          "field",
          section.text("field"),
          "the table's last field, or 64 where that is 128, format b 8");
    }
    List<String> algorithms = new ArrayList<>();
    for (MacAlgorithm algorithm : MacAlgorithm.values()) {
      algorithms.add(algorithm.name());
    }
    MacAlgorithm algorithm = MacAlgorithm.valueOf(options.chosen(section, "algorithm", algorithms));
    KeyLayout layout = keyLayout();
    if (root.has("keys") && Arrays.stream(layout.macKeyBytes()).noneMatch(algorithm::takesKey)) {
      throw section.wrong(
          "algorithm",
          algorithm.name(),
          "an algorithm with keys of "
              + layout.macKeyBytes()[0]
              + " bytes, as the sign-in brings them in the layout "
              + layout);
    }
    return new MacRule(
        number,
        algorithm,
        section.oneOf("from", List.of("tpdu", "header", "mti")),
        options.texts(section, "messages"));
  }
}
