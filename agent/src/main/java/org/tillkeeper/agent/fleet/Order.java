package org.tillkeeper.agent.fleet;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tillkeeper.agent.time.WrittenDuration;

/**
 * Something that is asked of the terminal from afar. Nothing of it touches money: what is not one
 * of {@link Kind} cannot be asked.
 *
 * @param id of who asks, to know the answer by
 * @param since of a bundle: what is older stays out; empty for the usual
 * @param level of the log, its word
 * @param logger a part of the agent, its word; empty for all
 * @param time how long the level holds
 * @param expires when it is over, by this terminal's wall clock; empty for never
 */
public record Order(
    String id,
    Kind kind,
    Optional<Instant> since,
    String level,
    Optional<String> logger,
    Duration time,
    Optional<Instant> expires) {
  /** What may be asked, where the configuration allows it. */
  public enum Kind {
    /** A bundle for who looks for a fault. */
    BUNDLE("bundle"),
    /** Another level of the log, for a time. */
    LOG_LEVEL("log-level"),
    /** The digest of the configuration that is in force. */
    DIGEST("digest");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** As in the configuration and in what is asked. */
    public String label() {
      return label;
    }

    /** The kind of a label; empty for any other text. */
    public static Optional<Kind> of(String label) {
      for (Kind kind : values()) {
        if (kind.label.equals(label)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /** An order that is none. The text says what is allowed. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;
    private final String id;

    Unreadable(String id, String text) {
      super(text);
      this.id = id;
    }

    /** Of who asked; empty where it cannot be read. */
    String id() {
      return id;
    }
  }

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final Pattern WORD = Pattern.compile("[a-z]{1,20}");
  private static final WrittenDuration TIME = new WrittenDuration(6, "s", "m", "h");

  /** Beyond it no clock shows a time, and some arithmetic fails. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private static final Set<String> MEMBERS =
      new HashSet<>(Arrays.asList("id", "do", "since", "level", "logger", "for", "expires"));

  static Order read(byte[] payload) throws Unreadable {
    Map<String, Object> json = json(payload);
    String id = String.valueOf(json.get("id"));
    if (!ID.matcher(id).matches() || !(json.get("id") instanceof String)) {
      throw new Unreadable("", "id must be 1 to 64 letters, digits or -");
    }
    for (String member : json.keySet()) {
      if (!MEMBERS.contains(member)) {
        throw new Unreadable(
            id,
            "has a member that is not known; allowed: id, do, since, level, logger, for, expires");
      }
    }
    Kind kind =
        Kind.of(String.valueOf(json.get("do")))
            .orElseThrow(() -> new Unreadable(id, "do must be one of bundle, log-level, digest"));
    Optional<Instant> since = Optional.empty();
    String level = "";
    Optional<String> logger = Optional.empty();
    Duration time = Duration.ZERO;
    if (kind == Kind.BUNDLE && json.containsKey("since")) {
      since = Optional.of(instant(id, "since", json.get("since")));
    }
    if (kind == Kind.LOG_LEVEL) {
      level = word(id, "level", json.get("level"));
      if (json.get("logger") != null) {
        logger = Optional.of(word(id, "logger", json.get("logger")));
      }
      time = time(id, json.get("for"));
    }
    Optional<Instant> expires = Optional.empty();
    if (json.containsKey("expires")) {
      expires = Optional.of(instant(id, "expires", json.get("expires")));
    }
    return new Order(id, kind, since, level, logger, time, expires);
  }

  /** Whether it is over at a time; at its very last instant it is. */
  boolean isOver(Instant now) {
    return expires.isPresent() && !now.isBefore(expires.get());
  }

  private static Map<String, Object> json(byte[] payload) throws Unreadable {
    try {
      Map<String, Object> json = JSON.std.mapFrom(payload);
      if (json != null) {
        return json;
      }
    } catch (IOException | RuntimeException e) {
      // Said below; the text would quote what came.
    }
    throw new Unreadable("", "must be a JSON object");
  }

  private static Instant instant(String id, String member, Object value) throws Unreadable {
    try {
      Instant time = Instant.parse(String.valueOf(value));
      if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
        return time;
      }
    } catch (DateTimeException e) {
      // as one out of the range
    }
    throw new Unreadable(
        id,
        member + " must be a time such as 2026-07-25T17:20:00Z, not before 1970 nor after 9999");
  }

  private static String word(String id, String member, Object value) throws Unreadable {
    String word = String.valueOf(value);
    if (!(value instanceof String) || !WORD.matcher(word).matches()) {
      throw new Unreadable(id, member + " must be a word");
    }
    return word;
  }

  private static Duration time(String id, Object value) throws Unreadable {
    return TIME.read(String.valueOf(value))
        .orElseThrow(
            () -> new Unreadable(id, "for must be a time with its unit (s, m, h) such as 10m"));
  }
}
