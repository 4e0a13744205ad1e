package org.tillkeeper.tools.demo;

import static org.tillkeeper.tools.demo.DemoWords.say;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tillkeeper.tools.lab.Cashier;
import org.tillkeeper.tools.lab.Deadline;
import org.tillkeeper.tools.lab.Instrument;
import org.tillkeeper.tools.lab.Lab;
import org.tillkeeper.tools.lab.Payment;

/** What happens in the demonstration, payment after payment. For one thread. */
final class Story {
  private static final Duration PAYMENT = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 1200;

  /** Less than any request or answer has: what is cut after it is cut in the middle. */
  private static final int SOME_BYTES = 60;

  private final Lab lab;
  private final Cashier cashier;
  private final Screen screen;
  private final Deadline deadline;
  private final List<Scene> scenes = new ArrayList<>();

  /** The story cannot go on: something did not happen in time. */
  static final class Stuck extends Exception {
    private static final long serialVersionUID = 1;

    Stuck(String what) {
      super(what);
    }
  }

  Story(Lab lab, Cashier cashier, Screen screen, Deadline deadline) {
    this.lab = lab;
    this.cashier = cashier;
    this.screen = screen;
    this.deadline = deadline;
  }

  /** The payments that were taken, in their order. */
  List<Scene> scenes() {
    return List.copyOf(scenes);
  }

  /**
   * Tells all of it.
   *
   * @throws Stuck if it cannot go on
   */
  void tell() throws Exception {
    online();
    withoutTrouble();
    lineCut();
    acquirerAtFault();
    agentKilled();
  }

  private void withoutTrouble() throws Exception {
    screen.title(say("chapter.calm"));
    end(take(swipe(), say("no-trouble")));
    end(take(chip(), say("no-trouble")));
    end(take(contactless(), say("no-trouble")));
    end(take(qr(), say("no-trouble")));
  }

  private void lineCut() throws Exception {
    screen.title(say("chapter.line"));

    Payment before = take(swipe(), say("cut-before"), this::cut);
    look();
    heal();
    end(before);

    cutDuring(manual(), "to-acquirer", SOME_BYTES, say("cut-inside"));
    cutDuring(swipe(), "to-terminal", 0, say("answer-lost"));
    cutDuring(chip(), "to-terminal", 0, say("answer-lost.chip"));

    Payment given = take(qr(), say("cut-cancelled"), this::cut);
    look();
    screen.happens(say("cancels"));
    lab.till().cancel(given.id());
    end(given);
    heal();
    online();
  }

  /** The line is cut after so many bytes of the payment have passed, and healed a little later. */
  private void cutDuring(Means means, String direction, int bytes, String what) throws Exception {
    online();
    rule("cut-after", Map.of("direction", direction, "bytes", bytes, "then", "refuse"));
    Payment payment = take(means, what);
    happensSoon(
        say("not-cut"), () -> Boolean.TRUE.equals(lab.network().object("/state").get("refusing")));
    screen.happens(say("line-cut"));
    look();
    heal();
    end(payment);
  }

  private void acquirerAtFault() throws Exception {
    screen.title(say("chapter.acquirer"));
    fault("decline");
    end(take(manual(), say("fault.decline")));
    fault("no-answer-after");
    end(take(qr(), say("fault.no-answer")));
    fault("wrong-mac");
    end(take(contactless(), say("fault.wrong-mac")));
    fault("other-stan-first");
    end(take(swipe(), say("fault.other-stan")));
  }

  private void agentKilled() throws Exception {
    screen.title(say("chapter.agent"));

    fault("no-answer-after");
    int bookings = lab.bookings().size();
    Payment killed = take(swipe(), say("killed-booked"));
    happensSoon(say("not-booked"), () -> lab.bookings().size() > bookings);
    kill();
    restart();
    end(killed);

    online();
    Payment unsent = take(qr(), say("killed-unsent"), this::cut);
    kill();
    restart();
    end(unsent);
    heal();
    online();
  }

  private record Means(String word, Instrument instrument) {}

  private Means swipe() {
    return new Means(say("paid.swipe"), Instrument.swipe());
  }

  private Means chip() {
    return new Means(say("paid.chip"), Instrument.chip(scenes.size()));
  }

  private Means contactless() {
    return new Means(say("paid.contactless"), Instrument.contactless(scenes.size()));
  }

  private Means manual() {
    return new Means(say("paid.manual"), Instrument.manual());
  }

  private Means qr() {
    return new Means(say("paid.qr"), Instrument.qr(scenes.size()));
  }

  /** What goes wrong before a payment is started. */
  @FunctionalInterface
  private interface Trouble {
    void begin() throws Exception;
  }

  private Payment take(Means means, String what) throws Exception {
    return take(means, what, () -> {});
  }

  private Payment take(Means means, String what, Trouble trouble) throws Exception {
    int number = scenes.size() + 1;
    Scene scene = new Scene("DEMO-" + number, means.word(), 1111L * number, what);
    screen.scene(number, scene.entry(), scene.amount(), what);
    trouble.begin();
    Payment payment = lab.till().start(scene.reference(), scene.amount(), means.instrument());
    scenes.add(scene);
    return payment;
  }

  /** Waits until the cashier sees the payment's end. */
  private void end(Payment payment) throws Exception {
    String reference = payment.reference();
    if (!deadline.orIn(PAYMENT).await(() -> cashier.seesEndOf(reference))) {
      throw new Stuck(say("no-end", reference));
    }
  }

  private void cut() throws Exception {
    rule("cut", Map.of());
    screen.happens(say("line-cut"));
    happensSoon(say("not-noticed"), () -> !lab.till().isOnline());
  }

  private void heal() throws IOException, InterruptedException {
    rule("up", Map.of());
    screen.happens(say("line-back"));
  }

  private void rule(String rule, Map<String, ?> more) throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>(more);
    body.put("rule", rule);
    lab.network().post("/rules", body);
  }

  private void fault(String fault) throws IOException, InterruptedException {
    lab.acquirer().post("/faults", Map.of("fault", fault, "on", List.of("sale")));
  }

  private void kill() throws InterruptedException {
    lab.killAgent();
    screen.happens(say("kill"));
  }

  private void restart() throws IOException, InterruptedException {
    lab.startAgent();
    screen.happens(say("restarted"));
  }

  private void online() throws Exception {
    happensSoon(say("not-online"), () -> lab.till().isOnline());
  }

  private void happensSoon(String otherwise, Deadline.Look look) throws Exception {
    if (!deadline.orIn(SOON).await(look)) {
      throw new Stuck(otherwise);
    }
  }

  /** Time for a person to see what the cashier sees. */
  private static void look() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
  }
}
