package org.tillkeeper.tools.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.TypedTime;

/** What payments are looked for by, as the parameters of {@code GET /v1/payments}. */
final class PaymentSearch {
  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * When they were recorded. A day is the whole of it, also as the end of a time; what is null was
   * not given.
   */
  void times(String since, String until, String date, ShopClock clock) throws InvalidSettings {
    if (date != null && (since != null || until != null)) {
      throw new InvalidSettings("--date is given with --since or --until: allowed is one of both");
    }
    Instant now = Instant.now();
    if (date != null) {
      TypedTime day = TypedTime.day("--date", date, clock.zone(), now);
      text("since", day.from().toString());
      text("until", day.to().toString());
    }
    if (since != null) {
      text("since", TypedTime.of("--since", since, clock.zone(), now).from().toString());
    }
    if (until != null) {
      text("until", TypedTime.of("--until", until, clock.zone(), now).to().toString());
    }
  }

  void text(String name, String value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  void number(String name, long value) {
    text(name, Long.toString(value));
  }

  /** As the API takes them. */
  List<String> parameters() {
    List<String> parameters = new ArrayList<>();
    values.forEach(
        (name, value) ->
            parameters.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return parameters;
  }

  /** As the ledger takes them. */
  Search search() {
    return new Search(
        given("since").map(Instant::parse),
        given("until").map(Instant::parse),
        given("stan"),
        given("rrn"),
        given("reference"),
        given("amount").map(it -> OptionalLong.of(Long.parseLong(it))).orElse(OptionalLong.empty()),
        given("last4"));
  }

  /** How many at most; it was given. */
  int limit() {
    return Integer.parseInt(values.get("limit"));
  }

  /** Behind which payment the list goes on. */
  Optional<String> after() {
    return given("after");
  }

  private Optional<String> given(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
