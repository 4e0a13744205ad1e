package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads what a dialect file says of messages: their fields, when they have them, what undoes them.
 */
final class MessageReader {
  private final Section root;
  private final Options options;
  private final TableReader table;

  MessageReader(Section root, Options options, TableReader table) {
    this.root = root;
    this.options = options;
    this.table = table;
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
  Optional<List<MessageRule.Condition>> conditions(Section message, String key) {
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
      keep.add(table.fieldNumber(section, "keep", number));
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
            table.fieldNumber(section, "keepTags", parts[0]),
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
    if (!Mti.isMti(mti)) {
      throw section.wrong(key, mti, "4 digits");
    }
    return mti;
  }

  private Map<Integer, Template> templates(Section section) {
    Map<Integer, Template> templates = new TreeMap<>();
    for (String key : section.keys()) {
      Field field = table.fields().get(table.fieldNumber(section, key, key));
      if (!section.isSection(key)) {
        templates.put(field.number(), template(field, section, key, Template.Form.AS_IT_IS));
        continue;
      }
      Section inner = section.section(key).only("ascii", "tlv", "entries", "digits");
      if (inner.has("entries")) {
        if (!field.isText()) {
          throw section.wrong(key, "entries", "entries in a field an or ans");
        }
        templates.put(field.number(), entries(field, inner.section("entries"), entryDigits(inner)));
      } else if (inner.has("tlv")) {
        Section entries = inner.section("tlv");
        Map<String, Template> byTag = new LinkedHashMap<>();
        for (String tag : entries.keys()) {
          byTag.put(DialectReader.chipTag(entries, tag, tag), entry(field, entries, tag));
        }
        templates.put(field.number(), Template.tlv(field, byTag));
      } else {
        templates.put(field.number(), template(field, inner, "ascii", Template.Form.ASCII));
      }
    }
    return templates;
  }

  private int entryDigits(Section section) {
    return Section.wholeNumber(options.chosen(section, "digits", List.of("2", "3")));
  }

  /** Entries of text, in which a mapping stands for entries within an entry. */
  private Template entries(Field field, Section section, int digits) {
    Map<String, Template> byTag = new LinkedHashMap<>();
    for (String tag : section.keys()) {
      if (!tag.matches("[0-9A-Z]{2}")) {
        throw section.wrong(tag, tag, "tags of 2 digits or capital letters");
      }
      byTag.put(
          tag,
          section.isSection(tag)
              ? entries(field, section.section(tag), digits)
              : template(field, section, tag, Template.Form.AS_IT_IS));
    }
    return Template.entries(field, byTag, digits);
  }

  /** An entry of TLV: a text, or hex digits. */
  private Template entry(Field field, Section entries, String tag) {
    return entries.isSection(tag)
        ? template(field, entries.section(tag).only("hex"), "hex", Template.Form.HEX)
        : template(field, entries, tag, Template.Form.ASCII);
  }

  private Template template(Field field, Section section, String key, Template.Form form) {
    String text = section.text(key);
    try {
      return Template.parse(field, text, form, options.values());
    } catch (IllegalArgumentException e) {
      throw section.wrong(key, text, e.getMessage());
    }
  }
}
