package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.iso8583.yaml.InvalidYaml;
import org.tillkeeper.iso8583.yaml.Printable;
import org.tillkeeper.iso8583.yaml.YamlValue;

/**
 * One mapping of a dialect file. It knows where it stands, so that every complaint names the file,
 * the key, the value and what is allowed. Every scalar is text: {@code 0200} stays {@code 0200}.
 */
final class Section {
  private final String source;
  private final YamlValue value;
  private final Map<String, YamlValue> entries;

  private Section(String source, YamlValue value) {
    this.source = source;
    this.value = value;
    entries = value.members();
  }

  /**
   * Reads a whole file.
   *
   * @param source the file's name, for error texts
   */
  static Section parse(String yaml, String source) {
    String noMapping = source + ": a dialect is a mapping of sections";
    YamlValue root;
    try {
      root = YamlValue.parse(yaml, YamlValue.Schema.CORE);
    } catch (InvalidYaml e) {
      throw new IllegalArgumentException(
          e.why() == InvalidYaml.Why.EMPTY ? noMapping : source + e.place() + ": " + e.getMessage(),
          e);
    }
    if (!root.isMap()) {
      throw new IllegalArgumentException(noMapping);
    }
    return new Section(source, root);
  }

  private String path(String key) {
    return Printable.oneLine(value.key().isEmpty() ? key : value.key() + "." + key);
  }

  /** An error about a key of this section. */
  IllegalArgumentException wrong(String key, String value, String allowed) {
    return new IllegalArgumentException(
        source + ": " + path(key) + " is '" + Printable.oneLine(value) + "'; allowed: " + allowed);
  }

  /** Refuses keys other than these. */
  Section only(String... allowed) {
    List<String> names = Arrays.asList(allowed);
    Optional<YamlValue> unknown = value.otherThan(names);
    if (unknown.isPresent()) {
      throw new IllegalArgumentException(
          source
              + ": unknown key "
              + Printable.oneLine(unknown.get().key())
              + "; allowed: "
              + String.join(", ", names));
    }
    return this;
  }

  /** Refuses keys other than these, and names all that are missing. */
  Section exactly(List<String> names) {
    only(names.toArray(new String[0]));
    List<String> missing = new ArrayList<>(names);
    missing.removeAll(keys());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          source + ": " + Printable.oneLine(value.key()) + " lacks " + String.join(", ", missing));
    }
    return this;
  }

  /** The keys, in the file's order. */
  Set<String> keys() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  boolean isSection(String key) {
    return has(key) && entries.get(key).isMap();
  }

  boolean isText(String key) {
    return has(key) && entries.get(key).written().isPresent();
  }

  /** A mapping; it must be there. */
  Section section(String key) {
    YamlValue inner = required(key);
    if (!inner.isMap()) {
      throw wrong(key, "not a mapping", "a mapping");
    }
    return new Section(source, inner);
  }

  /** A text; it must be there. */
  String text(String key) {
    return required(key).written().orElseThrow(() -> wrong(key, "not a text", "a text"));
  }

  String text(String key, String otherwise) {
    return has(key) ? text(key) : otherwise;
  }

  /** One of some texts; it must be there. */
  String oneOf(String key, List<String> allowed) {
    String text = text(key);
    if (!allowed.contains(text)) {
      throw wrong(key, text, String.join(", ", allowed));
    }
    return text;
  }

  /** A whole number; it must be there. */
  int number(String key, int min, int max) {
    String text = text(key);
    int number = wholeNumber(text);
    if (number < min || number > max) {
      throw wrong(key, text, min + " to " + max);
    }
    return number;
  }

  /** A list of texts; it must be there. */
  List<String> texts(String key) {
    YamlValue list = required(key);
    if (!list.isList()) {
      throw wrong(key, "not a list", "a list of texts");
    }
    List<String> texts = new ArrayList<>();
    for (YamlValue item : list.items()) {
      texts.add(
          item.written()
              .orElseThrow(() -> wrong(key, "a list with something else", "a list of texts")));
    }
    return texts;
  }

  private YamlValue required(String key) {
    if (!has(key)) {
      throw new IllegalArgumentException(source + ": " + path(key) + " is missing");
    }
    return entries.get(key);
  }

  /** A number of at most 6 digits, or -1. */
  static int wholeNumber(String text) {
    if (text.isEmpty() || text.length() > 6) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!Field.isDigit(text.charAt(i))) {
        return -1;
      }
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}
