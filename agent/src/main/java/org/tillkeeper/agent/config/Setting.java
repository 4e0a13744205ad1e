package org.tillkeeper.agent.config;

import java.io.File;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value of the configuration with the place it stands at, so that every complaint names file,
 * line, dotted key, value and what is allowed.
 */
final class Setting {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern LOOKS_LIKE_A_KEY = Pattern.compile("[0-9A-Fa-f]{24,}|-----BEGIN");
  private static final int SHOWN_MAX_CHARS = 60;

  private final File file;
  private final String key;
  private final Node node;

  private Setting(File file, String key, Node node) {
    this.file = file;
    this.key = key;
    this.node = node;
  }

  static Setting root(File file, Node node) {
    return new Setting(file, "", node);
  }

  /** The same complaint everywhere: where, which key, which value, what is allowed. */
  InvalidConfig refused(String allowed) {
    return new InvalidConfig(place(node) + key + ": " + shown() + " " + allowed);
  }

  /** A map with these keys and no others, each at most once. */
  Map<String, Setting> map(String... allowed) throws InvalidConfig {
    List<String> names = Arrays.asList(allowed);
    Map<String, Setting> members = anyMap();
    for (Map.Entry<String, Setting> member : members.entrySet()) {
      if (!names.contains(member.getKey())) {
        throw new InvalidConfig(
            place(member.getValue().node)
                + member.getValue().key
                + ": unknown key; allowed here: "
                + String.join(", ", names));
      }
    }
    return members;
  }

  /** A map with any keys, each at most once. */
  Map<String, Setting> anyMap() throws InvalidConfig {
    if (!(node instanceof MappingNode mapping)) {
      throw key.isEmpty()
          ? new InvalidConfig(file + ": must be a map of keys (terminal, host, keys, ...)")
          : refused("must be a map of keys");
    }
    Map<String, Setting> members = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
        throw new InvalidConfig(place(tuple.getKeyNode()) + dotted("?") + ": a key must be a word");
      }
      String path = dotted(masked(name.getValue()));
      Setting member = new Setting(file, path, tuple.getValueNode());
      if (members.put(name.getValue(), member) != null) {
        throw new InvalidConfig(place(name) + path + ": stands here twice; allowed: once");
      }
    }
    return members;
  }

  /** The member of a map that must be there. */
  Setting required(Map<String, Setting> members, String name, String allowed) throws InvalidConfig {
    Setting member = members.get(name);
    if (member == null) {
      throw new InvalidConfig(place(node) + dotted(name) + ": is missing; " + allowed);
    }
    return member;
  }

  /** A list that is not empty. */
  List<Setting> list(int sizeMax) throws InvalidConfig {
    if (!(node instanceof SequenceNode sequence)) {
      throw refused("must be a list");
    }
    int size = sequence.getValue().size();
    if (size == 0 || size > sizeMax) {
      throw new InvalidConfig(
          place(node) + key + ": has " + size + " entries; allowed: 1 to " + sizeMax);
    }
    List<Setting> members = new ArrayList<>();
    for (Node member : sequence.getValue()) {
      members.add(new Setting(file, key + "[" + members.size() + "]", member));
    }
    return members;
  }

  boolean isMap() {
    return node instanceof MappingNode;
  }

  /** Text, in quotes wherever YAML would take it for a number or the like: it would lose zeros. */
  String text() throws InvalidConfig {
    ScalarNode scalar = scalar("must be text");
    if (scalar.isPlain() && !scalar.getTag().equals(Tag.STR)) {
      throw refused("must be text: write it in quotes" + quoted(scalar));
    }
    if (scalar.getValue().isEmpty()) {
      throw refused("must not be empty");
    }
    return scalar.getValue();
  }

  private static String quoted(ScalarNode scalar) {
    String value = scalar.getValue();
    return value.isEmpty() || LOOKS_LIKE_A_KEY.matcher(value).find() ? "" : ", \"" + value + '"';
  }

  /** Any single value, as it was written. */
  String written() throws InvalidConfig {
    ScalarNode scalar = scalar("must be a single value");
    if (scalar.getTag().equals(Tag.NULL)) {
      throw refused("must be a single value");
    }
    return scalar.getValue();
  }

  /** Text that as a whole matches a pattern. */
  String text(Pattern pattern, String allowed) throws InvalidConfig {
    String text = text();
    if (!pattern.matcher(text).matches()) {
      throw refused(allowed);
    }
    return text;
  }

  boolean trueOrFalse(String allowed) throws InvalidConfig {
    ScalarNode scalar = scalar(allowed);
    if (!scalar.getTag().equals(Tag.BOOL)) {
      throw refused(allowed);
    }
    return scalar.getValue().equalsIgnoreCase("true");
  }

  long integer(long min, long max) throws InvalidConfig {
    String allowed = "must be a whole number from " + min + " to " + max;
    String digits = scalar(allowed).getValue();
    if (!node.getTag().equals(Tag.INT) || !digits.matches("[0-9]{1,18}")) {
      throw refused(allowed);
    }
    long value = new BigInteger(digits).longValue();
    if (value < min || value > max) {
      throw refused(allowed);
    }
    return value;
  }

  /** A time with its unit. Zero is allowed where min is zero, and nothing between it and 100 ms. */
  Duration duration(Duration min, Duration max) throws InvalidConfig {
    String allowed =
        "must be a time with its unit (ms, s, m, h, d) such as 30s or 100ms, "
            + (min.isZero() ? "0s or 100ms" : written(min))
            + " to "
            + written(max);
    Matcher matcher = DURATION.matcher(scalar(allowed).getValue());
    if (!matcher.matches()) {
      throw refused(allowed);
    }
    long count = Long.parseLong(matcher.group(1));
    Duration value =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    boolean belowTheTick = !value.isZero() && value.compareTo(Duration.ofMillis(100)) < 0;
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0 || belowTheTick) {
      throw refused(allowed);
    }
    return value;
  }

  /** A path; a relative one is relative to the configuration file. */
  File path() throws InvalidConfig {
    String path = text();
    if (LOOKS_LIKE_A_KEY.matcher(path).lookingAt()) {
      throw refused("must be the name of a file, not the key itself");
    }
    if (path.indexOf('\0') >= 0) {
      throw refused("must be the name of a file");
    }
    return beside(file, path);
  }

  static File beside(File configuration, String path) {
    File named = new File(path);
    return named.isAbsolute()
        ? named
        : new File(configuration.getAbsoluteFile().getParentFile(), path);
  }

  /** A text fit for one line of a terminal or a log, without what looks like a key in it. */
  static String oneLine(String text) {
    return text == null
        ? "no reason was given"
        : printable(LOOKS_LIKE_A_KEY.matcher(text).replaceAll("(not shown)"));
  }

  private static String printable(String text) {
    String start = text.length() > 200 ? text.substring(0, 200) + "..." : text;
    return start.replaceAll("\\p{C}", "?");
  }

  private ScalarNode scalar(String allowed) throws InvalidConfig {
    if (node instanceof ScalarNode scalar) {
      return scalar;
    }
    throw refused(allowed);
  }

  private static String written(Duration time) {
    if (time.compareTo(Duration.ofSeconds(1)) < 0) {
      return time.toMillis() + "ms";
    }
    return time.compareTo(Duration.ofHours(1)) < 0
        ? time.toMillis() / 1000 + "s"
        : time.toHours() + "h";
  }

  private String shown() {
    if (node instanceof ScalarNode scalar) {
      String text = masked(scalar.getValue());
      return scalar.isPlain() && !text.isEmpty() ? text : '"' + text + '"';
    }
    return node instanceof MappingNode ? "a map" : "a list";
  }

  /** A value put in the wrong place may be a key: what looks like one is not repeated. */
  private static String masked(String value) {
    if (LOOKS_LIKE_A_KEY.matcher(value).find()) {
      return "(" + value.length() + " characters, not shown)";
    }
    return value.length() > SHOWN_MAX_CHARS
        ? printable(value.substring(0, SHOWN_MAX_CHARS)) + "..."
        : printable(value);
  }

  private String dotted(String name) {
    return key.isEmpty() ? name : key + "." + name;
  }

  private String place(Node at) {
    return file + at.getStartMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("") + ": ";
  }
}
