package org.tillkeeper.agent.terminal;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tillkeeper.agent.bench.BenchVault;
import org.tillkeeper.agent.bench.MortalProcess;
import org.tillkeeper.agent.bench.VirtualNetwork;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.keys.LedgerCipher;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerOnBench;
import org.tillkeeper.agent.messages.Device;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.session.Patience;
import org.tillkeeper.agent.upkeep.Upkeep;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;

/**
 * The agent's own loop, ledger and dialect on a bench: virtual time, a model of the network and of
 * the acquirer.
 */
final class TerminalOnBench implements AutoCloseable {
  static final String TRACK = "6225000000000006=30125200000000000000";

  final VirtualTime time = new VirtualTime();
  final ModelAcquirer acquirer = new ModelAcquirer();
  final ModelNetwork network = new ModelNetwork(time, acquirer);
  private final File root;

  /** Of the next process. */
  final List<Route> routes = new ArrayList<>();

  private final Around around;
  private final VirtualNetwork line;
  private File folder;
  private MortalProcess process;
  private CallersThread scheduler;
  private Ledger ledger;
  private AgentLoop agent;
  private int keys;
  private int lives;

  /** What the next process does by itself. */
  Upkeep upkeep = Upkeep.NONE;

  /** Of the next life. */
  String terminal = "00000001";

  /** Of the next life; empty for the one it was made with. */
  Optional<Dialect> otherDialect = Optional.empty();

  /** Of the next life. */
  Device device = Device.UNKNOWN;

  /** Is given each process before it runs. */
  Consumer<MortalProcess> eachLife = process -> {};

  /** Of this terminal, whichever process uses it. */
  final BenchVault vault = new BenchVault(ModelAcquirer.MASTER_KEY, ModelAcquirer.MASTER_KEY);

  /**
   * What is set around the loop.
   *
   * @param retryWithin how long a sale may be tried
   * @param limits what the merchant allows
   * @param device which device it is at first
   */
  record Around(Dialect dialect, Duration retryWithin, Limits limits, Device device) {
    /** Around a device of which nothing is known. */
    Around(Dialect dialect, Duration retryWithin, Limits limits) {
      this(dialect, retryWithin, limits, Device.UNKNOWN);
    }

    static final Around UNIONPAY =
        new Around(Dialect.named("unionpay-pos"), Duration.ofSeconds(60), Limits.NONE);
  }

  /**
   * A terminal at another network than the model's.
   *
   * @param line made with this bench's time
   */
  TerminalOnBench(File folder, Around around, Function<VirtualTime, VirtualNetwork> line)
      throws Exception {
    root = folder;
    this.folder = folder;
    this.around = around;
    device = around.device();
    this.line = line.apply(time);
    routes.add(new Route("primary", "127.0.0.1", 8600, Optional.empty()));
    boot();
  }

  TerminalOnBench(File folder, Duration retryWithin) throws Exception {
    this(folder, retryWithin, "primary");
  }

  /** A terminal with these routes, each to a host of its own. */
  TerminalOnBench(File folder, Duration retryWithin, String... routeNames) throws Exception {
    for (int i = 0; i < routeNames.length; i++) {
      routes.add(new Route(routeNames[i], "127.0.0.1", 8600 + i, Optional.empty()));
    }
    root = folder;
    this.folder = folder;
    around = new Around(Around.UNIONPAY.dialect(), retryWithin, Limits.NONE);
    line = network.wire;
    boot();
  }

  TerminalOnBench(File folder) throws Exception {
    this(folder, Duration.ofSeconds(60));
  }

  /** A terminal whose merchant allows more or less than usual. */
  TerminalOnBench(File folder, Limits limits) throws Exception {
    routes.add(new Route("primary", "127.0.0.1", 8600, Optional.empty()));
    root = folder;
    this.folder = folder;
    around = new Around(Around.UNIONPAY.dialect(), Duration.ofSeconds(60), limits);
    line = network.wire;
    boot();
  }

  /** A terminal that has agreed on these options of the dialect with its acquirer. */
  static TerminalOnBench with(File folder, Map<String, String> options) throws Exception {
    Dialect dialect = Dialect.named("unionpay-pos").with(options);
    return new TerminalOnBench(folder, new Around(dialect, Duration.ofSeconds(60), Limits.NONE));
  }

  private TerminalOnBench(File folder, Around around) throws Exception {
    routes.add(new Route("primary", "127.0.0.1", 8600, Optional.empty()));
    root = folder;
    this.folder = folder;
    this.around = around;
    line = network.wire;
    boot();
  }

  /** A terminal that has signed in before, on a copy of its data folder. */
  static TerminalOnBench signedIn(File template, File home) throws Exception {
    LedgerOnBench.copy(template, home);
    TerminalOnBench bench = new TerminalOnBench(home);
    bench.acquirer.knowsTerminal();
    return bench.online();
  }

  private void boot() throws Exception {
    Dialect dialect = otherDialect.orElse(around.dialect());
    ledger = Ledger.open(folder, time.wallClock());
    process =
        new MortalProcess(
            time,
            line,
            line::processDied,
            defect -> {
              throw defect;
            });
    process.count(this::effects);
    scheduler = new CallersThread(process);
    LedgerOnBench.withoutSync(ledger);
    TerminalSettings settings =
        new TerminalSettings(
            new Station(
                terminal,
                "952718182217875",
                "156",
                ZoneId.of("Asia/Shanghai"),
                dialect.tpdu(),
                dialect.header(),
                device),
            new Patience(Duration.ofSeconds(15), around.retryWithin()),
            new LineSettings(
                new ArrayList<>(routes),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60)),
            around.limits(),
            upkeep,
            "test");
    byte[] dataKey = new byte[32];
    Arrays.fill(dataKey, (byte) 7);
    agent =
        new AgentLoop(
            settings,
            scheduler,
            new Random(lives),
            ledger,
            process,
            dialect,
            vault,
            new LedgerCipher(dataKey, new SecureRandom()));
    CompletableFuture<Void> started = agent.start();
    eachLife.accept(process);
    time.settle();
    if (process.isAlive()) {
      started.get();
    }
  }

  /** Lets it connect and sign in. */
  TerminalOnBench online() {
    time.advance(Duration.ofSeconds(1));
    return this;
  }

  /** The process dies with -9 and is started again; the power stays, the world goes on. */
  void killAndRestart() throws Exception {
    process.die();
    restart();
  }

  /**
   * A dead process is started again, on a copy of the folder as it was left: closing SQLite would
   * tidy up what a kill leaves.
   */
  void restart() throws Exception {
    lives++;
    File left = folder;
    folder = new File(root, "life" + lives);
    LedgerOnBench.copy(left, folder);
    ledger.close();
    boot();
  }

  /** Grows with everything that was written, sent or received. */
  long effects() {
    return LedgerOnBench.changes(ledger) + line.events() + acquirer.events;
  }

  MortalProcess process() {
    return process;
  }

  CallersThread scheduler() {
    return scheduler;
  }

  Ledger ledger() {
    return ledger;
  }

  AgentLoop agent() {
    return agent;
  }

  Payment swipe(long amount) {
    return start(swipeOrder(amount), "key-" + keys++).payment();
  }

  Payment chip(long amount) {
    return start(order(Entry.CHIP, amount, chipData(keys)), "key-" + keys++).payment();
  }

  private static Map<Element, String> chipData(long counter) {
    return Map.of(
        Element.PAN,
        "6225000000000006",
        Element.EXPIRY,
        "3012",
        Element.CARD_SEQUENCE,
        "001",
        Element.EMV,
        String.format(Locale.ROOT, "9F2608AABBCCDDEEFF00119F3602%04X95050000000000", counter));
  }

  Payment swipeWithPin(long amount) {
    return start(
            order(
                Entry.SWIPE,
                amount,
                Map.of(Element.TRACK2, TRACK, Element.PIN_BLOCK, "9FD70511ED75347D")),
            "key-" + keys++)
        .payment();
  }

  Payment voiding(Payment original) {
    PaymentOrder order =
        PaymentOrder.referring(
            PaymentType.VOID, original.id(), 0, "CNY", Optional.empty(), PaymentOrder.Manner.PLAIN);
    return start(order, "key-" + keys++).payment();
  }

  static PaymentOrder swipeOrder(long amount) {
    return order(Entry.SWIPE, amount, Map.of(Element.TRACK2, TRACK));
  }

  /** Each amount is read from the chip once: it has a counter of its own. */
  static PaymentOrder chipOrder(long amount) {
    return order(Entry.CHIP, amount, chipData(amount));
  }

  /** A sale that its chip has approved offline. */
  static PaymentOrder chipApprovedOrder(long amount) {
    PaymentOrder chip = chipOrder(amount);
    return new PaymentOrder(
        PaymentType.SALE,
        chip.amount(),
        chip.currency(),
        chip.reference(),
        chip.original(),
        chip.entry(),
        chip.data(),
        new PaymentOrder.Manner(false, true, false));
  }

  static PaymentOrder order(Entry entry, long amount, Map<Element, String> data) {
    return PaymentOrder.of(
        PaymentType.SALE,
        amount,
        "CNY",
        Optional.empty(),
        entry,
        new SensitiveData(new EnumMap<>(data)));
  }

  Terminal.Started start(PaymentOrder order, String key) {
    return now(
        agent.start(
            order,
            key,
            (order.amount() + order.entry().map(Entry::label).orElse(""))
                .getBytes(StandardCharsets.UTF_8)));
  }

  <T> T now(CompletableFuture<T> future) {
    time.settle();
    return future.getNow(null);
  }

  Payment payment(Payment earlier) {
    return now(agent.payment(earlier.id())).get();
  }

  @Override
  public void close() {
    ledger.close();
  }
}
