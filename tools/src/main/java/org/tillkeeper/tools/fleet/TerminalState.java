package org.tillkeeper.tools.fleet;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a broker keeps of one terminal: its last report, and whether it is there. All of it was
 * written by somebody who may publish there, so each value is taken only in its form.
 *
 * @param topic without {@code /status}
 * @param presence {@code here}, {@code lost} or {@code stopped}; empty where nothing is kept
 * @param at when the report was taken, by the terminal's clock
 * @param pending payments without an end
 * @param attention payments that need a person
 * @param reversals how many may still succeed, with when the oldest payment of those began
 * @param differences settlements on which acquirer and terminal do not agree
 * @param allow what may be asked of it
 */
public record TerminalState(
    String topic,
    String terminal,
    String merchant,
    Optional<String> presence,
    Instant at,
    String version,
    String currency,
    boolean lineOnline,
    Sum pending,
    Sum attention,
    Sum reversals,
    long differences,
    boolean ledgerLoss,
    Optional<Long> battery,
    List<String> allow) {
  private static final String SCHEMA = "tillkeeper/status/1";
  private static final int WORD_MOST = 40;

  /** Makes the list read-only. */
  public TerminalState {
    allow = List.copyOf(allow);
  }

  /**
   * Some payments.
   *
   * @param amount in the minor unit; 0 where none is said
   */
  public record Sum(long count, long amount, Optional<Instant> oldest) {}

  /** A report that is none. The text says what is wrong with it. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String text) {
      super(text);
    }
  }

  /**
   * Reads a report.
   *
   * @param topic without {@code /status}; it must name the terminal that the report names
   */
  static TerminalState read(String topic, byte[] payload) throws Unreadable {
    Map<String, Object> json = json(payload);
    if (!SCHEMA.equals(json.get("schema"))) {
      throw new Unreadable("its schema is not " + SCHEMA);
    }
    String terminal = word(json, "terminal");
    if (!topic.contains(terminal)) {
      throw new Unreadable("it says that it is another terminal than its topic");
    }
    Map<?, ?> line = group(json, "line");
    List<String> allow = new ArrayList<>();
    if (json.get("allow") instanceof List<?> list) {
      list.stream().limit(10).forEach(one -> allow.add(cut(String.valueOf(one))));
    }
    return new TerminalState(
        topic,
        terminal,
        word(json, "merchant"),
        Optional.empty(),
        time(json, "at").orElseThrow(() -> new Unreadable("at is missing")),
        word(json, "version"),
        currency(json),
        Boolean.TRUE.equals(line.get("online")),
        sum(json, "pending"),
        sum(json, "attention"),
        sum(json, "reversals"),
        count(json, "settlementDifferences"),
        Boolean.TRUE.equals(json.get("ledgerLoss")),
        json.get("battery") instanceof Number percent
            ? Optional.of(percent.longValue())
            : Optional.empty(),
        allow);
  }

  private static Map<String, Object> json(byte[] payload) throws Unreadable {
    try {
      Map<String, Object> json = JSON.std.mapFrom(payload);
      if (json != null) {
        return json;
      }
    } catch (IOException | RuntimeException e) {
      // Said below.
    }
    throw new Unreadable("it is no JSON object");
  }

  private static String word(Map<?, ?> json, String member) throws Unreadable {
    if (json.get(member) instanceof String text && !text.isEmpty()) {
      return cut(text);
    }
    throw new Unreadable(member + " is no text");
  }

  private static String cut(String text) {
    return text.length() > WORD_MOST ? text.substring(0, WORD_MOST) : text;
  }

  private static String currency(Map<?, ?> json) throws Unreadable {
    String currency = word(json, "currency");
    if (!currency.matches("[A-Z]{3}")) {
      throw new Unreadable("currency is none");
    }
    return currency;
  }

  private static Map<?, ?> group(Map<?, ?> json, String member) throws Unreadable {
    if (json.get(member) instanceof Map<?, ?> group) {
      return group;
    }
    throw new Unreadable(member + " is no object");
  }

  private static Sum sum(Map<?, ?> json, String member) throws Unreadable {
    Map<?, ?> group = group(json, member);
    long amount = group.containsKey("amount") ? count(group, "amount") : 0;
    return new Sum(count(group, "count"), amount, time(group, "oldest"));
  }

  private static long count(Map<?, ?> json, String member) throws Unreadable {
    if (json.get(member) instanceof Number number
        && (number instanceof Integer || number instanceof Long)
        && number.longValue() >= 0) {
      return number.longValue();
    }
    throw new Unreadable(member + " is no count");
  }

  private static Optional<Instant> time(Map<?, ?> json, String member) throws Unreadable {
    Object value = json.get(member);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(String.valueOf(value)));
    } catch (DateTimeException e) {
      throw new Unreadable(member + " is no time");
    }
  }

  TerminalState with(String presenceNow) {
    return new TerminalState(
        topic,
        terminal,
        merchant,
        Optional.of(presenceNow),
        at,
        version,
        currency,
        lineOnline,
        pending,
        attention,
        reversals,
        differences,
        ledgerLoss,
        battery,
        allow);
  }

  /** Whether the broker has a connection with it. */
  public boolean isHere() {
    return presence.equals(Optional.of("here"));
  }

  /** When the oldest of what is unknown began. */
  public Optional<Instant> oldest() {
    return Stream.of(pending.oldest(), attention.oldest(), reversals.oldest())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /** How old the oldest of what is unknown is; zero where there is none. */
  public Duration age(Instant now) {
    return oldest().map(since -> since(since, now)).orElse(Duration.ZERO);
  }

  private static Duration since(Instant began, Instant now) {
    Duration age = Duration.between(began, now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** The sum of what is unknown, in the minor unit. */
  public long amount() {
    return pending.amount() + attention.amount();
  }

  /**
   * Whether it holds money of which nobody knows what became of it.
   *
   * @param older what is younger is on its way, as every payment is for a moment
   */
  public boolean holdsUnknown(Instant now, Duration older) {
    return attention.count() > 0
        || differences > 0
        || ledgerLoss
        || isOlder(pending, now, older)
        || isOlder(reversals, now, older);
  }

  private static boolean isOlder(Sum sum, Instant now, Duration older) {
    // A count without a time is not waited for.
    return sum.count() > 0
        && sum.oldest().map(began -> since(began, now).compareTo(older) >= 0).orElse(true);
  }

  /** For programs. */
  public Map<String, Object> json(Instant now, Duration older) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("terminal", terminal);
    json.put("merchant", merchant);
    json.put("topic", topic);
    json.put("unknown", holdsUnknown(now, older));
    json.put("ageSeconds", age(now).toSeconds());
    json.put("oldest", oldest().map(Instant::toString).orElse(null));
    json.put("amount", amount());
    json.put("currency", currency);
    json.put("pending", pending.count());
    json.put("attention", attention.count());
    json.put("reversals", reversals.count());
    json.put("settlementDifferences", differences);
    json.put("ledgerLoss", ledgerLoss);
    json.put("presence", presence.orElse(null));
    json.put("reportedAt", at.toString());
    json.put("online", lineOnline);
    json.put("version", version);
    json.put("battery", battery.orElse(null));
    json.put("allow", allow);
    return json;
  }
}
