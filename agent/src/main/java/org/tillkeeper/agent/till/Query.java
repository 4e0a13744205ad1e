package org.tillkeeper.agent.till;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.upkeep.LogLevel;
import org.tillkeeper.agent.upkeep.LogSearch;

/**
 * The parameters after the {@code ?} of a call, read strictly: none twice, none left unread. With
 * {@code ?dispaly=pending} ignored, a till would be shown everything and take it for what is
 * pending.
 */
final class Query {
  /** Form of the id of a payment or settlement, as a regular expression. */
  static final String ID = "[A-Za-z0-9-]{1,64}";

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
  private static final Pattern AN_ID = Pattern.compile(ID);
  private static final Pattern STAN = Pattern.compile("[0-9]{6}");
  private static final Pattern RRN = Pattern.compile("[A-Za-z0-9]{1,12}");
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,12}");
  private static final Pattern LAST_4 = Pattern.compile("[0-9]{4}");

  /** The years that RFC 3339 can write. */
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final int MAX_WAIT_SECONDS = 60;
  private static final int MAX_LIMIT = 500;
  private static final int DEFAULT_LIMIT = 50;

  private final Map<String, List<String>> parameters;
  private final Set<String> read = new HashSet<>();

  private Query(Map<String, List<String>> parameters) {
    this.parameters = parameters;
  }

  /**
   * @throws Problem if it cannot be decoded or names a parameter twice
   */
  static Query of(String uri) {
    Map<String, List<String>> parameters;
    try {
      parameters = new QueryStringDecoder(uri).parameters();
    } catch (IllegalArgumentException e) {
      throw Problem.of(
          400, "malformed-request", "The address has an escape that cannot be decoded.");
    }
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      if (parameter.getValue().size() > 1) {
        throw Problem.invalid(JsonObject.shown(parameter.getKey()), "must be given once.");
      }
    }
    return new Query(parameters);
  }

  /** How long to wait for a payment's end; zero if not asked to. */
  Duration waitTime() {
    read.add("wait");
    if (!parameters.containsKey("wait")) {
      return Duration.ZERO;
    }
    String text = parameters.get("wait").get(0);
    if (!DIGITS.matcher(text).matches() || Integer.parseInt(text) > MAX_WAIT_SECONDS) {
      throw Problem.invalid("wait", "must be whole seconds from 0 to " + MAX_WAIT_SECONDS + ".");
    }
    return Duration.ofSeconds(Integer.parseInt(text));
  }

  /** The request that a reader knows of; empty for none. */
  Optional<String> seen() {
    return matching("seen", AN_ID, "must be the id of a request.");
  }

  /** Which payments to list. An empty filter, as in {@code ?state=}, filters nothing. */
  Terminal.Query payments() {
    Optional<State> state = value("state").map(Query::state);
    Optional<Display> display = value("display").map(Query::display);
    Search search = search();
    int limit = value("limit").map(Query::limit).orElse(DEFAULT_LIMIT);
    Optional<String> after = value("after");
    if (after.isPresent() && !AN_ID.matcher(after.get()).matches()) {
      throw Problem.invalid("after", "must be the id of a payment.");
    }
    return new Terminal.Query(state, display, search, limit, after);
  }

  private Search search() {
    Optional<Instant> since = value("since").map(text -> time("since", text));
    Optional<Instant> until = value("until").map(text -> time("until", text));
    if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
      throw Problem.invalid("until", "must be later than since.");
    }
    Optional<String> amount =
        matching("amount", AMOUNT, "must be a whole number of the minor unit, 0 to 999999999999.");
    return new Search(
        since,
        until,
        matching("stan", STAN, "must be a trace number of 6 digits."),
        matching("rrn", RRN, "must be a reference number, 1 to 12 letters and digits."),
        value("reference"),
        amount.isPresent() ? OptionalLong.of(Long.parseLong(amount.get())) : OptionalLong.empty(),
        matching("last4", LAST_4, "must be the last 4 digits of a card or code."));
  }

  private Optional<String> matching(String name, Pattern form, String allowed) {
    Optional<String> given = value(name);
    if (given.isPresent() && !form.matcher(given.get()).matches()) {
      throw Problem.invalid(name, allowed);
    }
    return given;
  }

  /** Which lines of the log. */
  LogSearch.Wanted lines() {
    return new LogSearch.Wanted(
        since(), payment(), value("level").map(Query::level).orElse(LogLevel.DEBUG));
  }

  /** A time after which something is wanted. */
  Optional<Instant> since() {
    return value("since").map(text -> time("since", text));
  }

  /** The id of a payment. */
  Optional<String> payment() {
    Optional<String> payment = value("payment");
    if (payment.isPresent() && !AN_ID.matcher(payment.get()).matches()) {
      throw Problem.invalid("payment", "must be the id of a payment.");
    }
    return payment;
  }

  /** How many of the newest. */
  int newest(int otherwise, int most) {
    return value("limit").map(text -> whole("limit", text, most)).orElse(otherwise);
  }

  private static LogLevel level(String label) {
    return LogLevel.labelled(label)
        .orElseThrow(() -> Problem.invalid("level", "must be one of " + LogLevel.labels() + "."));
  }

  /** One of some words; the first if it is not given. */
  String oneOf(String name, String... allowed) {
    String given = value(name).orElse(allowed[0]);
    for (String one : allowed) {
      if (one.equals(given)) {
        return given;
      }
    }
    throw Problem.invalid(name, "must be one of " + String.join(", ", allowed) + ".");
  }

  /** Which batch, as the ledger numbers them; empty if not asked for one. */
  Optional<Long> batch() {
    return value("batch").map(Query::batch);
  }

  private static Long batch(String text) {
    if (!DIGITS.matcher(text).matches()) {
      throw Problem.invalid("batch", "must be the seq of a batch, a whole number.");
    }
    return Long.valueOf(text);
  }

  /** Refuses parameters that nobody has read. */
  void refuseUnread() {
    for (String name : parameters.keySet()) {
      if (!read.contains(name)) {
        throw Problem.invalid(JsonObject.shown(name), "is not a parameter that this call has.");
      }
    }
  }

  private Optional<String> value(String name) {
    read.add(name);
    return Optional.ofNullable(parameters.get(name))
        .map(values -> values.get(0))
        .filter(value -> !value.isEmpty());
  }

  private static State state(String label) {
    List<String> allowed = new ArrayList<>();
    for (State state : State.values()) {
      if (state.label().equals(label)) {
        return state;
      }
      allowed.add(state.label());
    }
    throw Problem.invalid("state", "must be one of " + String.join(", ", allowed) + ".");
  }

  private static Display display(String label) {
    List<String> allowed = new ArrayList<>();
    for (Display display : Display.values()) {
      if (display.label().equals(label)) {
        return display;
      }
      allowed.add(display.label());
    }
    throw Problem.invalid("display", "must be one of " + String.join(", ", allowed) + ".");
  }

  private static Instant time(String name, String text) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
        return time;
      }
    } catch (DateTimeException e) {
      // as one out of the range
    }
    throw Problem.invalid(
        name,
        "must be an RFC 3339 time such as 2026-01-31T08:00:00Z (a '+' is written %2B), from "
            + EARLIEST
            + " to "
            + LATEST
            + ".");
  }

  private static int limit(String text) {
    return whole("limit", text, MAX_LIMIT);
  }

  private static int whole(String name, String text, int most) {
    if (!DIGITS.matcher(text).matches()
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > most) {
      throw Problem.invalid(name, "must be a whole number from 1 to " + most + ".");
    }
    return Integer.parseInt(text);
  }
}
