package org.tillkeeper.agent.config;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tillkeeper.agent.time.WrittenDuration;
import org.tillkeeper.iso8583.yaml.Printable;
import org.tillkeeper.iso8583.yaml.YamlValue;

/**
 * One value of the configuration with the place it stands at, so that every complaint names file,
 * line, dotted key, value and what is allowed.
 */
final class Setting {
  private static final WrittenDuration TIME = new WrittenDuration(9, "ms", "s", "m", "h", "d");
  private static final int SHOWN_MAX_CHARS = 60;

  private final File file;
  private final YamlValue value;

  private Setting(File file, YamlValue value) {
    this.file = file;
    this.value = value;
  }

  static Setting root(File file, YamlValue value) {
    return new Setting(file, value);
  }

  /** The same complaint everywhere: where, which key, which value, what is allowed. */
  InvalidConfig refused(String allowed) {
    return new InvalidConfig(place() + value.key() + ": " + shown() + " " + allowed);
  }

  /** A map with these keys and no others. */
  Map<String, Setting> map(String... allowed) throws InvalidConfig {
    List<String> names = Arrays.asList(allowed);
    Map<String, Setting> members = anyMap();
    Optional<YamlValue> unknown = value.otherThan(names);
    if (unknown.isPresent()) {
      Setting there = new Setting(file, unknown.get());
      throw new InvalidConfig(
          there.place()
              + there.value.key()
              + ": unknown key; allowed here: "
              + String.join(", ", names));
    }
    return members;
  }

  /** A map with any keys. */
  Map<String, Setting> anyMap() throws InvalidConfig {
    if (!value.isMap()) {
      throw value.key().isEmpty()
          ? new InvalidConfig(file + ": must be a map of keys (terminal, host, keys, ...)")
          : refused("must be a map of keys");
    }
    Map<String, Setting> members = new LinkedHashMap<>();
    value.members().forEach((name, member) -> members.put(name, new Setting(file, member)));
    return members;
  }

  /** The member of a map that must be there. */
  Setting required(Map<String, Setting> members, String name, String allowed) throws InvalidConfig {
    Setting member = members.get(name);
    if (member == null) {
      String dotted = value.key().isEmpty() ? name : value.key() + "." + name;
      throw new InvalidConfig(place() + dotted + ": is missing; " + allowed);
    }
    return member;
  }

  /** A list that is not empty. */
  List<Setting> list(int sizeMax) throws InvalidConfig {
    if (!value.isList()) {
      throw refused("must be a list");
    }
    List<Setting> members = new ArrayList<>();
    value.items().forEach(item -> members.add(new Setting(file, item)));
    if (members.isEmpty() || members.size() > sizeMax) {
      throw new InvalidConfig(
          place() + value.key() + ": has " + members.size() + " entries; allowed: 1 to " + sizeMax);
    }
    return members;
  }

  /** Where it stands, with its dotted key. For a complaint that must not show the value. */
  String key() {
    return place() + value.key();
  }

  boolean isMap() {
    return value.isMap();
  }

  /** Text, in quotes wherever YAML would take it for a number or the like: it would lose zeros. */
  String text() throws InvalidConfig {
    String written = written("must be text");
    if (!value.text().isPresent()) {
      throw refused("must be text: write it in quotes" + quoted(written));
    }
    if (written.isEmpty()) {
      throw refused("must not be empty");
    }
    return written;
  }

  private static String quoted(String written) {
    return written.isEmpty() || Printable.looksLikeAKey(written) ? "" : ", \"" + written + '"';
  }

  /** Any single value, as it was written. */
  String written() throws InvalidConfig {
    String allowed = "must be a single value";
    String written = written(allowed);
    if (value.isNull()) {
      throw refused(allowed);
    }
    return written;
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
    return value.flag().orElseThrow(() -> refused(allowed));
  }

  long integer(long min, long max) throws InvalidConfig {
    return value
        .integer()
        .filter(number -> number >= min && number <= max)
        .orElseThrow(() -> refused("must be a whole number from " + min + " to " + max));
  }

  /** A time with its unit. Zero is allowed where min is zero, and nothing between it and 100 ms. */
  Duration duration(Duration min, Duration max) throws InvalidConfig {
    String allowed =
        "must be a time with its unit (ms, s, m, h, d) such as 30s or 100ms, "
            + (min.isZero() ? "0s or 100ms" : written(min))
            + " to "
            + written(max);
    Duration time = TIME.read(written(allowed)).orElseThrow(() -> refused(allowed));
    boolean belowTheTick = !time.isZero() && time.compareTo(Duration.ofMillis(100)) < 0;
    if (time.compareTo(min) < 0 || time.compareTo(max) > 0 || belowTheTick) {
      throw refused(allowed);
    }
    return time;
  }

  /** A path of a PEM file that is there. */
  File pemFile() throws InvalidConfig {
    File path = path();
    if (!path.isFile() || !path.canRead()) {
      throw refused(
          "must be a PEM file that can be read; looked for "
              + Printable.withoutKeys(path.getPath()));
    }
    return path;
  }

  /**
   * Where to listen; port 0 lets the system choose.
   *
   * @param examples of what is allowed
   */
  Address listenAddress(String examples) throws InvalidConfig {
    return Address.parse(text(), 0)
        .orElseThrow(
            () -> refused("must be HOST:PORT with a port from 0 to 65535, such as " + examples));
  }

  /** A path; a relative one is relative to the configuration file. */
  File path() throws InvalidConfig {
    String path = text();
    if (Printable.beginsLikeAKey(path)) {
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

  private String written(String allowed) throws InvalidConfig {
    return value.written().orElseThrow(() -> refused(allowed));
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
    if (!value.written().isPresent()) {
      return value.isMap() ? "a map" : "a list";
    }
    // A value put in the wrong place may be a key.
    String text = Printable.masked(value.written().get(), SHOWN_MAX_CHARS);
    return value.isPlain() && !text.isEmpty() ? text : '"' + text + '"';
  }

  private String place() {
    return file + (value.line() > 0 ? ", line " + value.line() : "") + ": ";
  }
}
