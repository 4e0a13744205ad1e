package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.fleet.Hello;
import org.tillkeeper.agent.fleet.Message;
import org.tillkeeper.tools.fleet.BrokerAddress;
import org.tillkeeper.tools.fleet.BrokerVisit;
import org.tillkeeper.tools.fleet.Mosquitto;

/**
 * Shops sell while their broker is dead: 20 seconds, or as long as {@code -Dtillkeeper.outage=PT1H}
 * says. Meanwhile an agent is killed in the middle of a payment, a line is cut, and a batch is
 * settled. What the ledgers say that happened must then have come, all of it, in order.
 */
@Tag("full")
@EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true")
@Timeout(2 * 3600)
class BrokerOutageTest {
  private static final Duration OUTAGE =
      Duration.parse(System.getProperty("tillkeeper.outage", "PT20S"));

  /** Between two rounds of sales. */
  private static final Duration PAUSE =
      Duration.ofMillis(Math.max(500, OUTAGE.dividedBy(120).toMillis()));

  private static final String MERCHANT = "952718182217875";
  private static final List<String> TERMINALS = List.of("00000001", "00000002", "00000003");
  private static final String KEY = "0123456789ABCDEFFEDCBA9876543210";

  @TempDir Path folder;
  private final ArrayDeque<Child> children = new ArrayDeque<>();
  private final Map<String, Shop> shops = new TreeMap<>();
  private Mosquitto broker;
  private InetSocketAddress line;
  private Json network;
  private int sold;
  private String settlement = "";

  /** An agent that runs, and the till before it. */
  private record Shop(Child agent, Till till) {}

  /** An event that came. */
  private record Came(String topic, String id, String subject, String text) {}

  @AfterEach
  void end() {
    children.forEach(Child::close);
    if (broker != null) {
      broker.close();
    }
  }

  private static void pass(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  private Child keep(Child child) {
    children.push(child);
    return child;
  }

  private static Path key(Path at) throws IOException {
    Path key = at.resolve("master.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(key, KEY + "\n");
  }

  private void openAll() throws Exception {
    broker = new Mosquitto(Files.createDirectory(folder.resolve("broker")), "fleet");
    key(folder);
    StringBuilder terminals = new StringBuilder();
    for (String terminal : TERMINALS) {
      broker.admit(terminal, MERCHANT + "/" + terminal);
      terminals.append(
          "  - {id: \"%s\", merchant: \"%s\", masterKeyFile: ./master.key}\n"
              .formatted(terminal, MERCHANT));
    }
    broker.start();
    Path yaml =
        Files.writeString(
            folder.resolve("acquirer.yaml"),
            """
            listen: "127.0.0.1:0"
            dialect: unionpay-pos
            terminals:
            %sledger: ./acquirer.db
            control: {listen: "127.0.0.1:0"}
            """
                .formatted(terminals));
    List<String> host = SmallLab.tool("acquirer", "--config", yaml.toString());
    InetSocketAddress at =
        keep(Child.start("acquirer", folder, host)).announced("acquirer listening on");
    Child between =
        keep(
            Child.start(
                "network",
                folder,
                SmallLab.tool(
                    "network",
                    "--listen",
                    "127.0.0.1:0",
                    "--target",
                    at.getHostString() + ":" + at.getPort(),
                    "--control",
                    "127.0.0.1:0")));
    line = between.announced("network listening on");
    network = new Json(between.announced("network control on"), Map.of());
    for (String terminal : TERMINALS) {
      Path home = Files.createDirectory(folder.resolve(terminal));
      key(home);
      Files.createFile(
          home.resolve("hook.secret"),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          home.resolve("hook.secret"), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
      open(terminal);
    }
  }

  /** Starts a shop's agent, also again. */
  private void open(String terminal) throws Exception {
    Path home = folder.resolve(terminal);
    // Nobody listens at the webhook: so what was recorded stays in the ledger, to be compared.
    Path yaml =
        Files.writeString(
            home.resolve("agent.yaml"),
            """
            terminal: {id: "%s", merchant: "%s", currency: CNY, timeZone: Asia/Shanghai}
            data: ./data
            api: {listen: "127.0.0.1:0"}
            host:
              routes: [{name: primary, address: "127.0.0.1:%d"}]
              responseTimeout: 3s
              originalLifetime: 500ms
              retry: {within: 5s}
            keys: {masterKeyFile: ./master.key}
            settlement: {at: "04:00"}
            webhooks: [{url: "http://127.0.0.1:1/", secretFile: ./hook.secret, events: [payment.final, payment.attention, settlement.ended]}]
            fleet: {url: "%s", certificate: %s, key: %s, ca: %s}
            """
                .formatted(
                    terminal,
                    MERCHANT,
                    line.getPort(),
                    broker.url(),
                    broker.file(terminal + ".pem"),
                    broker.file(terminal + ".key"),
                    broker.file("ca.pem")));
    List<String> command = SmallLab.tool("agent", "--config", yaml.toString());
    Child agent = keep(Child.start("agent-" + children.size(), home, command));
    InetSocketAddress api = agent.announced("agent listening on");
    String token = Files.readString(home.resolve("data/api-token")).trim();
    shops.put(terminal, new Shop(agent, new Till(api, token)));
  }

  private void sell(String terminal) throws Exception {
    sold++;
    shops.get(terminal).till().start("ORDER-" + sold, 100 + sold, Instrument.swipe());
  }

  private void sellEverywhere() throws Exception {
    for (String terminal : TERMINALS) {
      sell(terminal);
    }
    pass(PAUSE);
  }

  /** Whether no payment of any shop is without an end. */
  private boolean allEnded() throws Exception {
    for (Shop shop : shops.values()) {
      if (!shop.till().isDrained()) {
        return false;
      }
    }
    return true;
  }

  @Test
  void what_shops_sell_while_the_broker_is_dead_comes_afterwards_whole_and_in_order()
      throws Exception {
    openAll();
    try (Collector collector = new Collector()) {
      collector.start();
      assertTrue(collector.there.await(1, TimeUnit.MINUTES), "the collector is there");
      for (int i = 0; i < 5; i++) {
        sellEverywhere();
      }
      assertTrue(
          Deadline.in(Duration.ofMinutes(2)).await(() -> collector.came().size() >= 15),
          "the broker is told while it is there");
      sellEverywhere(); // some of it is on its way
      broker.kill();
      Instant killed = Instant.now();
      int before = collector.came().size();
      sellThrough(killed);
      assertTrue(Deadline.in(Duration.ofMinutes(2)).await(this::allEnded), "all have their end");
      pass(Duration.between(Instant.now(), killed.plus(OUTAGE)));
      assertTrue(collector.came().size() <= before + TERMINALS.size() * 2, "nobody told it");
      broker.start();
      Instant back = Instant.now();
      sellEverywhere();
      assertTrue(Deadline.in(Duration.ofMinutes(2)).await(this::allEnded), "all have their end");
      Set<String> made = new HashSet<>(List.of(settlement));
      for (Shop shop : shops.values()) {
        shop.till().payments().forEach(it -> made.add(it.id()));
      }
      assertEquals(sold + 1, made.size());
      assertTrue(
          Deadline.in(
                  OUTAGE.compareTo(Duration.ofMinutes(5)) > 0
                      ? Duration.ofMinutes(12)
                      : Duration.ofMinutes(4))
              .await(() -> missing(collector, made).isEmpty()),
          () -> "missing: " + missing(collector, made));
      Instant all = Instant.now();
      Duration cpu = Duration.ZERO;
      for (Shop shop : shops.values()) {
        cpu = cpu.plus(cpuOf(shop.agent()));
        shop.agent().close();
      }
      for (String terminal : TERMINALS) {
        assertEquals(recordedBy(terminal), collector.firstTimes(terminal), "of " + terminal);
      }
      int copies = collector.came().size() - collector.byId().size();
      System.out.printf(
          "broker dead from %s to %s: %d events of %d shops, %d of them before; all there %d s after it"
              + " was back, %d came twice; the agents' last lives took %d s of processor%n",
          killed,
          back,
          collector.byId().size(),
          TERMINALS.size(),
          before,
          Duration.between(back, all).toSeconds(),
          copies,
          cpu.toSeconds());
    }
  }

  private static Duration cpuOf(Child agent) {
    return ProcessHandle.of(agent.pid())
        .flatMap(it -> it.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /** Sells until the outage is nearly over: a cut, a kill and a settlement in the midst of it. */
  private void sellThrough(Instant killed) throws Exception {
    ArrayDeque<Midst> midst = new ArrayDeque<>(List.of(this::cut, this::kill, this::settle));
    int parts = midst.size() + 2;
    Instant end = killed.plus(OUTAGE).minus(PAUSE.multipliedBy(2));
    while (!midst.isEmpty() || Instant.now().isBefore(end)) {
      Duration part = OUTAGE.dividedBy(parts).multipliedBy(parts - 1 - midst.size());
      if (!midst.isEmpty() && Instant.now().isAfter(killed.plus(part))) {
        midst.pop().happens();
      }
      sellEverywhere();
    }
  }

  /** What happens in the midst of it. */
  private interface Midst {
    void happens() throws Exception;
  }

  private void cut() throws Exception {
    network.post("/rules", Map.of("rule", "cut"));
    sell(TERMINALS.get(0)); // and gets no answer
    pass(Duration.ofSeconds(1));
    network.delete("/rules");
  }

  private void kill() throws Exception {
    String victim = TERMINALS.get(1);
    sell(victim); // and is on its way
    shops.get(victim).agent().kill();
    open(victim);
  }

  private void settle() throws Exception {
    Map<String, Object> begun = shops.get(TERMINALS.get(2)).till().settle("SETTLE-1");
    settlement = String.valueOf(begun.get("id"));
  }

  /** Of these payments and settlements, those of which no event has come. */
  private static Set<String> missing(Collector collector, Set<String> made) {
    Set<String> missing = new HashSet<>(made);
    collector.came().forEach(it -> missing.remove(it.subject()));
    if (!missing.isEmpty()) {
      pass(Duration.ofSeconds(1));
    }
    return missing;
  }

  /** The ids of what a ledger says that happened, in its order. */
  private List<String> recordedBy(String terminal) throws Exception {
    List<String> ids = new ArrayList<>();
    String file = "jdbc:sqlite:" + folder.resolve(terminal).resolve("data/ledger.db");
    try (Connection ledger = DriverManager.getConnection(file);
        ResultSet rows =
            ledger.createStatement().executeQuery("SELECT id FROM announcement ORDER BY seq")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  /** Who must have all events: always there, and when it is not, the broker keeps them for it. */
  private final class Collector extends Thread implements AutoCloseable {
    private final List<Came> came = new ArrayList<>();
    private final CountDownLatch there = new CountDownLatch(1);
    private volatile boolean over;

    Collector() {
      super("collector");
      setDaemon(true);
    }

    synchronized List<Came> came() {
      return List.copyOf(came);
    }

    /** What came under each id, which must be the same whenever it came. */
    Map<String, String> byId() {
      Map<String, String> byId = new LinkedHashMap<>();
      for (Came one : came()) {
        String before = byId.putIfAbsent(one.id(), one.text());
        assertTrue(
            before == null || before.equals(one.text()), () -> "an id means one thing: " + one);
      }
      return byId;
    }

    /** A terminal's ids in the order in which each came first. */
    List<String> firstTimes(String terminal) {
      Set<String> seen = new HashSet<>();
      List<String> order = new ArrayList<>();
      for (Came one : came()) {
        if (one.topic().contains("/" + terminal + "/") && seen.add(one.id())) {
          order.add(one.id());
        }
      }
      return order;
    }

    @Override
    public void run() {
      while (!over) {
        try (BrokerVisit visit = visit()) {
          visit.subscribe(List.of("tillkeeper/+/+/events"), Message.Kept.PASSING);
          there.countDown();
          while (!over) {
            Optional<Message> next = visit.next(Duration.ofSeconds(1));
            if (next.isPresent()) {
              take(next.get());
            }
          }
        } catch (IOException e) {
          pass(Duration.ofMillis(100)); // the broker is dead
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }

    private BrokerVisit visit() throws Exception {
      return BrokerVisit.to(
          new BrokerAddress(
                  broker.url(),
                  Optional.of(broker.file("fleet.pem")),
                  Optional.of(broker.file("fleet.key")),
                  Optional.of(broker.file("ca.pem")))
              .broker(),
          "collector",
          Hello.Start.GO_ON,
          Duration.ofHours(2));
    }

    private synchronized void take(Message message) throws IOException {
      String text = new String(message.payload(), StandardCharsets.UTF_8);
      Map<String, Object> event = JSON.std.mapFrom(text);
      String subject = String.valueOf(((Map<?, ?>) event.get("data")).get("id"));
      came.add(new Came(message.topic(), String.valueOf(event.get("id")), subject, text));
    }

    @Override
    public void close() {
      over = true;
      try {
        join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
