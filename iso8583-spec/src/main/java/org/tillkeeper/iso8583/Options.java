package org.tillkeeper.iso8583;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The options of a dialect file and their values: what acquirers do differently. The file names an
 * option in braces where its value is to stand, as in {@code format: "{field48.format}"}.
 */
final class Options {
  private final Section section;
  private final Map<String, String> values = new TreeMap<>();
  private final Set<String> asked = new TreeSet<>();

  /**
   * @param section the file's options
   * @param dialect the dialect's name, for error texts
   * @param chosen values by name; the others keep their defaults
   */
  Options(Section section, String dialect, Map<String, String> chosen) {
    this.section = section;
    for (String name : chosen.keySet()) {
      if (!section.has(name)) {
        throw new IllegalArgumentException(
            dialect + " has no option " + name + "; allowed: " + String.join(", ", section.keys()));
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
      values.put(name, value);
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

  /** Value by name. */
  Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }

  /**
   * The options whose values were asked for so far. Options within longer texts do not count, as in
   * {@code "00{batch}{signIn.keys}"}.
   */
  Set<String> asked() {
    return Collections.unmodifiableSet(new TreeSet<>(asked));
  }

  /** The values each option may have, where they are a list. */
  Map<String, List<String>> choices() {
    Map<String, List<String>> choices = new TreeMap<>();
    for (String name : section.keys()) {
      if (section.section(name).has("allowed")) {
        choices.put(name, Collections.unmodifiableList(section.section(name).texts("allowed")));
      }
    }
    return Collections.unmodifiableMap(choices);
  }

  /** A text, or an option's value where it is an option in braces. */
  String resolved(Section section, String key) {
    String text = section.text(key);
    if (!text.startsWith("{") || !text.endsWith("}")) {
      return text;
    }
    String name = text.substring(1, text.length() - 1);
    String value = values.get(name);
    asked.add(name);
    if (value == null) {
      throw section.wrong(key, text, "one of the options " + values.keySet());
    }
    return value;
  }

  /** One of some texts, or an option in braces that has one of them. */
  String chosen(Section section, String key, List<String> allowed) {
    String text = resolved(section, key);
    if (!allowed.contains(text)) {
      throw section.wrong(key, text, String.join(", ", allowed) + ", or {option}");
    }
    return text;
  }

  /** A list of texts, or an option in braces whose value is texts between blanks. */
  List<String> texts(Section section, String key) {
    if (!section.isText(key)) {
      return section.texts(key);
    }
    if (!section.text(key).startsWith("{")) {
      throw section.wrong(key, "not a list", "a list of texts, or {option}");
    }
    String value = resolved(section, key);
    return value.isEmpty() ? List.of() : List.of(value.split(" "));
  }

  /** The text with every option in braces replaced by its value. */
  String substituted(String text) {
    String result = text;
    for (Map.Entry<String, String> option : values.entrySet()) {
      result = result.replace("{" + option.getKey() + "}", option.getValue());
    }
    return result;
  }
}
