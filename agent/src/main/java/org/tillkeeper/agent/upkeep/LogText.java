package org.tillkeeper.agent.upkeep;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.log.LogLine;
import org.tillkeeper.iso8583.yaml.Printable;

/** How a line of the log looks: as JSON in files, as one line of text to a person. */
public final class LogText {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSxxx", Locale.ROOT);
  private static final SimpleFormatter PARAMETERS = new SimpleFormatter();

  private LogText() {}

  /** What a library logs as well as the agent's own lines. */
  static LogLine line(LogRecord record) {
    return record instanceof LogLine line
        ? line
        : LogLine.ofLibrary(record, PARAMETERS.formatMessage(record));
  }

  /** The members of a line, in the order in which they are written. */
  static Map<String, Object> members(LogLine line) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", UTC.format(Instant.ofEpochMilli(line.getMillis())));
    json.put("level", level(line.getLevel()));
    json.put("logger", shortName(String.valueOf(line.getLoggerName())));
    json.put("message", line.getMessage());
    for (Fact fact : line.facts()) {
      json.putIfAbsent(fact.name(), fact.value());
    }
    return json;
  }

  /** A line of JSON with its line feed. */
  static byte[] bytes(Map<String, Object> members) {
    try {
      return (JSON.std.asString(members) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One line for a person, without its line feed.
   *
   * @param members of a line, as they were read
   * @param zone whose time it is told in, with its offset
   */
  public static String forPerson(Map<String, Object> members, ZoneId zone) {
    String at = String.valueOf(members.get("at"));
    try {
      return forPerson(members, local(Instant.parse(at), zone));
    } catch (java.time.DateTimeException e) {
      return forPerson(members, at);
    }
  }

  /** As {@link #forPerson(Map, ZoneId)}, of a line that is being logged. */
  static String forPerson(LogLine line, ZoneId zone) {
    return forPerson(members(line), local(Instant.ofEpochMilli(line.getMillis()), zone));
  }

  private static String local(Instant at, ZoneId zone) {
    return LOCAL.format(at.atZone(zone));
  }

  private static String forPerson(Map<String, Object> members, String at) {
    StringBuilder text = new StringBuilder(at);
    text.append(' ').append(members.get("level"));
    text.append(' ').append(members.get("logger")).append(": ").append(members.get("message"));
    for (Map.Entry<String, Object> fact : members.entrySet()) {
      switch (fact.getKey()) {
        case "at", "level", "logger", "message" -> {}
        default -> text.append("  ").append(fact.getKey()).append('=').append(fact.getValue());
      }
    }
    return Printable.escaped(text.toString());
  }

  /** The word for a level. */
  static String level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "warn";
    }
    return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
  }

  private static String shortName(String logger) {
    return logger.startsWith(Log.ROOT + ".") ? logger.substring(Log.ROOT.length() + 1) : logger;
  }
}
