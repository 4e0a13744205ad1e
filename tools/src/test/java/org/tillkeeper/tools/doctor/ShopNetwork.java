package org.tillkeeper.tools.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A shop's network and the world behind its router, each a network namespace of this machine:
 *
 * <pre>
 *   shop: eth0 10.77.0.2/24 ---- router 10.77.0.1, name server 10.99.0.53, acquirer 10.88.0.1
 * </pre>
 *
 * Needs root. Takes everything away when it is closed.
 */
final class ShopNetwork implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final String shop;
  private final String world;
  private Optional<Process> servers = Optional.empty();
  private Optional<Process> agent = Optional.empty();

  static boolean isPossible() {
    return System.getProperty("user.name").equals("root")
        && Files.isExecutable(Path.of("/usr/sbin/ip"));
  }

  ShopNetwork(Path folder) throws Exception {
    this.folder = folder;
    String id = ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    shop = "tk-shop-" + id;
    world = "tk-world-" + id;
    run("ip", "netns", "add", shop);
    run("ip", "netns", "add", world);
    String near = "tkn" + id.replace("-", "n");
    String far = "tkf" + id.replace("-", "f");
    run("ip", "link", "add", near, "type", "veth", "peer", "name", far);
    run("ip", "link", "set", near, "netns", shop, "name", "eth0");
    run("ip", "link", "set", far, "netns", world, "name", "lan0");
    inShop("ip link set lo up");
    inShop("ip link set eth0 up");
    inShop("ip addr add 10.77.0.2/24 dev eth0");
    inShop("ip route add default via 10.77.0.1");
    inWorld("ip link set lo up");
    inWorld("ip link set lan0 up");
    inWorld("ip addr add 10.77.0.1/24 dev lan0");
    inWorld("ip addr add 10.88.0.1/32 dev lo");
    inWorld("ip addr add 10.99.0.53/32 dev lo");
    inWorld("echo 1 > /proc/sys/net/ipv4/ip_forward");
    nameServer("10.99.0.53");
    Path key = folder.resolve("master.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, "0123456789ABCDEFFEDCBA9876543210\n");
    address("pos.example:8600");
  }

  /** What the shop's {@code resolv.conf} says. */
  void nameServer(String address) throws IOException {
    Path etc = Path.of("/etc/netns", shop);
    Files.createDirectories(etc);
    Files.writeString(
        etc.resolve("resolv.conf"), address.isEmpty() ? "" : "nameserver " + address + "\n");
  }

  /** Where the terminal's route leads. */
  void address(String address) throws IOException {
    Files.writeString(
        folder.resolve("agent.yaml"),
        """
        terminal: {id: "00000001", merchant: "952718182217875", currency: CNY}
        data: ./data
        api: {listen: "127.0.0.1:18583"}
        host:
          dialect: unionpay-pos
          responseTimeout: 1s
          routes: [{name: primary, address: "%s", tls: false}]
        keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}
        """
            .formatted(address));
  }

  /** Starts the world's servers; a dash for one that is not there. */
  void servers(String names, String acquirer) throws Exception {
    servers =
        Optional.of(started(world, "world.out", World.class.getName(), names, acquirer, "8600"));
  }

  /** Starts the agent in the shop. */
  void agent() throws Exception {
    agent =
        Optional.of(
            started(
                shop,
                "agent.out",
                "org.tillkeeper.tools.Tillkeeper",
                "agent",
                "--config",
                folder.resolve("agent.yaml").toString()));
  }

  /** Waits until it says that it listens. */
  private Process started(String room, String prints, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", room));
    command.addAll(DoctorRun.java());
    command.addAll(List.of(arguments));
    Path printed = folder.resolve(prints);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.readString(printed).contains("listening")) {
      if (System.nanoTime() > end || !process.isAlive()) {
        throw new IOException(prints + ": " + Files.readString(printed));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return process;
  }

  void inShop(String command) throws Exception {
    run("ip", "netns", "exec", shop, "sh", "-c", command);
  }

  void inWorld(String command) throws Exception {
    run("ip", "netns", "exec", world, "sh", "-c", command);
  }

  /** The doctor, run in the shop. */
  DoctorRun doctor() throws Exception {
    return DoctorRun.of(List.of("ip", "netns", "exec", shop), folder.resolve("agent.yaml"), folder);
  }

  /** The doctor, again and again until it names a check first, for half a minute. */
  DoctorRun doctorUntil(String check) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS / 2);
    DoctorRun run = doctor();
    while (!run.verdict().startsWith(check + " ") && System.nanoTime() < end) {
      run = doctor();
    }
    return run;
  }

  private void run(String... command) throws IOException, InterruptedException {
    File said = folder.resolve("command.out").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said).start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(
          Arrays.toString(command) + ": " + Files.readString(said.toPath()).trim());
    }
  }

  @Override
  public void close() throws IOException {
    agent.ifPresent(Process::destroyForcibly);
    servers.ifPresent(Process::destroyForcibly);
    try {
      run("ip", "netns", "del", shop);
      run("ip", "netns", "del", world);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("not taken away: " + shop + ", " + world, e);
    }
    Files.deleteIfExists(Path.of("/etc/netns", shop, "resolv.conf"));
    Files.deleteIfExists(Path.of("/etc/netns", shop));
  }
}
