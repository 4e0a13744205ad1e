package org.tillkeeper.tools.acquirer;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jpos.iso.ISOException;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.control.ControlServer;
import org.tillkeeper.tools.control.Members;

/**
 * What tests, demos and people can ask the acquirer and tell it to do, JSON over HTTP.
 *
 * <ul>
 *   <li>{@code GET /bookings}: what was booked or reversed, oldest first; {@code GET /declined}.
 *   <li>{@code GET /totals}: sums by state, what each cardholder was charged, the terminals.
 *   <li>{@code GET /batches}: each batch with the terminal's totals ({@code theirs}), the books' at
 *       that time ({@code ours}) and now ({@code totalsNow}), what was uploaded, and the {@code
 *       verdict}: open, equal or unequal.
 *   <li>{@code GET /codes}: the codes that terminals show, newest first; {@code POST /customer
 *       {"does","stan"}}: the customer {@code pays} or {@code closes} the newest that is open, or
 *       the one of that STAN.
 *   <li>{@code GET /messages?limit=N}: the newest messages, masked.
 *   <li>{@code POST /faults} (see {@link FaultPlan#add}), {@code DELETE /faults}, {@code GET
 *       /faults}.
 *   <li>{@code POST /order {"order"}}: the next answer's header orders the terminal: 1 parameters,
 *       2 status, 3 sign-in, 4 public keys, 5 chip parameters, or any other hex digit.
 *   <li>{@code POST /hide {"terminal","stan"}} or {@code {"terminal","number"}}: the booking of the
 *       current batch with that STAN, or the n-th that counts, is left out of the totals until the
 *       terminal uploads it.
 *   <li>{@code POST /settlement {"answer"}}: the next totals are answered balanced, unbalanced,
 *       error or malformed, whatever the books say.
 *   <li>{@code POST /batch {"terminal","batch"}}: the terminal's batch is another one from now on.
 *   <li>{@code POST /close-batch {"terminal"}}: the acquirer ends the batch by itself; the next
 *       sign-in gives the next one.
 *   <li>{@code POST /day {"days"}}: the host's date moves on.
 *   <li>{@code POST /forget-keys {"terminal"}}: the terminal has to sign in again.
 * </ul>
 */
final class ControlApi {
  private final AcquirerSettings settings;
  private final AcquirerLedger ledger;
  private final Host host;
  private final Instructions instructions;

  ControlApi(
      AcquirerSettings settings, AcquirerLedger ledger, Host host, Instructions instructions) {
    this.settings = settings;
    this.ledger = ledger;
    this.host = host;
    this.instructions = instructions;
  }

  /** Adds all calls but those about faults, which concern connections too. */
  void addTo(ControlServer server) {
    server
        .on(
            "GET",
            "/bookings",
            body -> run(() -> host.books().shown(List.of(Booking.BOOKED, Booking.REVERSED))))
        .on("GET", "/declined", body -> run(() -> host.books().shown(List.of(Booking.DECLINED))))
        .on("GET", "/totals", body -> run(this::totals))
        .on("GET", "/batches", body -> run(() -> host.batches().shown()))
        .on(
            "GET",
            "/messages",
            body -> {
              long limit = body.number("limit", 1, 100_000, 1000);
              return run(() -> ledger.messages(limit));
            })
        .on("GET", "/codes", body -> run(this::codes))
        .on("POST", "/customer", this::customer)
        .on("POST", "/order", this::order)
        .on("POST", "/hide", this::hide)
        .on("POST", "/settlement", this::settlement)
        .on("POST", "/batch", this::batch)
        .on("POST", "/close-batch", this::closeBatch)
        .on("POST", "/day", this::day)
        .on("POST", "/forget-keys", this::forgetKeys);
  }

  private Map<String, Object> totals() throws SQLException {
    Map<String, Object> totals = host.books().totals();
    totals.put("terminals", ledger.terminals());
    return totals;
  }

  private List<Map<String, Object>> codes() throws SQLException {
    host.codes().payWhatIsDue(host.now());
    return host.codes().shown();
  }

  private Object customer(Settings body) throws InvalidSettings {
    body.only("does", "stan");
    boolean pays = body.choice("does", List.of("pays", "closes"), "pays").equals("pays");
    String allowed = "the STAN of an open code, 6 digits in quotes; left out: the newest";
    String stan = body.text("stan", "[0-9]{6}", allowed, "");
    return run(() -> host.codes().customer(stan, pays, host.now()))
        .orElseThrow(() -> body.refused("stan", stan, allowed));
  }

  private Object order(Settings body) throws InvalidSettings {
    body.only("order");
    List<String> digits = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "E", "F");
    String order =
        body.has("order") && body.isNumber("order")
            ? String.valueOf(body.number("order", 1, 9))
            : body.choice("order", digits, "");
    if (order.isEmpty()) {
      throw body.refused("order", null, "one of " + String.join(", ", digits));
    }
    instructions.order(order);
    return Map.of("order", order);
  }

  private Object settlement(Settings body) throws InvalidSettings {
    body.only("answer");
    String answer = body.choice("answer", Instructions.Settlement.labels(), "");
    if (answer.isEmpty()) {
      throw body.refused(
          "answer", null, "one of " + String.join(", ", Instructions.Settlement.labels()));
    }
    instructions.settlement(Instructions.Settlement.named(answer));
    return Map.of("answer", answer);
  }

  private Object hide(Settings body) throws InvalidSettings {
    body.only("terminal", "stan", "number");
    String terminal = terminal(body);
    String allowed = "the STAN of a booking of the current batch, 6 digits in quotes";
    String stan = body.text("stan", "[0-9]{6}", allowed, "");
    long number = stan.isEmpty() ? body.number("number", 1, 999_999) : 0;
    Optional<Booking> found = run(() -> find(terminal, stan, number));
    if (found.isEmpty()) {
      throw stan.isEmpty()
          ? body.refused("number", number, "not more than what counts in the current batch")
          : body.refused("stan", stan, allowed);
    }
    return Members.of("terminal", terminal, "stan", found.get().stan(), "hidden", true);
  }

  private Optional<Booking> find(String terminal, String stan, long number) throws SQLException {
    String batch = ledger.terminal(terminal).batch();
    List<Booking> counted = host.books().counted(terminal, batch);
    Optional<Booking> found =
        stan.isEmpty()
            ? counted.stream().skip(number - 1).findFirst()
            : counted.stream().filter(one -> one.stan().equals(stan)).findFirst();
    if (found.isPresent()) {
      host.books().hide(found.get());
    }
    return found;
  }

  private Object batch(Settings body) throws InvalidSettings {
    body.only("terminal", "batch");
    String terminal = terminal(body);
    String batch = body.text("batch", "[0-9]{6}", "6 digits in quotes, such as \"000002\"");
    return run(
        () -> {
          ledger.batch(terminal, batch);
          return Members.of("terminal", terminal, "batch", batch);
        });
  }

  private Object closeBatch(Settings body) throws InvalidSettings {
    body.only("terminal");
    String terminal = terminal(body);
    return run(
        () -> {
          String closed = ledger.terminal(terminal).batch();
          String next = Settlements.after(closed);
          host.batches().close(terminal, closed);
          ledger.batch(terminal, next);
          return Members.of("terminal", terminal, "closed", closed, "batch", next);
        });
  }

  private Object day(Settings body) throws InvalidSettings {
    body.only("days");
    int days = (int) body.number("days", 1, 366, 1);
    return run(
        () -> {
          ledger.moveDate(days);
          return Map.of("date", host.now().date());
        });
  }

  private Object forgetKeys(Settings body) throws InvalidSettings {
    body.only("terminal");
    String terminal = terminal(body);
    return run(
        () -> {
          host.forgetKeys(terminal);
          return Members.of("terminal", terminal, "signedIn", false);
        });
  }

  private String terminal(Settings body) throws InvalidSettings {
    List<String> known = settings.terminals.stream().map(one -> one.id).toList();
    String terminal = body.choice("terminal", known, known.size() == 1 ? known.get(0) : "");
    if (terminal.isEmpty()) {
      throw body.refused("terminal", null, "one of " + String.join(", ", known));
    }
    return terminal;
  }

  private <T> T run(Host.Work<T> work) {
    try {
      return host.committed(work);
    } catch (SQLException | ISOException e) {
      throw new IllegalStateException("the ledger failed: " + e.getMessage(), e);
    }
  }
}
