package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * One mapping of a dialect file, knowing where it stands, so that every complaint names the file,
 * the key, the value and what is allowed. Every scalar is text: {@code 0200} stays {@code 0200}.
 */
final class Section {
  private static final int MOST_LEVELS = 16;
  private static final int MOST_SHOWN = 200;

  private final String source;
  private final String path;
  private final Map<?, ?> entries;

  private Section(String source, String path, Map<?, ?> entries) {
    this.source = source;
    this.path = path;
    this.entries = entries;
  }

  /**
   * Reads a whole file.
   *
   * @param source the file's name, for error texts
   */
  static Section parse(String yaml, String source) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source)
            .setSchema(new FailsafeSchema())
            // The schema knows text, lists and mappings alone; an empty file is none of them.
            .setTagConstructors(Map.of(Tag.NULL, node -> ""))
            .setAllowDuplicateKeys(false)
            // What many messages share is written once and referred to.
            .setMaxAliasesForCollections(1000)
            .build();
    Object root = "";
    boolean tooDeep;
    try {
      tooDeep = isTooDeep(settings, yaml);
      if (!tooDeep) {
        root = new Load(settings).loadFromString(yaml);
      }
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
      throw new IllegalArgumentException(
          source + line + ": is no YAML: " + printable(e.getProblem()), e);
    } catch (RuntimeException e) {
      // The library throws others than its own where a tag or an escape is damaged.
      throw new IllegalArgumentException(
          source + ": is no YAML: it holds characters or constructs that YAML does not allow", e);
    }
    if (tooDeep) {
      throw new IllegalArgumentException(
          source + ": is nested deeper than " + MOST_LEVELS + " levels");
    }
    if (!(root instanceof Map<?, ?> entries)) {
      throw new IllegalArgumentException(source + ": a dialect is a mapping of sections");
    }
    return new Section(source, "", entries);
  }

  /** Making objects recurses once per level. */
  private static boolean isTooDeep(LoadSettings settings, String yaml) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(yaml)) {
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (depth > MOST_LEVELS) {
        return true;
      }
    }
    return false;
  }

  /** A text fit for one line of a terminal or a log. */
  private static String printable(String text) {
    String start = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
    return start.replaceAll("\\p{C}", "?");
  }

  /** An error about a key of this section. */
  IllegalArgumentException wrong(String key, String value, String allowed) {
    return new IllegalArgumentException(
        source
            + ": "
            + printable(path + key)
            + " is '"
            + printable(value)
            + "'; allowed: "
            + allowed);
  }

  /** Refuses keys other than these. */
  Section only(String... allowed) {
    List<String> names = List.of(allowed);
    for (String key : keys()) {
      if (!names.contains(key)) {
        throw new IllegalArgumentException(
            source
                + ": unknown key "
                + printable(path + key)
                + "; allowed: "
                + String.join(", ", names));
      }
    }
    return this;
  }

  /** The keys, in the file's order. */
  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    for (Object key : entries.keySet()) {
      keys.add(String.valueOf(key));
    }
    return keys;
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  boolean isSection(String key) {
    return entries.get(key) instanceof Map<?, ?>;
  }

  boolean isText(String key) {
    return entries.get(key) instanceof String;
  }

  /** A mapping; it must be there. */
  Section section(String key) {
    if (required(key) instanceof Map<?, ?> inner) {
      return new Section(source, path + key + ".", inner);
    }
    throw wrong(key, "not a mapping", "a mapping");
  }

  /** A text; it must be there. */
  String text(String key) {
    if (required(key) instanceof String text) {
      return text;
    }
    throw wrong(key, "not a text", "a text");
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
    if (!(required(key) instanceof List<?> list)) {
      throw wrong(key, "not a list", "a list of texts");
    }
    List<String> texts = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof String text)) {
        throw wrong(key, "a list with something else", "a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  private Object required(String key) {
    Object value = entries.get(key);
    if (value == null) {
      throw new IllegalArgumentException(source + ": " + printable(path + key) + " is missing");
    }
    return value;
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
