package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final TableReader table;
  private final MessageReader messages;

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
            "conventions",
            "sale",
            "reversal",
            "inquiry",
            "shownCode",
            "settlement",
            "recovery",
            "actions",
            "management",
            "answers",
            "hostRequests",
            "responseCodes");
    options = new Options(root.section("options"), name(), chosen);
    table = new TableReader(root, options);
    readingOptions = options.asked();
    messages = new MessageReader(root, options, table);
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
        String value = TableReader.hex(values, tag);
        if (value.length() > 2 * CHIP_VALUE_MOST) {
          throw values.wrong(tag, value, "at most " + CHIP_VALUE_MOST + " bytes");
        }
        set.put(chipTag(values, tag, tag), value);
      }
    }
    return new ChipRule(tags, set);
  }

  /** A tag of BER-TLV. */
  static String chipTag(Section section, String key, String tag) {
    if (!tag.matches("([0-9A-F]{2}){1,3}")) {
      throw section.wrong(key, tag, "tags of 1 to 3 bytes in upper-case hex");
    }
    return tag;
  }

  Wire wire() {
    return table.wire(name());
  }

  /** Whether empty frames of the host's are answered in kind; not where the file says nothing. */
  boolean answersEmptyFrames() {
    Section framing = root.section("framing");
    return framing.has("empty")
        && options.chosen(framing, "empty", List.of("skipped", "answered")).equals("answered");
  }

  Map<Kind, MessageRule> messages() {
    return messages.messages();
  }

  Map<Element, Place> places() {
    Section section = root.section("elements");
    Map<Element, Place> places = new EnumMap<>(Element.class);
    for (String key : section.keys()) {
      String text = options.substituted(section.text(key));
      try {
        Place place = Place.parse(text);
        if (place.field() != 0 && !table.fields().containsKey(place.field())) {
          throw new IllegalArgumentException("fields of the table");
        }
        places.put(Element.labelled(key), place);
      } catch (IllegalArgumentException e) {
        throw section.wrong(key, text, e.getMessage());
      }
    }
    return places;
  }

  Optional<HostRequests> hostRequests(Map<Element, Place> places) {
    Place code = places.get(Element.RESPONSE_CODE);
    return code == null ? Optional.empty() : HostRequests.read(root, options, table, code.field());
  }

  AnswerRule answerRule(Set<Element> carried) {
    return new AnswerRuleReader(root, options).rule(carried);
  }

  Conventions conventions(Map<Element, Place> places) {
    Place parameters = places.get(Element.PARAMETERS);
    return new ConventionsReader(root, Shipped::unionPay)
        .conventions(parameters == null ? 0 : parameters.field());
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
        Optional<List<MessageRule.Condition>> conditions = messages.conditions(section, key);
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
    Section section = root.section("mac").only("field", "algorithm", "from", "messages", "besides");
    Map<Integer, Field> fields = table.fields();
    int number = table.fieldNumber(section, "field", section.text("field"));
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
        options.texts(section, "messages"),
        section.has("besides") ? Optional.of(besides(section)) : Optional.empty());
  }

  /**
   * Refuses a dialect with MACs whose messages about shown codes have none: nothing that is said of
   * a code could be believed.
   */
  void verifyCodes(Map<Kind, MessageRule> rules, MacRule mac) {
    rules.forEach(
        (kind, rule) -> {
          if (kind.isOfCode() && !mac.messages().isEmpty() && !mac.covers(rule.mti())) {
            throw root.section("mac")
                .wrong(
                    "messages",
                    String.join(", ", mac.messages()),
                    "the MTI " + rule.mti() + " of messages." + kind.label() + " among them");
          }
        });
  }

  /** Of one place and the values there, as in {@code besides: {"60[9-11]": ["800"]}}. */
  private MacRule.Besides besides(Section mac) {
    Section section = mac.section("besides");
    if (section.keys().size() != 1) {
      throw mac.wrong("besides", section.keys().size() + " places", "one place and its values");
    }
    String where = section.keys().iterator().next();
    try {
      Place place = Place.parse(where);
      if (place.field() != 0 && !table.fields().containsKey(place.field())) {
        throw new IllegalArgumentException("fields of the table");
      }
      return new MacRule.Besides(place, section.texts(where));
    } catch (IllegalArgumentException e) {
      throw section.wrong(where, where, e.getMessage());
    }
  }
}
