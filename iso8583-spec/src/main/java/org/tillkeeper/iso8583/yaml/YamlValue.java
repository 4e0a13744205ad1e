package org.tillkeeper.iso8583.yaml;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/**
 * One value of a YAML document: a map, a list or a single value. It knows the key and the line it
 * stands at, and a single value is kept as it was written, so that a complaint can say where and
 * what: {@code agent.yaml, line 3: terminal.id: 1 must be ...}.
 *
 * <p>A document is read strictly. It is one document, nested at most {@value #MOST_LEVELS} deep,
 * and no key stands twice in a map. Whether a key is known is asked with {@link #otherThan}.
 * Whether a value has the type that is wanted is asked with {@link #text}, {@link #integer}, {@link
 * #number} and {@link #flag}, each of which is empty where it has another.
 *
 * <p>An alias may stand for a map that holds the alias: whoever walks the tree without knowing its
 * shape has to count levels.
 */
public final class YamlValue {
  /** Reading recurses once per level. */
  static final int MOST_LEVELS = 16;

  /** What many places share is written once and referred to. */
  private static final int MOST_ALIASES = 1000;

  /** What a value without quotes is taken for. */
  public enum Schema {
    /** YAML 1.2's core schema: {@code 007} is a number. */
    CORE,
    /** YAML 1.2's JSON schema: {@code 007} is text, since JSON has no such number. */
    JSON
  }

  private final String key;
  private final Node node;

  private YamlValue(String key, Node node) {
    this.key = key;
    this.node = node;
  }

  /**
   * Reads a document.
   *
   * @throws InvalidYaml if the text is anything but one document that can be read strictly
   */
  public static YamlValue parse(String text, Schema schema) throws InvalidYaml {
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(schema == Schema.CORE ? new CoreSchema() : new JsonSchema())
            .setMaxAliasesForCollections(MOST_ALIASES)
            .build();
    try {
      return composed(new ParserImpl(settings, new StreamReader(settings, text)), settings);
    } catch (MarkedYamlEngineException e) {
      // Its whole text quotes the document, which may hold a key in the wrong place.
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw syntax(line, Printable.withoutKeys(String.valueOf(e.getProblem())));
    } catch (RuntimeException e) {
      // The library throws others than its own where a tag or an escape is damaged.
      throw syntax(0, "it holds characters or constructs that YAML does not allow");
    }
  }

  /**
   * @param parser is gone through once
   */
  static YamlValue composed(Iterator<Event> parser, LoadSettings settings) throws InvalidYaml {
    ReadEvents events = new ReadEvents(checkedShape(parser));
    Optional<Node> root = new Composer(settings, events).getSingleNode();
    YamlValue value = new YamlValue("", root.orElseThrow(YamlValue::empty));
    value.checkKeys(Collections.newSetFromMap(new IdentityHashMap<>()));
    return value;
  }

  private static InvalidYaml syntax(int line, String problem) {
    return new InvalidYaml(InvalidYaml.Why.SYNTAX, "", line, "is no YAML: " + problem);
  }

  private static InvalidYaml empty() {
    return new InvalidYaml(InvalidYaml.Why.EMPTY, "", 0, "is empty");
  }

  /** Composing recurses once per level and stops after one document, so both are checked before. */
  private static List<Event> checkedShape(Iterator<Event> parser) throws InvalidYaml {
    List<Event> events = new ArrayList<>();
    int depth = 0;
    int documents = 0;
    while (parser.hasNext()) {
      Event event = parser.next();
      events.add(event);
      if (event instanceof DocumentStartEvent) {
        documents++;
      } else if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      checkTag(event);
      if (depth > MOST_LEVELS) {
        throw new InvalidYaml(
            InvalidYaml.Why.TOO_DEEP, "", 0, "is nested deeper than " + MOST_LEVELS + " levels");
      }
    }
    if (documents == 0) {
      throw empty();
    }
    if (documents > 1) {
      throw new InvalidYaml(
          InvalidYaml.Why.SEVERAL_DOCUMENTS,
          "",
          0,
          "holds " + documents + " YAML documents; exactly one is allowed (no line ---)");
    }
    return events;
  }

  /** A tag gives a value a type of somebody's own. YAML's own tags say what is known anyway. */
  private static void checkTag(Event event) throws InvalidYaml {
    Optional<String> tag = Optional.empty();
    if (event instanceof ScalarEvent scalar) {
      tag = scalar.getTag();
    } else if (event instanceof CollectionStartEvent collection) {
      tag = collection.getTag();
    }
    if (tag.isPresent() && !tag.get().startsWith(Tag.PREFIX) && !tag.get().equals("!")) {
      int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw syntax(
          line, "it has the tag " + Printable.masked(tag.get(), 60) + ", and no tag is read");
    }
  }

  /**
   * @param seen the nodes that were checked: an alias may lead back to one
   */
  private void checkKeys(Set<Node> seen) throws InvalidYaml {
    if (!seen.add(node)) {
      return;
    }
    if (node instanceof MappingNode mapping) {
      Set<String> names = new HashSet<>();
      for (NodeTuple tuple : mapping.getValue()) {
        if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
          throw new InvalidYaml(
              InvalidYaml.Why.KEY_IS_NO_WORD,
              dotted("?"),
              line(tuple.getKeyNode()),
              "is no YAML: a key must be a word");
        }
        String path = dotted(name.getValue());
        if (!names.add(name.getValue())) {
          throw new InvalidYaml(
              InvalidYaml.Why.KEY_TWICE,
              path,
              line(name),
              "is no YAML: found duplicate key " + Printable.withoutKeys(name.getValue()));
        }
        new YamlValue(path, tuple.getValueNode()).checkKeys(seen);
      }
    }
    for (YamlValue item : items()) {
      item.checkKeys(seen);
    }
  }

  /** Where it stands, such as {@code host.routes[0].tls}; empty for the whole document. */
  public String key() {
    return key;
  }

  /** The line it begins at, from 1; 0 if that is not known. */
  public int line() {
    return line(node);
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  /** Whether it is a map. */
  public boolean isMap() {
    return node instanceof MappingNode;
  }

  /** Whether it is a list. */
  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /** Whether it is {@code null}, {@code ~} or nothing. */
  public boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  /** The values of a map by their keys, in the order they stand; empty if it is no map. */
  public Map<String, YamlValue> members() {
    Map<String, YamlValue> members = new LinkedHashMap<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String name = ((ScalarNode) tuple.getKeyNode()).getValue();
        members.put(name, new YamlValue(dotted(name), tuple.getValueNode()));
      }
    }
    return members;
  }

  /** The first member of a map that has none of these keys: a key that nobody knows. */
  public Optional<YamlValue> otherThan(Collection<String> allowed) {
    for (Map.Entry<String, YamlValue> member : members().entrySet()) {
      if (!allowed.contains(member.getKey())) {
        return Optional.of(member.getValue());
      }
    }
    return Optional.empty();
  }

  /** The values of a list, in their order; empty if it is no list. */
  public List<YamlValue> items() {
    List<YamlValue> items = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        items.add(new YamlValue(key + "[" + items.size() + "]", item));
      }
    }
    return items;
  }

  /** A single value's characters, whatever its type; empty if it is a map or a list. */
  public Optional<String> written() {
    return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
  }

  /** Whether it is a single value without quotes. */
  public boolean isPlain() {
    return node instanceof ScalarNode scalar && scalar.isPlain();
  }

  /** Text: a value in quotes, or one that YAML takes for nothing else. */
  public Optional<String> text() {
    return isPlain() && !node.getTag().equals(Tag.STR) ? Optional.empty() : written();
  }

  /** A whole number in decimal digits that fits into a long. */
  public Optional<Long> integer() {
    return ofTag(Tag.INT)
        .filter(digits -> digits.matches("-?[0-9]{1,19}"))
        .map(BigInteger::new)
        .filter(number -> number.bitLength() < Long.SIZE)
        .map(BigInteger::longValue);
  }

  /** A number in decimal digits, with or without a fraction. */
  public Optional<Double> number() {
    Optional<String> digits = ofTag(Tag.FLOAT);
    return (digits.isPresent() ? digits : ofTag(Tag.INT))
        .filter(number -> number.matches("-?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]{1,3})?"))
        .map(Double::valueOf);
  }

  /** {@code true} or {@code false}. */
  public Optional<Boolean> flag() {
    return ofTag(Tag.BOOL).map(word -> word.equalsIgnoreCase("true"));
  }

  private Optional<String> ofTag(Tag tag) {
    return node.getTag().equals(tag) ? written() : Optional.empty();
  }

  private String dotted(String name) {
    String shown = Printable.masked(name, 200);
    return key.isEmpty() ? shown : key + "." + shown;
  }
}
