package org.tillkeeper.agent.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One value of a log line with its name. Each way to make one takes a type that cannot hold a
 * secret, or a text of a form that none has. There is none for {@code Object}, bytes or characters:
 * card data, messages and keys have no way into the log. Immutable.
 */
public final class Fact {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
  private static final Pattern REFERENCE = Pattern.compile("[0-9A-Za-z ]{12}");
  private static final Pattern CODE = Pattern.compile("[0-9A-Za-z]{1,4}");
  private static final Pattern ACCEPTOR = Pattern.compile("[\\x20-\\x7E]{8}|[\\x20-\\x7E]{15}");

  private final String name;
  private final Object value;

  private Fact(String name, Object value) {
    this.name = name;
    this.value = value;
  }

  /** A count, an amount in the minor unit, a port. */
  public static Fact of(String name, long value) {
    return new Fact(name, value);
  }

  public static Fact of(String name, boolean value) {
    return new Fact(name, value);
  }

  /** A word of a fixed list. */
  public static Fact of(String name, Enum<?> value) {
    return new Fact(name, value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  public static Fact of(String name, Instant value) {
    return new Fact(name, value.toString());
  }

  /** A time in milliseconds. */
  public static Fact of(String name, Duration value) {
    return new Fact(name, value.toMillis());
  }

  public static Fact of(String name, Digest value) {
    return new Fact(name, value.toString());
  }

  /** What kind of thing this line tells, for programs that look for it: a stable word. */
  public static Fact event(String word) {
    return text("event", word);
  }

  /** Any other text. What looks like a secret in it is left out, see {@link ShownText}. */
  public static Fact text(String name, String value) {
    return new Fact(name, ShownText.of(String.valueOf(value)));
  }

  /** Id of a payment or a settlement. */
  public static Fact id(String name, String value) {
    return formed(name, value, ID);
  }

  /** Which payment a line is about. */
  public static Fact payment(String id) {
    return id("payment", id);
  }

  /** A number of at most six digits, such as a STAN or a batch. */
  public static Fact number(String name, String value) {
    return formed(name, value, NUMBER);
  }

  /** Retrieval reference number, 12 characters. */
  public static Fact rrn(String value) {
    return formed("rrn", value, REFERENCE);
  }

  /** A response code. */
  public static Fact code(String value) {
    return formed("code", value, CODE);
  }

  /** Number of a terminal (8 characters) or a merchant (15), as the configuration has it. */
  public static Fact acceptor(String name, String value) {
    return formed(name, value, ACCEPTOR);
  }

  /** A value of another form than it should have may be anything. */
  private static Fact formed(String name, String value, Pattern form) {
    return form.matcher(value).matches() ? new Fact(name, value) : text(name, value);
  }

  public String name() {
    return name;
  }

  /** A text, a number or true or false, as JSON has them. */
  public Object value() {
    return value;
  }
}
