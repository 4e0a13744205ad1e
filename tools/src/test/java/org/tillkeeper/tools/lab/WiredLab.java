package org.tillkeeper.tools.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** An agent here, and an acquirer whose front end is at the other end of a {@link Wire}. */
final class WiredLab implements AutoCloseable {
  private static final String MASTER_KEY = "CA5D92598DCA48CE8A4C76361A9269E9";

  private final Path folder;
  private final Wire wire;
  private final ArrayDeque<AutoCloseable> parts = new ArrayDeque<>();
  private final Json acquirer;
  private final Till till;
  private final InetSocketAddress front;

  /**
   * Starts everything.
   *
   * @param transport what the agent speaks to the front end over
   * @param times lines of the agent's {@code host} group
   */
  WiredLab(Path folder, Transport transport, String times) throws Exception {
    this.folder = folder;
    wire = keep(new Wire(Path.of("src/test/resources/wire.py").toAbsolutePath()));
    boolean started = false;
    try {
      Path key = folder.resolve("master.key");
      Files.createFile(
          key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(key, MASTER_KEY + "\n");
      Path yaml = folder.resolve("acquirer.yaml");
      Files.writeString(
          yaml,
          """
          listen: "%s:0"
          dialect: unionpay-pos
          terminals:
            - {id: "00000001", merchant: "952718182217875", masterKeyFile: ./master.key, batch: "000001"}
          ledger: ./acquirer.db
          control: {listen: "127.0.0.1:0"}
          """
              .formatted(wire.goodNear()));
      Child host = keep(Child.start("acquirer", folder, tool("acquirer", yaml)));
      InetSocketAddress at = host.announced("acquirer listening on");
      acquirer = new Json(host.announced("acquirer control on"), Map.of());
      List<String> command = new ArrayList<>();
      command.addAll(List.of(Lab.java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
      command.addAll(List.of(classPath(), Front.class.getName(), wire.far()));
      command.addAll(List.of(wire.goodNear(), String.valueOf(at.getPort())));
      if (transport == Transport.TLS) {
        command.add(keyStore().toString());
      }
      Child far = keep(Child.start("front", folder, wire.atFarEnd(command)));
      front = far.announced("front listening on");
      Path agentYaml = folder.resolve("agent.yaml");
      Files.writeString(
          agentYaml,
          """
          terminal: {id: "00000001", merchant: "952718182217875", currency: CNY, timeZone: Asia/Shanghai}
          data: ./data
          api: {listen: "127.0.0.1:0"}
          host:
            routes: [{name: wire, address: "%s:%d", tls: %s, interface: %s}]
            %s
          keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}
          """
              .formatted(
                  wire.far(),
                  front.getPort(),
                  transport == Transport.TLS ? "{ca: ./front.pem}" : "false",
                  wire.device(),
                  times));
      Child agent = keep(Child.start("agent", folder, tool("agent", agentYaml)));
      InetSocketAddress api = agent.announced("agent listening on");
      till = new Till(api, Files.readString(folder.resolve("data/api-token")).trim());
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** What the agent speaks to the front end over. */
  enum Transport {
    PLAIN,
    TLS
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static List<String> tool(String name, Path yaml) {
    List<String> command = new ArrayList<>();
    command.add(Lab.java());
    if (name.equals("agent")) {
      command.add("@" + Path.of("agent.options").toAbsolutePath());
    }
    command.addAll(List.of("-cp", classPath(), "org.tillkeeper.tools.Tillkeeper"));
    command.addAll(List.of(name, "--config", yaml.toString()));
    return command;
  }

  /** A key and its certificate for the far end's address, and that certificate for the agent. */
  private Path keyStore() throws Exception {
    Path store = folder.resolve("front.p12");
    String password = new String(Front.PASSWORD);
    List<String> common =
        List.of("-keystore", store.toString(), "-storepass", password, "-alias", "front");
    keytool(
        common,
        List.of(
            "-genkeypair",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-storetype",
            "PKCS12",
            "-dname",
            "CN=front",
            "-validity",
            "2",
            "-ext",
            "san=ip:" + wire.far()));
    keytool(
        common, List.of("-exportcert", "-rfc", "-file", folder.resolve("front.pem").toString()));
    return store;
  }

  private static void keytool(List<String> common, List<String> more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(more);
    command.addAll(common);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  Wire wire() {
    return wire;
  }

  Till till() {
    return till;
  }

  /** Where the agent connects to. */
  InetSocketAddress front() {
    return front;
  }

  Comparison compare(Collection<String> started) throws IOException, InterruptedException {
    List<Booked> bookings = new ArrayList<>();
    for (Object one : acquirer.list("/bookings")) {
      bookings.add(Booked.of((Map<?, ?>) one));
    }
    return Comparison.of(started, till.payments(), bookings);
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        System.err.println("while closing: " + e);
      }
    }
  }
}
