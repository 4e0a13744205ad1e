package org.tillkeeper.agent.terminal;

import java.io.File;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.iso8583.MacVerdict;

/**
 * A conversation in which the process dies at one place of its last transaction: between any two
 * commits, sends and arrivals. It is started again, the till repeats its calls, what the script
 * breaks is broken once, and the acquirer goes by its books. Everything must come to an end that
 * the script allows, and terminal and acquirer must agree on it.
 */
final class KilledConversation implements AutoCloseable {
  private static final int STEPS_AT_MOST = 20_000;
  private static final Duration LINE_BY_LINE = Duration.ofSeconds(5);

  /** What goes wrong with one message of the script. */
  private record Fault(String mti, Optional<Duration> late, Script.Line how) {
    /** A repeat is the same message. */
    boolean isFor(String otherMti) {
      return otherMti.startsWith(mti.substring(0, 3));
    }
  }

  private final ScriptPlayer player;
  private final Stage stage;
  private final List<Script.Line> before;
  private final List<Script.Line> tail;
  private final ArrayDeque<Fault> faults = new ArrayDeque<>();
  private final List<Script.Line> called = new ArrayList<>();
  private final int place;
  private int heard;
  private boolean died;

  /**
   * @param place where it dies, 1 for the first; 0: nowhere
   */
  KilledConversation(Script script, Script.Talk talk, File folder, int place) throws Exception {
    player = new ScriptPlayer(script, folder);
    stage = player.stage;
    this.place = place;
    int last = 0;
    for (int i = 0; i < talk.lines().size(); i++) {
      Script.Line line = talk.lines().get(i);
      last = line.verb().equals("till") && ScriptedTill.starts(line) ? i : last;
    }
    before = talk.lines().subList(0, last);
    tail = talk.lines().subList(last, talk.lines().size());
    for (int i = 0; i < tail.size(); i++) {
      fault(i).ifPresent(faults::add);
    }
  }

  /** The ends that a script allows, or none where it is not for killing. */
  static List<String> allowed(Script.Talk talk) {
    for (Script.Line line : talk.lines()) {
      if (line.verb().equals("kills")) {
        return List.of(line.text().split("\\s*,\\s*"));
      }
    }
    return List.of();
  }

  private Optional<Fault> fault(int index) {
    Script.Line line = tail.get(index);
    String text = line.text();
    return switch (line.verb()) {
      case "lost", "broken" -> Optional.of(new Fault(text.substring(0, 4), Optional.empty(), line));
      case "delayed" -> {
        int colon = text.indexOf(':');
        yield Optional.of(
            new Fault(
                text.substring(colon + 1).trim().substring(0, 4),
                Optional.of(Stage.duration(text.substring(0, colon))),
                line));
      }
      case "->" -> {
        int next = index + 1;
        while (!tail.get(next).verb().equals("<-")) {
          next++;
        }
        Script.Line answer = tail.get(next);
        boolean ofCode = stage.acquirer.dialect.showsCodes() && answer.text().matches("09|C1|C2");
        boolean asBooked = answer.text().equals("00") || answer.text().equals("25") || ofCode;
        yield asBooked
            ? Optional.empty()
            : Optional.of(new Fault(text.substring(0, 4), Optional.empty(), answer));
      }
      default -> Optional.empty();
    };
  }

  /** Returns how many places the process came by. */
  int run() throws Exception {
    player.play(before);
    stage.network().atOnce = Optional.of(this::arrived);
    stage.bench.process().dieAt(place == 0 ? Integer.MAX_VALUE : place);
    int messages = 0;
    for (Script.Line line : tail) {
      switch (line.verb()) {
        case "->", "lost", "broken", "delayed" -> messages++;
        case "till" -> {
          awaitMessages(messages);
          called.add(line);
          stage.till.callAgain(line);
          rise();
        }
        case "acquirer" -> {
          awaitMessages(messages);
          pass(Duration.ofSeconds(1));
          stage.network().reachable |= line.text().equals("reachable");
        }
        case "customer" -> {
          awaitMessages(messages);
          stage.acquirer.customerPays();
        }
        default -> {
          // What follows in the script follows from a conversation without deaths.
        }
      }
    }
    int places = live();
    pass(Duration.ofMinutes(2));
    check();
    return places;
  }

  boolean died() {
    return died;
  }

  private void arrived(StageNetwork.Arrival arrival) {
    BookingAcquirer.Request request = stage.acquirer.read(arrival.frame);
    boolean faulty =
        !faults.isEmpty()
            && faults.peek().isFor(request.message().mti())
            && !request.what().equals("echo")
            && request.mac() != MacVerdict.WRONG;
    heard += request.what().equals("echo") ? 0 : 1;
    if (!faulty) {
      stage.byTheBooks(arrival);
      return;
    }
    Fault fault = faults.poll();
    switch (fault.how().verb()) {
      case "lost" -> {
        // Nobody ever knows.
      }
      case "broken" -> arrival.cut();
      case "delayed" -> {
        arrival.cut();
        stage.bench.time.after(
            fault.late().get(), () -> stage.acquirer.book(request, stage.acquirer.decide(request)));
      }
      default -> new ScriptedAnswer(fault.how()).give(arrival, request, stage.acquirer);
    }
  }

  /** Whoever died is started again, and the till makes the calls again that it had made. */
  private void rise() throws Exception {
    while (!stage.bench.process().isAlive()) {
      died = true;
      stage.bench.restart();
      for (Script.Line line : called) {
        stage.till.callAgain(line);
      }
    }
  }

  private void awaitMessages(int messages) throws Exception {
    long until = stage.bench.time.nanoTime() + LINE_BY_LINE.toNanos();
    while (heard < messages && stage.bench.time.nanoTime() < until) {
      step();
    }
    pass(Duration.ofMillis(15));
  }

  private void pass(Duration time) throws Exception {
    long until = stage.bench.time.nanoTime() + time.toNanos();
    while (stage.bench.time.nanoTime() < until) {
      step();
    }
  }

  private void step() throws Exception {
    stage.bench.time.step();
    rise();
  }

  private int live() throws Exception {
    for (int steps = 0; steps < STEPS_AT_MOST; steps++) {
      if (isSettled()) {
        int places = Math.toIntExact(stage.bench.process().places());
        stage.bench.process().dieAt(Integer.MAX_VALUE);
        return places;
      }
      step();
    }
    throw new AssertionError("it does not come to an end: " + stage.till);
  }

  private boolean isSettled() {
    for (Payment payment : stage.till.payments().values()) {
      if (!payment.state().isFinal() || payment.reversalMayStillSucceed()) {
        return false;
      }
    }
    return stage.bench.ledger().signatures().open().isEmpty();
  }

  private void check() {
    List<String> wrong = new ArrayList<>(stage.contradictions());
    for (Payment payment : stage.till.payments().values()) {
      if (stage.bench.ledger().sealed().card(payment.id()).isPresent()
          && !payment.needsCardData()) {
        wrong.add("the card of " + stage.till.letterOf(payment.id()) + " is still kept");
      }
    }
    if (stage.bench.ledger().firstBrokenLink() != 0) {
      wrong.add("the history's chain is broken");
    }
    if (!stage.bench.now(stage.bench.agent().status()).online()) {
      wrong.add("it is not online");
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(wrong + "\n" + stage.till);
    }
  }

  /** The end of the payment that the killed transaction was, and of its signature if it has one. */
  String end() {
    Payment subject = stage.till.payments().get(ScriptedTill.letter(tail.get(0)));
    return subject.signature() == Signature.NONE
        ? subject.state().label()
        : subject.state().label() + " " + subject.signature().label();
  }

  @Override
  public void close() {
    player.close();
  }
}
