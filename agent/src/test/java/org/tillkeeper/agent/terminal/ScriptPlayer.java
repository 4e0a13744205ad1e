package org.tillkeeper.agent.terminal;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.iso8583.MacVerdict;

/** Plays a conversation line by line, in virtual time, against the agent's own loop and ledger. */
final class ScriptPlayer implements AutoCloseable {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(130);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration AFTERWARDS = Duration.ofMinutes(3);

  final Stage stage;
  private final List<String> said = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();

  /** The messages that wait for their answers, by the name in brackets; empty where it has none. */
  private final Map<String, Heard> heard = new HashMap<>();

  private record Heard(StageNetwork.Arrival arrival, BookingAcquirer.Request request) {}

  ScriptPlayer(Script script, File folder) throws Exception {
    stage = new Stage(script, folder);
    stage.network().atOnce = Optional.empty();
  }

  void play(List<Script.Line> lines) throws Exception {
    for (Script.Line line : lines) {
      play(line);
    }
  }

  /** Nothing more is said, nothing is left open that could be settled, and the books agree. */
  void end(Script.Line last) {
    Optional<Heard> more = listen(AFTERWARDS);
    if (more.isPresent()) {
      throw failed(last, "and then unexpectedly\n  -> " + say(more.get()));
    }
    List<String> contradictions = stage.contradictions();
    if (!contradictions.isEmpty()) {
      throw failed(last, "terminal and acquirer do not agree: " + contradictions);
    }
  }

  private void play(Script.Line line) throws Exception {
    switch (line.verb()) {
      case "till" -> {
        stage.till.call(line);
        said.add("  till " + line.text());
      }
      case "->", "lost", "broken", "delayed" -> sent(line);
      case "<-" -> answer(line);
      case "acquirer" -> acquirer(line);
      case "customer" -> {
        stage.acquirer.customerPays();
        said.add("  customer " + line.text());
      }
      case "wait" -> pause(line);
      case "kill" -> {
        stage.bench.killAndRestart();
        heard.clear();
        said.add("  the terminal is killed and started again");
      }
      case "device" -> {
        stage.bench.device = ScriptedDevice.of(line.text());
        said.add("  device " + line.text());
      }
      case "books" -> books(line);
      case "kills" -> {
        // Which ends are allowed after a kill is for another player.
      }
      default -> payment(line);
    }
  }

  private AssertionError failed(Script.Line line, String what) {
    return new AssertionError(
        line.wrong(what).getMessage()
            + "\nSo far:\n"
            + String.join("\n", said)
            + "\n"
            + stage.till);
  }

  private static String say(Heard heard) {
    return Expected.said(heard.request().message())
        + (heard.request().mac() == MacVerdict.WRONG ? " with a wrong MAC" : "");
  }

  private void sent(Script.Line line) {
    String name = nameOf(line);
    if (heard.containsKey(name)) {
      throw line.wrong("the message before has no answer yet: say <- first");
    }
    String text = withoutName(line);
    Duration late = Duration.ZERO;
    if (line.verb().equals("delayed")) {
      int colon = text.indexOf(':');
      late = Stage.duration(text.substring(0, colon));
      text = text.substring(colon + 1);
    }
    Heard now =
        listen(LONGEST_WAIT).orElseThrow(() -> failed(line, "the terminal sends nothing like it"));
    List<String> differences = new Expected(line, text).differences(now.request(), names);
    if (!differences.isEmpty()) {
      throw failed(
          line,
          "but the terminal sent\n  -> "
              + say(now)
              + "\nwhich differs:\n  "
              + String.join("\n  ", differences));
    }
    said.add("  " + line.verb() + " " + say(now));
    switch (line.verb()) {
      case "->" -> heard.put(name, now);
      case "broken" -> now.arrival().cut();
      case "delayed" -> {
        now.arrival().cut();
        stage.bench.time.after(
            late,
            () -> {
              BookingAcquirer.Request request = stage.acquirer.read(now.arrival().frame);
              stage.acquirer.book(request, stage.acquirer.decide(request));
            });
      }
      default -> {
        // Lost: nobody ever knows.
      }
    }
  }

  /** Of several messages on their way at once each has a name, in brackets before its text. */
  private static String nameOf(Script.Line line) {
    return line.text().startsWith("(") ? line.text().substring(1, line.text().indexOf(')')) : "";
  }

  private static String withoutName(Script.Line line) {
    return line.text().startsWith("(")
        ? line.text().substring(line.text().indexOf(')') + 1).trim()
        : line.text();
  }

  /**
   * Lets time pass until the terminal says something. Echoes are answered on the way: they are the
   * line's business.
   */
  private Optional<Heard> listen(Duration atMost) {
    long until = stage.bench.time.nanoTime() + atMost.toNanos();
    StageNetwork network = stage.network();
    while (stage.bench.time.nanoTime() <= until) {
      while (!network.arrived.isEmpty()) {
        StageNetwork.Arrival arrival = network.arrived.poll();
        BookingAcquirer.Request request = stage.acquirer.read(arrival.frame);
        if (!request.what().equals("echo")) {
          return Optional.of(new Heard(arrival, request));
        }
        stage.byTheBooks(arrival);
      }
      stage.bench.time.step();
    }
    return Optional.empty();
  }

  private void answer(Script.Line line) {
    Heard to = heard.remove(nameOf(line));
    if (to == null) {
      throw line.wrong("there is no message to answer");
    }
    ScriptedAnswer answer =
        new ScriptedAnswer(new Script.Line(line.place(), line.verb(), withoutName(line)));
    answer.give(to.arrival(), to.request(), stage.acquirer);
    said.add("  <- " + line.text());
    if (!answer.isLate()) {
      // It arrives before anything else happens.
      stage.bench.time.advance(Duration.ofMillis(10));
    }
  }

  private void acquirer(Script.Line line) {
    said.add("  acquirer " + line.text());
    String[] words = line.text().split("\\s+");
    switch (words[0]) {
      case "unreachable" -> {
        stage.network().reachable = false;
        stage.network().cut();
      }
      case "reachable" -> stage.network().reachable = true;
      case "cuts" -> stage.network().cut();
      case "closes" -> stage.network().closedBeforeNextSend = true;
      case "batch" -> stage.acquirer.batch = words[1];
      case "date" -> stage.acquirer.date = words[1];
      case "orders" -> stage.acquirer.order = words[1];
      case "forgets" -> stage.acquirer.loseKeys();
      default ->
          throw line.wrong(
              "an acquirer is unreachable, reachable, cuts, closes before the next send, batch N, date MMDD,"
                  + " orders N or forgets keys");
    }
    stage.bench.time.settle();
  }

  private void pause(Script.Line line) {
    Optional<Heard> meanwhile = listen(Stage.duration(line.text()));
    if (meanwhile.isPresent()) {
      throw failed(line, "but meanwhile the terminal sent\n  -> " + say(meanwhile.get()));
    }
    said.add("  wait " + line.text());
  }

  private void books(Script.Line line) {
    String is = String.join(", ", stage.acquirer.standing());
    if (!line.text().equals(is.isEmpty() ? "nothing" : is)) {
      throw failed(line, "but the acquirer's books have: " + (is.isEmpty() ? "nothing" : is));
    }
  }

  /** What is said of a payment, now or very soon. */
  private void payment(Script.Line line) {
    String letter = line.verb();
    if (letter.length() != 1 || !Character.isUpperCase(letter.charAt(0))) {
      throw line.wrong("is no line of a conversation; see docs/conversations.md");
    }
    long until = stage.bench.time.nanoTime() + SOON.toNanos();
    List<String> differences = differences(line, letter);
    while (!differences.isEmpty()
        && stage.network().arrived.isEmpty()
        && stage.bench.time.nanoTime() < until) {
      stage.bench.time.step();
      differences = differences(line, letter);
    }
    if (!differences.isEmpty()) {
      throw failed(line, "but " + String.join(", ", differences));
    }
  }

  private List<String> differences(Script.Line line, String letter) {
    Payment payment = stage.till.payment(line, letter);
    List<String> differences = new ArrayList<>();
    String[] parts = line.text().split(",");
    differs("state", parts[0].trim(), payment.state().label()).ifPresent(differences::add);
    for (int i = 1; i < parts.length; i++) {
      String[] words = parts[i].trim().split("\\s+", 2);
      String must = words.length > 1 ? words[1] : "";
      differs(words[0], must, value(line, payment, words[0])).ifPresent(differences::add);
    }
    return differences;
  }

  private static Optional<String> differs(String what, String must, String is) {
    return must.equals(is)
        ? Optional.empty()
        : Optional.of(what + " is " + (is.isEmpty() ? "nothing" : is));
  }

  private String value(Script.Line line, Payment payment, String what) {
    return switch (what) {
      case "shown" -> Display.of(payment).label();
      case "code" -> payment.decision().responseCode().orElse("none");
      case "authCode" -> payment.decision().authCode().orElse("none");
      case "rrn" -> payment.decision().rrn().orElse("none");
      case "voucher" -> payment.decision().voucher().orElse("none");
      case "approved" -> Long.toString(payment.approvedAmount());
      case "balance" -> Long.toString(payment.decision().balance().orElse(-1));
      case "attention" -> payment.attention().map(why -> why.label()).orElse("none");
      case "card" -> payment.cardResult().label();
      case "attempts" ->
          payment.attempts().stream()
              .map(Attempt::outcome)
              .map(Attempt.Outcome::label)
              .collect(Collectors.joining(" "));
      case "sends" ->
          payment.attempts().stream()
              .map(attempt -> Integer.toString(attempt.sends()))
              .collect(Collectors.joining(" "));
      case "inquiries" ->
          payment.attempts().stream()
              .map(attempt -> Integer.toString(attempt.inquiries()))
              .collect(Collectors.joining(" "));
      case "voidedBy" -> payment.links().voidedBy().map(stage.till::letterOf).orElse("none");
      case "completedBy" -> payment.links().completedBy().map(stage.till::letterOf).orElse("none");
      case "refunded" -> Long.toString(payment.links().refunded());
      case "tip" -> Long.toString(payment.links().tip());
      case "signature" -> payment.signature().label();
      case "transactionCode" -> payment.transactionCode().orElse("none");
      case "batch" -> payment.batchClosed() ? "closed" : "open";
      default -> throw line.wrong("nothing is known as " + what.toLowerCase(Locale.ROOT));
    };
  }

  /** As it is now. */
  Ledger ledger() {
    return stage.bench.ledger();
  }

  @Override
  public void close() {
    stage.close();
  }
}
