package org.tillkeeper.tools.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An agent and a simulated acquirer that speak a dialect without working keys and without batches
 * of its own, each a process of its own.
 */
final class GenericLab implements AutoCloseable {
  private static final String KEY = "0123456789ABCDEFFEDCBA9876543210";

  private final Path folder;
  private final ArrayDeque<Child> children = new ArrayDeque<>();
  private final Json acquirer;
  private final InetSocketAddress host;
  private final String dialect;
  private final String recovery;
  private Child agent;
  private Till till;
  private int calls;

  /**
   * Starts both.
   *
   * @param recovery what follows an unanswered sale: reverse, repeat, inquire
   */
  GenericLab(Path folder, String dialect, String recovery) throws Exception {
    this.folder = folder;
    this.dialect = dialect;
    this.recovery = recovery;
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
          - {id: "00000001", merchant: "952718182217875", macKeyFile: ./master.key}
        ledger: ./acquirer.db
        control: {listen: "127.0.0.1:0"}
        """
            .formatted(dialect));
    boolean started = false;
    try {
      Child process = keep(Child.start("acquirer", folder, tool("acquirer", yaml)));
      host = process.announced("acquirer listening on");
      acquirer = new Json(process.announced("acquirer control on"), Map.of());
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

  private static List<String> tool(String name, Path yaml) {
    return List.of(
        Lab.java(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "org.tillkeeper.tools.Tillkeeper",
        name,
        "--config",
        yaml.toString());
  }

  /** Starts the agent, again where it was killed. */
  void startAgent() throws IOException, InterruptedException {
    Path yaml = folder.resolve("agent.yaml");
    Files.writeString(
        yaml,
        """
        terminal: {id: "00000001", merchant: "952718182217875", currency: CNY}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host:
          dialect: %s
          options: {recovery.sale: %s}
          routes: [{name: primary, address: "127.0.0.1:%d", tls: false}]
          responseTimeout: 1s
          originalLifetime: 500ms
          retry: {within: 20s}
        keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}
        """
            .formatted(dialect, recovery, host.getPort()));
    agent = keep(Child.start("agent-" + children.size(), folder, tool("agent", yaml)));
    InetSocketAddress api = agent.announced("agent listening on");
    till = new Till(api, Files.readString(folder.resolve("data/api-token")).trim());
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

  /** What the agent has printed and logged, for a failure's text. */
  Path folder() {
    return folder;
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
    if (!Deadline.in(java.time.Duration.ofSeconds(40))
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
    List<Booked> bookings = new java.util.ArrayList<>();
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
