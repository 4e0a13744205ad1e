package org.tillkeeper.iso8583;

import java.util.ArrayList;
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
import java.util.TreeSet;

/**
 * Reads a dialect file, strictly: unknown keys, fields that are not in the table and values that
 * are not allowed are refused with a text that names them.
 */
final class DialectReader {
  private static final String OTHER = "other";

  private final Section root;
  private final Map<String, String> options = new TreeMap<>();
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
            "mac",
            "sale",
            "reversal",
            "actions",
            "responseCodes");
    readOptions(chosen);
    readCoding();
    readFields();
  }

  String name() {
    return root.text("name");
  }

  Map<String, String> options() {
    return Collections.unmodifiableMap(options);
  }

  private void readOptions(Map<String, String> chosen) {
    Section section = root.section("options");
    for (String name : chosen.keySet()) {
      if (!section.has(name)) {
        throw new IllegalArgumentException(
            name() + " has no option " + name + "; allowed: " + String.join(", ", section.keys()));
      }
    }
    for (String name : section.keys()) {
      if (name.indexOf('.') < 0) {
        throw section.wrong(name, name, "names with a dot, which tells them from elements");
      }
      Section option = section.section(name).only("default", "allowed", "digits", "characters");
      String value = chosen.getOrDefault(name, option.text("default"));
      String allowed = violated(option, value);
      if (!allowed.isEmpty()) {
        throw section.wrong(name, value, allowed);
      }
      options.put(name, value);
    }
  }

  /** What the option allows, if that is not the value; else empty. */
  private static String violated(Section option, String value) {
    if (option.has("allowed")) {
      List<String> allowed = option.texts("allowed");
      return allowed.contains(value) ? "" : String.join(", ", allowed);
    }
    if (option.has("digits")) {
      int digits = option.number("digits", 1, 99);
      boolean fits = value.length() == digits;
      for (int i = 0; fits && i < digits; i++) {
        fits = Field.isDigit(value.charAt(i));
      }
      return fits ? "" : digits + " digits";
    }
    int characters = option.number("characters", 1, 99);
    return value.length() == characters ? "" : characters + " characters";
  }

  /** The values each option may have, where they are a list. */
  Map<String, List<String>> choices() {
    Map<String, List<String>> choices = new TreeMap<>();
    Section section = root.section("options");
    for (String name : section.keys()) {
      if (section.section(name).has("allowed")) {
        choices.put(name, Collections.unmodifiableList(section.section(name).texts("allowed")));
      }
    }
    return Collections.unmodifiableMap(choices);
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
    String format = entry.text("format");
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
        entry.has("encrypted") && chosen(entry, "encrypted", List.of("no", "yes")).equals("yes");
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
            chosen(section, key, List.of("bcd", "ascii")).toUpperCase(Locale.ROOT))
        : otherwise;
  }

  private Coding.Bytes bytes(Section section, String key, Coding.Bytes otherwise) {
    return section.has(key)
        ? Coding.Bytes.valueOf(chosen(section, key, List.of("raw", "hex")).toUpperCase(Locale.ROOT))
        : otherwise;
  }

  /** One of some texts, or an option in braces that has one of them. */
  private String chosen(Section section, String key, List<String> allowed) {
    String text = resolved(section, key);
    if (!allowed.contains(text)) {
      throw section.wrong(key, text, String.join(", ", allowed) + ", or {option}");
    }
    return text;
  }

  /** A text, or an option's value where it is an option in braces. */
  private String resolved(Section section, String key) {
    String text = section.text(key);
    if (!text.startsWith("{") || !text.endsWith("}")) {
      return text;
    }
    String value = options.get(text.substring(1, text.length() - 1));
    if (value == null) {
      throw section.wrong(key, text, "one of the options " + options.keySet());
    }
    return value;
  }

  /** A list of texts, or an option in braces whose value is texts between blanks. */
  private List<String> resolvedTexts(Section section, String key) {
    if (!section.isText(key)) {
      return section.texts(key);
    }
    if (!section.text(key).startsWith("{")) {
      throw section.wrong(key, "not a list", "a list of texts, or {option}");
    }
    String value = resolved(section, key);
    return value.isEmpty() ? List.of() : List.of(value.split(" "));
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
      String text = substituted(section.text(key));
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

  private String substituted(String text) {
    String result = text;
    for (Map.Entry<String, String> option : options.entrySet()) {
      result = result.replace("{" + option.getKey() + "}", option.getValue());
    }
    return result;
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
        String option = options.get(words[0]);
        if (option == null) {
          throw message.wrong(key, words[0], "one of the options " + options.keySet());
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
    Map<Integer, Set<String>> keepTags = new HashMap<>();
    if (section.has("keepTags")) {
      Section tags = section.section("keepTags");
      for (String number : tags.keys()) {
        keepTags.put(fieldNumber(section, "keepTags", number), new HashSet<>(tags.texts(number)));
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
      boolean ascii = section.isSection(key);
      String text = ascii ? section.section(key).only("ascii").text("ascii") : section.text(key);
      try {
        templates.put(field.number(), Template.parse(field, text, ascii, options));
      } catch (IllegalArgumentException e) {
        throw section.wrong(key, text, e.getMessage());
      }
    }
    return templates;
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
    return new MacRule(
        number,
        MacAlgorithm.valueOf(chosen(section, "algorithm", algorithms)),
        section.oneOf("from", List.of("tpdu", "header", "mti")),
        resolvedTexts(section, "messages"));
  }

  Map<String, ResponseCode.Meaning> saleMeanings() {
    Map<String, ResponseCode.Meaning> sets = new LinkedHashMap<>();
    sets.put("approved", ResponseCode.Meaning.APPROVED);
    sets.put("partiallyApproved", ResponseCode.Meaning.PARTIALLY_APPROVED);
    sets.put("unknownOutcome", ResponseCode.Meaning.UNKNOWN_OUTCOME);
    sets.put("duplicate", ResponseCode.Meaning.DUPLICATE);
    sets.put("signInAgain", ResponseCode.Meaning.SIGN_IN_AGAIN);
    return meanings(root.section("sale"), sets);
  }

  Map<String, ReversalMeaning> reversalMeanings() {
    Map<String, ReversalMeaning> sets = new LinkedHashMap<>();
    sets.put("reversed", ReversalMeaning.REVERSED);
    sets.put("noOriginal", ReversalMeaning.NO_ORIGINAL);
    sets.put("endedWithoutProof", ReversalMeaning.ENDED_WITHOUT_PROOF);
    sets.put("tryAgain", ReversalMeaning.TRY_AGAIN);
    sets.put("signInAgain", ReversalMeaning.SIGN_IN_AGAIN);
    return meanings(root.section("reversal"), sets);
  }

  /** Actions that do not follow from the meaning of a code; the section may be missing. */
  private Map<String, ResponseCode.Action> actions() {
    Map<String, ResponseCode.Action> sets = new LinkedHashMap<>();
    for (ResponseCode.Action action : ResponseCode.Action.values()) {
      sets.put(action.label(), action);
    }
    return root.has("actions") ? meanings(root.section("actions"), sets) : Map.of();
  }

  private <M> Map<String, M> meanings(Section section, Map<String, M> sets) {
    section.only(sets.keySet().toArray(new String[0]));
    Map<String, M> meanings = new HashMap<>();
    for (String set : section.keys()) {
      for (String code : resolvedTexts(section, set)) {
        if (meanings.put(code, sets.get(set)) != null) {
          throw section.wrong(set, code, "each code in one set");
        }
      }
    }
    return meanings;
  }

  Map<String, ResponseCode> responseCodes(Map<String, ResponseCode.Meaning> meanings) {
    Section section = root.section("responseCodes");
    Map<String, ResponseCode> codes = new TreeMap<>();
    Map<String, ResponseCode.Action> actions = actions();
    for (String code : section.keys()) {
      if (!code.equals(OTHER)) {
        ResponseCode.Meaning meaning = meanings.getOrDefault(code, ResponseCode.Meaning.DECLINED);
        codes.put(
            code,
            responseCode(
                code,
                meaning,
                actions.getOrDefault(code, ResponseCode.Action.of(meaning)),
                section,
                code));
      }
    }
    Set<String> named = new TreeSet<>(meanings.keySet());
    named.addAll(actions.keySet());
    for (String code : named) {
      if (!codes.containsKey(code)) {
        throw section.wrong(code, "missing", "a text for every code with a meaning or an action");
      }
    }
    return codes;
  }

  /** What is said of a code that the file does not know; its text holds {@code {code}}. */
  ResponseCode otherResponseCode() {
    return responseCode(
        "",
        ResponseCode.Meaning.DECLINED,
        actions().getOrDefault(OTHER, ResponseCode.Action.CONTACT_ACQUIRER),
        root.section("responseCodes"),
        OTHER);
  }

  private static ResponseCode responseCode(
      String code,
      ResponseCode.Meaning meaning,
      ResponseCode.Action action,
      Section section,
      String key) {
    Section texts = section.section(key).only("zh", "en");
    return new ResponseCode(code, meaning, action, texts.text("zh"), texts.text("en"));
  }
}
