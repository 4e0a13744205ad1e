package org.tillkeeper.agent.terminal;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.Dialect;

/**
 * A terminal, its till and its acquirer as a script sets them, and what must hold of their books.
 */
final class Stage implements AutoCloseable {
  private static final long MANY = 1_000_000;

  final TerminalOnBench bench;
  final ScriptedTill till;
  final BookingAcquirer acquirer;
  private StageNetwork network;

  /** From an empty ledger until it is online. */
  Stage(Script script, File folder) throws Exception {
    Dialect dialect =
        ChangedDialect.of(script.head("dialect", "unionpay-pos"), script.head("changes", ""));
    dialect = dialect.with(options(script.head("options", "")));
    acquirer = new BookingAcquirer(dialect);
    Limits limits =
        new Limits(
            Duration.ZERO,
            115,
            Duration.ofSeconds(60),
            script.head("offline", "no").equals("yes")
                ? new Limits.Offline(true, MANY, MANY, 75, Duration.ofHours(24))
                : Limits.Offline.OFF);
    Duration retry = duration(script.head("retry", "60 s"));
    bench =
        new TerminalOnBench(
            folder,
            new TerminalOnBench.Around(
                dialect, retry, limits, ScriptedDevice.of(script.head("device", ""))),
            time -> {
              network = new StageNetwork(time);
              network.atOnce = Optional.of(this::byTheBooks);
              return network.wire;
            });
    if (script.head("device", "").contains(ScriptedDevice.KEY)) {
      bench.vault.loadSerialKey(ScriptedDevice.SERIAL_KEY);
    }
    till = new ScriptedTill(bench);
    bench.online();
  }

  StageNetwork network() {
    return network;
  }

  private static Map<String, String> options(String text) {
    Map<String, String> options = new HashMap<>();
    for (String option : text.split(",")) {
      if (option.contains("=")) {
        options.put(
            option.substring(0, option.indexOf('=')).trim(),
            option.substring(option.indexOf('=') + 1).trim());
      }
    }
    return options;
  }

  /** A number and its unit, s or ms. */
  static Duration duration(String text) {
    String[] parts = text.trim().split("\\s+");
    long number = Long.parseLong(parts[0]);
    return parts[1].equals("ms") ? Duration.ofMillis(number) : Duration.ofSeconds(number);
  }

  /** Answers as the acquirer's books say. */
  void byTheBooks(StageNetwork.Arrival arrival) {
    BookingAcquirer.Request request = acquirer.read(arrival.frame);
    String code = acquirer.decide(request);
    acquirer.book(request, code);
    arrival.answer(
        acquirer.answer(request, code, Map.of(), BookingAcquirer.Mac.RIGHT), Duration.ZERO);
  }

  /**
   * What the terminal says of its payments and what the acquirer's books say must be one thing.
   * Returns where it is not.
   */
  List<String> contradictions() {
    List<String> found = new ArrayList<>();
    List<BookingAcquirer.Booking> explained = new ArrayList<>();
    till.payments()
        .forEach(
            (letter, payment) -> {
              int standing = 0;
              for (Attempt attempt : payment.attempts()) {
                Optional<BookingAcquirer.Booking> booking =
                    acquirer.booking(attempt.request().batch(), attempt.request().stan());
                boolean stands = booking.isPresent() && booking.get().stands();
                booking.ifPresent(explained::add);
                standing += stands && !attempt.givenBackBy().isPresent() ? 1 : 0;
                contradiction(payment, attempt, stands)
                    .ifPresent(
                        what -> found.add(letter + ", attempt " + attempt.number() + ": " + what));
              }
              if (standing > 1) {
                found.add(letter + " is booked " + standing + " times");
              }
            });
    acquirer.codes.forEach(
        (key, code) -> {
          for (Payment payment : till.payments().values()) {
            for (Attempt attempt : payment.attempts()) {
              boolean its = key.equals(attempt.request().batch() + " " + attempt.request().stan());
              boolean done = payment.state().isFinal() && payment.state() != State.ATTENTION;
              if (its && done && code == BookingAcquirer.Code.OPEN && !attempt.unseen()) {
                found.add("the code of " + payment.id() + " may still be paid");
              }
            }
          }
        });
    for (BookingAcquirer.Booking booking : acquirer.books.values()) {
      if (booking.stands() && !explained.contains(booking)) {
        found.add("the acquirer has booked a " + booking.what + " that the terminal does not know");
      }
    }
    return found;
  }

  private static Optional<String> contradiction(Payment payment, Attempt attempt, boolean stands) {
    boolean confirmed = attempt.outcome() == Attempt.Outcome.CONFIRMED;
    boolean needsPerson = payment.state() == State.ATTENTION;
    if (payment.type() == PaymentType.BALANCE || attempt.givenBackBy().isPresent()) {
      return Optional.empty();
    }
    if (confirmed && !stands) {
      return Optional.of("confirmed, and not in the acquirer's books");
    }
    boolean forSettlement = payment.delivered();
    if (stands && !confirmed && !needsPerson && !forSettlement) {
      return Optional.of(
          attempt.outcome().label()
              + " while the acquirer's books have it, the payment "
              + payment.state().label());
    }
    if (attempt.outcome() == Attempt.Outcome.OPEN && payment.state().isFinal() && !needsPerson) {
      return Optional.of("open, and the payment " + payment.state().label());
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    bench.close();
  }
}
