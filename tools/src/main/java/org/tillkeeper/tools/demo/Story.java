package org.tillkeeper.tools.demo;

import static org.tillkeeper.tools.words.Words.say;

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
    screen.title(say("一切正常", "Nothing goes wrong"));
    end(take(swipe(), say("正常", "no trouble")));
    end(take(chip(), say("正常", "no trouble")));
    end(take(contactless(), say("正常", "no trouble")));
    end(take(qr(), say("正常", "no trouble")));
  }

  private void lineCut() throws Exception {
    screen.title(say("断网", "The line is cut"));

    Payment before = take(swipe(), say("请求发出之前断网", "line cut before the request"), this::cut);
    look();
    heal();
    end(before);

    cutDuring(manual(), "to-acquirer", SOME_BYTES, say("请求发到一半断网", "line cut inside the request"));
    cutDuring(swipe(), "to-terminal", 0, say("已入账，应答丢失", "booked, the answer is lost"));
    cutDuring(chip(), "to-terminal", 0, say("同上，芯片数据只能用一次", "the same; chip data is good once"));

    Payment given = take(qr(), say("断网，收银员取消", "line cut, the cashier cancels"), this::cut);
    look();
    screen.happens(say("收银员取消", "the cashier cancels"));
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
        say("网络没有断开", "the line was not cut"),
        () -> Boolean.TRUE.equals(lab.network().object("/state").get("refusing")));
    screen.happens(say("网络断开", "the line is cut"));
    look();
    heal();
    end(payment);
  }

  private void acquirerAtFault() throws Exception {
    screen.title(say("收单机构出错", "The acquirer is at fault"));
    fault("decline");
    end(take(manual(), say("余额不足", "declined by the issuer")));
    fault("no-answer-after");
    end(take(qr(), say("已入账，但没有应答", "booked, never answered")));
    fault("wrong-mac");
    end(take(contactless(), say("已入账，应答的 MAC 错误", "booked, wrong MAC")));
    fault("other-stan-first");
    end(take(swipe(), say("先收到别的流水号的应答", "a strange answer comes first")));
  }

  private void agentKilled() throws Exception {
    screen.title(say("代理进程被 kill -9", "The agent is killed with -9"));

    fault("no-answer-after");
    int bookings = lab.bookings().size();
    Payment killed = take(swipe(), say("已入账，代理被杀死", "booked, the agent is killed"));
    happensSoon(
        say("收单机构没有入账", "the acquirer has not booked"), () -> lab.bookings().size() > bookings);
    kill();
    restart();
    end(killed);

    online();
    Payment unsent = take(qr(), say("断网，代理被杀死", "line cut, the agent is killed"), this::cut);
    kill();
    restart();
    end(unsent);
    heal();
    online();
  }

  private record Means(String word, Instrument instrument) {}

  private Means swipe() {
    return new Means(say("刷卡", "swipe"), Instrument.swipe());
  }

  private Means chip() {
    return new Means(say("插卡", "chip"), Instrument.chip(scenes.size()));
  }

  private Means contactless() {
    return new Means(say("挥卡", "contactless"), Instrument.contactless(scenes.size()));
  }

  private Means manual() {
    return new Means(say("手输卡号", "manual"), Instrument.manual());
  }

  private Means qr() {
    return new Means(say("扫码", "QR"), Instrument.qr(scenes.size()));
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
      throw new Stuck(reference + say(" 没有结果", " has not come to its end"));
    }
  }

  private void cut() throws Exception {
    rule("cut", Map.of());
    screen.happens(say("网络断开", "the line is cut"));
    happensSoon(say("代理没有发现断网", "the agent has not noticed"), () -> !lab.till().isOnline());
  }

  private void heal() throws IOException, InterruptedException {
    rule("up", Map.of());
    screen.happens(say("网络恢复", "the line is back"));
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
    screen.happens(say("kill -9 代理", "kill -9 of the agent"));
  }

  private void restart() throws IOException, InterruptedException {
    lab.startAgent();
    screen.happens(say("代理重新启动", "the agent has started again"));
  }

  private void online() throws Exception {
    happensSoon(say("代理没有联机", "the agent is not online"), () -> lab.till().isOnline());
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
