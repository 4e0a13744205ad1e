package org.tillkeeper.tools.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An agent, a network that can be cut, and a simulated acquirer, each a process of its own, of any
 * dialect and setting.
 */
final class SmallLab implements AutoCloseable {
  private static final String KEY = "0123456789ABCDEFFEDCBA9876543210";

  private final Path folder;
  private final ArrayDeque<Child> children = new ArrayDeque<>();
  private final Setup setup;
  private final List<String> agentJvm;
  private final Json acquirer;
  private final Json network;
  private final int linePort;
  private Child agent;
  private Till till;
  private int calls;
  private String timeZone = "Asia/Shanghai";
  private String listen = "127.0.0.1:0";

  /**
   * What is set of them.
   *
   * @param options the dialect's, of the agent
   * @param keyFile which key the acquirer has: {@code masterKeyFile} or {@code macKeyFile}
   * @param acquirer more lines of the acquirer's configuration
   * @param agent more lines of the agent's
   * @param responseTimeout how long the agent waits for an answer, whole seconds
   * @param retryWithin how long the agent tries a sale, whole seconds
   */
  record Setup(
      String dialect,
      String options,
      String keyFile,
      String acquirer,
      String agent,
      Duration responseTimeout,
      Duration retryWithin) {
    Setup(String dialect, String options, String keyFile, String acquirer, String agent) {
      this(
          dialect,
          options,
          keyFile,
          acquirer,
          agent,
          Duration.ofSeconds(1),
          Duration.ofSeconds(20));
    }

    /**
     * A dialect of the standards.
     *
     * @param recovery what follows an unanswered sale: reverse, repeat, inquire
     */
    static Setup generic(String dialect, String recovery) {
      return new Setup(dialect, "{recovery.sale: " + recovery + "}", "macKeyFile", "", "");
    }

    /**
     * The same with an agent that waits longer for answers, where a machine that is busy with other
     * things must not look like a line that loses them.
     */
    Setup waiting(Duration forAnswers) {
      return new Setup(dialect, options, keyFile, acquirer, agent, forAnswers, retryWithin);
    }

    /** UnionPay, sales accepted offline; an advice that comes again is answered 94. */
    static Setup offline() {
      return new Setup(
          "unionpay-pos",
          "{}",
          "masterKeyFile",
          "advices: {duplicate: \"94\"}",
          "offline: {enabled: true, perPayment: 50000, total: 500000, count: 75, maxAge: 24h}");
    }
  }

  /**
   * Starts them; they answer when this returns, the agent perhaps not yet online.
   *
   * @param agentJvm options of the agent's JVM, beside those of every process here
   */
  SmallLab(Path folder, Setup setup, String... agentJvm) throws Exception {
    this.folder = folder;
    this.setup = setup;
    this.agentJvm = List.of(agentJvm);
    Path key = folder.resolve("master.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, KEY + "\n");
    Path yaml = folder.resolve("acquirer.yaml");
    Files.writeString(
        yaml,
        """
        listen: "127.0.0.1:0"
        dialect: %s
        terminals:
          - {id: "00000001", merchant: "952718182217875", %s: ./master.key}
        ledger: ./acquirer.db
        control: {listen: "127.0.0.1:0"}
        %s
        """
            .formatted(setup.dialect(), setup.keyFile(), setup.acquirer()));
    boolean started = false;
    try {
      Child host =
          keep(Child.start("acquirer", folder, tool("acquirer", "--config", yaml.toString())));
      InetSocketAddress at = host.announced("acquirer listening on");
      acquirer = new Json(host.announced("acquirer control on"), Map.of());
      String target = at.getHostString() + ":" + at.getPort();
      List<String> proxy =
          tool(
              "network", "--listen", "127.0.0.1:0", "--target", target, "--control", "127.0.0.1:0");
      Child between = keep(Child.start("network", folder, proxy));
      linePort = between.announced("network listening on").getPort();
      network = new Json(between.announced("network control on"), Map.of());
      startAgent();
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  private Child keep(Child child) {
    children.push(child);
    return child;
  }

  /** The command line of a command. */
  static List<String> tool(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(Lab.java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("org.tillkeeper.tools.Tillkeeper");
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts the agent, again where it was killed. */
  void startAgent() throws IOException, InterruptedException {
    Path yaml = folder.resolve("agent.yaml");
    Files.writeString(
        yaml,
        """
        terminal: {id: "00000001", merchant: "952718182217875", currency: CNY, timeZone: "%s"}
        data: ./data
        api: {listen: "%s"}
        host:
          dialect: %s
          options: %s
          routes: [{name: primary, address: "127.0.0.1:%d", tls: false}]
          responseTimeout: %ds
          originalLifetime: 500ms
          retry: {within: %ds}
        keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}
        %s
        """
            .formatted(
                timeZone,
                listen,
                setup.dialect(),
                setup.options(),
                linePort,
                setup.responseTimeout().toSeconds(),
                setup.retryWithin().toSeconds(),
                setup.agent()));
    List<String> command = tool("agent", "--config", yaml.toString());
    command.addAll(1, agentJvm);
    agent = keep(Child.start("agent-" + children.size(), folder, command));
    InetSocketAddress api = agent.announced("agent listening on");
    till = new Till(api, Files.readString(folder.resolve("data/api-token")).trim());
  }

  /** Starts the agent where it listened before, so that a browser that waits for it finds it. */
  void startAgentAgain() throws IOException, InterruptedException {
    listen = till.json().base().replace("http://", "");
    startAgent();
  }

  /** The agent's zone at its next start. */
  void inZone(String zone) {
    timeZone = zone;
  }

  /** Process id of the agent that runs now. */
  long agentPid() {
    return agent.pid();
  }

  /** SIGTERM for the agent, and waits for its end. */
  void stopAgent() {
    agent.close();
    children.remove(agent);
  }

  void killAgent() throws InterruptedException {
    agent.kill();
    children.remove(agent);
  }

  Till till() {
    return till;
  }

  Json acquirer() {
    return acquirer;
  }

  /** The network loses everything until it is mended. */
  void cut() throws IOException, InterruptedException {
    network.post("/rules", Map.of("rule", "cut"));
  }

  void mend() throws IOException, InterruptedException {
    network.delete("/rules");
  }

  /** One payment, which is waited for. */
  Map<String, Object> pay(String type, long amount, Instrument instrument) throws Exception {
    Map<String, Object> body = new LinkedHashMap<>(instrument.json());
    body.put("type", type);
    if (amount > 0) {
      body.put("amount", amount);
      body.put("currency", "CNY");
    }
    return call("/v1/payments", body);
  }

  /** One sale, answered at once. */
  Map<String, Object> started(long amount, Map<String, Object> instrument) throws Exception {
    Map<String, Object> body = new LinkedHashMap<>(instrument);
    body.put("type", "sale");
    body.put("amount", amount);
    body.put("currency", "CNY");
    calls++;
    return till.json().post("/v1/payments", body, Map.of("Idempotency-Key", "call-" + calls));
  }

  /** What refers to a payment, waited for. */
  Map<String, Object> about(String type, Map<String, Object> original, Map<String, ?> more)
      throws Exception {
    Map<String, Object> body = new LinkedHashMap<>(more);
    if (type.equals("void") || type.equals("refund")) {
      return call("/v1/payments/" + original.get("id") + "/" + type, body);
    }
    body.put("type", type);
    body.put("original", original.get("id"));
    return call("/v1/payments", body);
  }

  private Map<String, Object> call(String path, Map<String, ?> body) throws Exception {
    calls++;
    return till.json().post(path + "?wait=40", body, Map.of("Idempotency-Key", "call-" + calls));
  }

  /** Settles, and waits for the end. */
  Map<String, Object> settle(String key) throws Exception {
    Map<String, Object> settlement =
        till.json().post("/v1/settlements", Map.of(), Map.of("Idempotency-Key", key));
    String path = "/v1/settlements/" + settlement.get("id");
    if (!Deadline.in(Duration.ofSeconds(40))
        .await(() -> till.json().object(path).get("state").equals("ended"))) {
      throw new AssertionError("not ended: " + till.json().object(path));
    }
    return till.json().object(path);
  }

  /** The acquirer's newest ended batch. */
  Map<?, ?> endedBatch() throws Exception {
    Map<?, ?> newest = Map.of();
    for (Object one : acquirer.list("/batches")) {
      Map<?, ?> batch = (Map<?, ?>) one;
      if ("ended".equals(batch.get("state"))) {
        newest = batch;
      }
    }
    return newest;
  }

  /** The two ledgers against each other. */
  Comparison compare() throws Exception {
    List<Booked> bookings = new ArrayList<>();
    for (Object one : acquirer.list("/bookings")) {
      bookings.add(Booked.of((Map<?, ?>) one));
    }
    return Comparison.of(List.of(), till.payments(), bookings);
  }

  @Override
  public void close() {
    while (!children.isEmpty()) {
      children.pop().close();
    }
  }
}
