package org.tillkeeper.tools.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A simulated acquirer, a faulty network and an agent, each a process of its own on free ports of
 * loopback, with all they write in one folder. Ends them when it is closed. Its own state is for
 * one thread, except {@link #close} and {@link #till}.
 */
public final class Lab implements AutoCloseable {
  private static final String TERMINAL = "00000001";
  private static final String MERCHANT = "952718182217875";

  /** A terminal master key that is published as a test vector. */
  private static final String MASTER_KEY = "CA5D92598DCA48CE8A4C76361A9269E9";

  /** What runs beside the agent needs little and starts fast. */
  private static final List<String> LEAN =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx64m");

  private final Path folder;
  private final Times times;
  private final List<String> agentJava;
  private final String agentMore;
  private final ArrayDeque<Child> children = new ArrayDeque<>();
  private Json acquirer;
  private Json network;
  private int linePort;
  private Child agent;
  private int agentStarts;
  private volatile Till till;
  private boolean closed;

  /** The agent's times, as in its configuration. */
  public record Times(Duration responseTimeout, Duration originalLifetime, Duration retryWithin) {}

  /**
   * A lab in which nothing runs yet.
   *
   * @param folder empty, of the owner alone
   * @param agentJava what starts a JVM for the agent: the program and its options
   */
  public Lab(Path folder, Times times, List<String> agentJava) {
    this(folder, times, agentJava, "");
  }

  /**
   * A lab in which nothing runs yet.
   *
   * @param agentMore lines of the agent's configuration besides, such as {@code offline: {enabled:
   *     true}}
   */
  public Lab(Path folder, Times times, List<String> agentJava, String agentMore) {
    this.folder = folder;
    this.times = times;
    this.agentJava = List.copyOf(agentJava);
    this.agentMore = agentMore;
  }

  /**
   * Starts all three; they answer when this returns, the agent perhaps not yet online.
   *
   * @throws IOException if one of them does not start; the text has what it printed
   */
  public void start() throws IOException, InterruptedException {
    start(UnaryOperator.identity());
  }

  /**
   * As {@link #start()}, with somebody in the line.
   *
   * @param between of the acquirer's address makes the one that the network connects to
   */
  public void start(UnaryOperator<InetSocketAddress> between)
      throws IOException, InterruptedException {
    Path key = folder.resolve("master.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, MASTER_KEY + "\n");
    Path yaml = folder.resolve("acquirer.yaml");
    Files.writeString(yaml, acquirerYaml());
    Child host =
        keep(Child.start("acquirer", folder, tool("acquirer", "--config", yaml.toString())));
    InetSocketAddress target = between.apply(host.announced("acquirer listening on"));
    acquirer = new Json(host.announced("acquirer control on"), Map.of());
    String at = target.getHostString() + ":" + target.getPort();
    Child proxy =
        keep(
            Child.start(
                "network",
                folder,
                tool(
                    "network",
                    "--listen",
                    "127.0.0.1:0",
                    "--target",
                    at,
                    "--control",
                    "127.0.0.1:0")));
    linePort = proxy.announced("network listening on").getPort();
    network = new Json(proxy.announced("network control on"), Map.of());
    startAgent();
  }

  /** The JVM this runs in, as a program to start. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The acquirer's control API. */
  public Json acquirer() {
    return acquirer;
  }

  /** The network's control API. */
  public Json network() {
    return network;
  }

  /** A till at the agent that runs now. */
  public Till till() {
    return till;
  }

  /** The agent's data folder. */
  public Path data() {
    return folder.resolve("data");
  }

  /** A configuration for the commands that ask the agent: it names the port that it got. */
  public Path commandsConfig() {
    return folder.resolve("commands.yaml");
  }

  /** Process id of the agent that runs now. */
  public long agentPid() {
    return agent.pid();
  }

  /** The port of the network that the agent connects to. */
  public int linePort() {
    return linePort;
  }

  /** What the acquirer has booked, oldest first. */
  public List<Booked> bookings() throws IOException, InterruptedException {
    List<Booked> bookings = new ArrayList<>();
    for (Object one : acquirer.list("/bookings")) {
      bookings.add(Booked.of((Map<?, ?>) one));
    }
    return bookings;
  }

  /**
   * The two ledgers as they are now.
   *
   * @param started references of the payments that the agent has said are recorded
   */
  public Comparison compare(Collection<String> started) throws IOException, InterruptedException {
    return Comparison.of(started, till.payments(), bookings());
  }

  /** SIGKILL for the agent: it is gone when this returns. */
  public void killAgent() throws InterruptedException {
    agent.kill();
    synchronized (this) {
      children.remove(agent);
    }
  }

  /** SIGTERM for the agent, and waits for its end. */
  public void stopAgent() {
    agent.close();
    synchronized (this) {
      children.remove(agent);
    }
  }

  /** Starts the agent again; it answers when this returns. */
  public void startAgent() throws IOException, InterruptedException {
    launchAgent();
    InetSocketAddress address = agent.announced("agent listening on");
    till = new Till(address, Files.readString(data().resolve("api-token")).trim());
    Files.writeString(
        commandsConfig(),
        """
        terminal: {timeZone: Asia/Shanghai}
        data: ./data
        api: {listen: "%s:%d"}
        """
            .formatted(address.getHostString(), address.getPort()));
  }

  /** Starts the agent again and does not wait until it answers. */
  public void launchAgent() throws IOException {
    Path yaml = folder.resolve("agent.yaml");
    Files.writeString(yaml, agentYaml());
    List<String> command = new ArrayList<>(agentJava);
    command.addAll(List.of("-cp", classPath(), "org.tillkeeper.tools.Tillkeeper"));
    command.addAll(List.of("agent", "--config", yaml.toString()));
    agentStarts++;
    agent = keep(Child.start("agent-" + agentStarts, folder, command));
  }

  /** Whether the agent that was started last runs. */
  public boolean agentRuns() {
    return agent.isAlive();
  }

  /** What the agent that was started last has printed. */
  public String agentPrinted() throws IOException {
    return agent.printed();
  }

  /** Names a process that has ended although nobody wanted it to; empty if all run. */
  public synchronized String dead() {
    for (Child child : children) {
      if (!child.isAlive()) {
        return child.name();
      }
    }
    return "";
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!children.isEmpty()) {
      children.pop().close();
    }
  }

  private synchronized Child keep(Child child) throws IOException {
    if (closed) {
      child.close();
      throw new IOException("closed");
    }
    children.push(child);
    return child;
  }

  private static List<String> tool(String... args) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(LEAN);
    command.addAll(List.of("-cp", classPath(), "org.tillkeeper.tools.Tillkeeper"));
    command.addAll(List.of(args));
    return command;
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static String acquirerYaml() {
    return """
        listen: "127.0.0.1:0"
        dialect: unionpay-pos
        terminals:
          - {id: "%s", merchant: "%s", masterKeyFile: ./master.key, batch: "000001"}
        ledger: ./acquirer.db
        control: {listen: "127.0.0.1:0"}
        """
        .formatted(TERMINAL, MERCHANT);
  }

  private String agentYaml() {
    return """
        terminal: {id: "%s", merchant: "%s", currency: CNY, timeZone: Asia/Shanghai}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host:
          dialect: unionpay-pos
          routes: [{name: primary, address: "127.0.0.1:%d", tls: false}]
          connectTimeout: 1s
          responseTimeout: %dms
          originalLifetime: %dms
          retry: {within: %dms}
        keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}
        %s
        """
        .formatted(
            TERMINAL,
            MERCHANT,
            linePort,
            times.responseTimeout().toMillis(),
            times.originalLifetime().toMillis(),
            times.retryWithin().toMillis(),
            agentMore);
  }
}
