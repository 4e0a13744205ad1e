package org.tillkeeper.tools.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tillkeeper.iso8583.yaml.InvalidYaml;
import org.tillkeeper.iso8583.yaml.Printable;
import org.tillkeeper.iso8583.yaml.YamlValue;

/**
 * A group of settings from YAML or JSON, read key by key.
 *
 * <p>Every complaint names where, the key, the value and what is allowed. Immutable.
 */
public final class Settings {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final String DURATION_ALLOWED = "a time such as 100ms, 30s, 5m or 24h";

  private final String source;
  private final String path;
  private final Path folder;
  private final Map<?, ?> values;

  private Settings(String source, String path, Path folder, Map<?, ?> values) {
    this.source = source;
    this.path = path;
    this.folder = folder;
    this.values = values;
  }

  /** The settings of a YAML file. Relative paths in it are relative to the file. */
  public static Settings ofFile(Path file) throws InvalidSettings {
    String text;
    try {
      text = GivenFile.text(file, "a configuration", 64);
    } catch (IOException e) {
      throw new InvalidSettings(
          file + ": cannot be read (" + e.getClass().getSimpleName() + "): a readable YAML file");
    }
    return ofYaml(file.toString(), file.toAbsolutePath().getParent(), text);
  }

  /** The settings of a YAML text that lies in no folder. */
  public static Settings ofYaml(String source, String text) throws InvalidSettings {
    return ofYaml(source, Path.of("").toAbsolutePath(), text);
  }

  private static Settings ofYaml(String file, Path folder, String text) throws InvalidSettings {
    String keys = ": must be keys with values, such as \"listen: ...\"";
    YamlValue root;
    try {
      root = YamlValue.parse(text, YamlValue.Schema.JSON);
    } catch (InvalidYaml e) {
      throw new InvalidSettings(
          e.why() == InvalidYaml.Why.EMPTY
              ? file + keys
              : file + e.place() + ": " + e.getMessage().replace("is no YAML", "is not YAML"));
    }
    if (!root.isMap()) {
      throw new InvalidSettings(file + keys);
    }
    return new Settings(file, "", folder, members(root));
  }

  /** As if they had come from JSON; a map within is opened when it is asked for. */
  private static Map<String, Object> members(YamlValue map) {
    Map<String, Object> members = new LinkedHashMap<>();
    map.members()
        .forEach(
            (key, value) ->
                members.put(
                    key,
                    value.isList()
                        ? value.items().stream().map(Settings::single).toList()
                        : single(value)));
    return members;
  }

  private static Object single(YamlValue value) {
    if (value.isNull()) {
      return null;
    }
    return Stream.of(value.text(), value.integer(), value.number(), value.flag())
        .flatMap(Optional::stream)
        .findFirst()
        .map(Object.class::cast)
        .orElse(value);
  }

  /** Settings that came as a map, from JSON for example. */
  public static Settings ofMap(String source, Map<?, ?> values) {
    return new Settings(source, "", Path.of("").toAbsolutePath(), values);
  }

  /** Settings that came as options of a command. */
  public static Settings ofOptions(Map<?, ?> values) {
    return new Settings("command line", "--", Path.of("").toAbsolutePath(), values);
  }

  /** Whether the key is there with a value. */
  public boolean has(String key) {
    return values.get(key) != null;
  }

  /** Whether no key at all is there. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** Whether the key's value is a list. */
  public boolean isList(String key) {
    return values.get(key) instanceof List;
  }

  /** Whether the key's value is a whole number. */
  public boolean isNumber(String key) {
    return values.get(key) instanceof Integer || values.get(key) instanceof Long;
  }

  /** A text that has to be there and to match. */
  public String text(String key, String pattern, String allowed) throws InvalidSettings {
    Object value = required(key, allowed);
    if (!(value instanceof String text) || !text.matches(pattern)) {
      throw refused(key, value, allowed);
    }
    return text;
  }

  /** A text that matches, or the default. */
  public String text(String key, String pattern, String allowed, String otherwise)
      throws InvalidSettings {
    return has(key) ? text(key, pattern, allowed) : otherwise;
  }

  /** A list of texts that each match; none where the key is absent. */
  public List<String> texts(String key, String pattern, String allowed) throws InvalidSettings {
    if (!has(key)) {
      return List.of();
    }
    String list = "a list in quotes of " + allowed;
    if (!(values.get(key) instanceof List<?> all)) {
      throw refused(key, values.get(key), list);
    }
    List<String> texts = new ArrayList<>();
    for (Object one : all) {
      if (!(one instanceof String text) || !text.matches(pattern)) {
        throw refused(key, one, list);
      }
      texts.add(text);
    }
    return texts;
  }

  /** The keys that are there, as texts. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    values.keySet().forEach(key -> keys.add(String.valueOf(key)));
    return keys;
  }

  /** One of a few words, or the default. */
  public String choice(String key, List<String> allowed, String otherwise) throws InvalidSettings {
    if (!has(key)) {
      return otherwise;
    }
    return oneOf(key, values.get(key), allowed);
  }

  /** One of a few words, or several of them in a list; the default where the key is absent. */
  public List<String> choices(String key, List<String> allowed, List<String> otherwise)
      throws InvalidSettings {
    if (!has(key)) {
      return otherwise;
    }
    List<String> chosen = new ArrayList<>();
    if (values.get(key) instanceof List<?> list) {
      for (Object one : list) {
        chosen.add(oneOf(key, one, allowed));
      }
      if (chosen.isEmpty()) {
        throw refused(key, list, "at least one of " + String.join(", ", allowed));
      }
    } else {
      chosen.add(oneOf(key, values.get(key), allowed));
    }
    return chosen;
  }

  private String oneOf(String key, Object value, List<String> allowed) throws InvalidSettings {
    if (value instanceof String text && allowed.contains(text)) {
      return text;
    }
    throw refused(key, value, "one of " + String.join(", ", allowed));
  }

  /** A whole number within limits, or the default. */
  public long number(String key, long min, long max, long otherwise) throws InvalidSettings {
    if (!has(key)) {
      return otherwise;
    }
    Object value = values.get(key);
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw refused(key, value, "a whole number from " + min + " to " + max);
  }

  /** A list of whole numbers within limits; none where the key is absent. */
  public List<Long> numbers(String key, long min, long max) throws InvalidSettings {
    if (!has(key)) {
      return List.of();
    }
    String list = "a list of whole numbers from " + min + " to " + max;
    if (!(values.get(key) instanceof List<?> all)) {
      throw refused(key, values.get(key), list);
    }
    List<Long> numbers = new ArrayList<>();
    for (Object one : all) {
      boolean whole = one instanceof Integer || one instanceof Long;
      if (!whole || ((Number) one).longValue() < min || ((Number) one).longValue() > max) {
        throw refused(key, one, list);
      }
      numbers.add(((Number) one).longValue());
    }
    return numbers;
  }

  /** A whole number within limits that has to be there. */
  public long number(String key, long min, long max) throws InvalidSettings {
    required(key, "a whole number from " + min + " to " + max);
    return number(key, min, max, min);
  }

  /** A share from 0 to 1 that has to be there. */
  public double share(String key) throws InvalidSettings {
    String allowed = "a number from 0 to 1";
    Object value = required(key, allowed);
    if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1) {
      return number.doubleValue();
    }
    throw refused(key, value, allowed);
  }

  /** {@code true} or {@code false}, or the default. */
  public boolean flag(String key, boolean otherwise) throws InvalidSettings {
    if (!has(key)) {
      return otherwise;
    }
    if (values.get(key) instanceof Boolean flag) {
      return flag;
    }
    throw refused(key, values.get(key), "true or false");
  }

  /** A time such as {@code 100ms}, {@code 30s}, {@code 5m} or {@code 24h}, or the default. */
  public Duration duration(String key, Duration otherwise) throws InvalidSettings {
    if (!has(key)) {
      return otherwise;
    }
    Object value = values.get(key);
    if (value instanceof String text) {
      Matcher matcher = DURATION.matcher(text);
      if (matcher.matches()) {
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        };
      }
    }
    throw refused(key, value, DURATION_ALLOWED);
  }

  /** A file or folder; relative ones are relative to the settings' file. */
  public Path path(String key) throws InvalidSettings {
    String text = text(key, "(?s).+", "the path of a file");
    try {
      return folder.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw refused(key, text, "the path of a file");
    }
  }

  /** A file or folder as {@link #path(String)}, or the default, relative in the same way. */
  public Path path(String key, String otherwise) throws InvalidSettings {
    return has(key) ? path(key) : folder.resolve(otherwise).normalize();
  }

  /** A host and port, {@code 127.0.0.1:8600}; port 0 means any free one where one listens. */
  public InetSocketAddress address(String key) throws InvalidSettings {
    String allowed = "HOST:PORT with a port from 0 to 65535, such as 127.0.0.1:8600";
    Object value = required(key, allowed);
    if (value instanceof String text) {
      int colon = text.lastIndexOf(':');
      String port = text.substring(colon + 1);
      if (colon > 0 && port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65535) {
        try {
          String host = text.substring(0, colon);
          return new InetSocketAddress(InetAddress.getAllByName(host)[0], Integer.parseInt(port));
        } catch (UnknownHostException e) {
          throw refused(key, value, "a host this machine knows");
        }
      }
    }
    throw refused(key, value, allowed);
  }

  /** An address as {@link #address} that only programs on this machine can reach. */
  public InetSocketAddress loopback(String key) throws InvalidSettings {
    InetSocketAddress address = address(key);
    if (!address.getAddress().isLoopbackAddress()) {
      throw refused(key, values.get(key), "an address of this machine alone, such as 127.0.0.1:0");
    }
    return address;
  }

  /** A group of settings of its own, if there. */
  public Optional<Settings> group(String key) throws InvalidSettings {
    if (!has(key)) {
      return Optional.empty();
    }
    return Optional.of(group(key, values.get(key)));
  }

  /** A list of groups; empty if the key is absent. */
  public List<Settings> groups(String key) throws InvalidSettings {
    if (!has(key)) {
      return List.of();
    }
    if (!(values.get(key) instanceof List<?> list)) {
      throw refused(key, values.get(key), "a list");
    }
    List<Settings> groups = new ArrayList<>();
    for (Object one : list) {
      groups.add(group(key + "[" + groups.size() + "]", one));
    }
    return groups;
  }

  private Settings group(String key, Object value) throws InvalidSettings {
    if (value instanceof YamlValue map && map.isMap()) {
      return new Settings(source, path + key + ".", folder, members(map));
    }
    if (value instanceof Map<?, ?> map) {
      return new Settings(source, path + key + ".", folder, map);
    }
    throw refused(key, value, "keys with values");
  }

  /** Refuses every key but these. To be called first, so that a misspelt key is named itself. */
  public void only(String... allowed) throws InvalidSettings {
    List<String> known = List.of(allowed);
    for (Map.Entry<?, ?> entry : values.entrySet()) {
      String key = String.valueOf(entry.getKey());
      if (!known.contains(key)) {
        throw new InvalidSettings(
            source
                + ": "
                + printable(path + key)
                + " is "
                + shown(entry.getValue())
                + ": the key is unknown, allowed here are "
                + String.join(", ", known));
      }
    }
  }

  /** The complaint about one of these settings. */
  public InvalidSettings refused(String key, Object value, String allowed) {
    return new InvalidSettings(
        source + ": " + printable(path + key) + " is " + shown(value) + ": allowed is " + allowed);
  }

  private Object required(String key, String allowed) throws InvalidSettings {
    if (!has(key)) {
      throw new InvalidSettings(
          source + ": " + path + key + " is missing: " + "allowed is " + allowed);
    }
    return values.get(key);
  }

  private static String shown(Object value) {
    if (value == null) {
      return "missing";
    }
    if (value instanceof YamlValue yaml) {
      return yaml.isMap() ? "a group" : yaml.written().map(Settings::printable).orElse("a list");
    }
    if (value instanceof Map) {
      return "a group";
    }
    if (value instanceof List) {
      return "a list";
    }
    return value instanceof String text ? '"' + printable(text) + '"' : printable(value.toString());
  }

  /** What looks like a key in the wrong place is not repeated. */
  private static String printable(String text) {
    return Printable.withoutKeys(text);
  }
}
