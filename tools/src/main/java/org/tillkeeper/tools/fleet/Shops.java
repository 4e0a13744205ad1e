package org.tillkeeper.tools.fleet;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.tillkeeper.agent.AgentProcess;
import org.tillkeeper.agent.CannotStart;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.files.OwnerOnly;
import org.tillkeeper.tools.acquirer.Acquirer;
import org.tillkeeper.tools.acquirer.AcquirerSettings;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.network.Network;
import org.tillkeeper.tools.network.NetworkSettings;

/**
 * Many shops in one process: real agents that report to one broker, a simulated acquirer for every
 * twenty of them, and lines to it that can be cut: those of all shops but the last, and that of the
 * last alone.
 */
public final class Shops implements AutoCloseable {
  public static final String MERCHANT = "952718182217875";

  /** A terminal master key that is published as a test vector. */
  private static final String MASTER_KEY = "CA5D92598DCA48CE8A4C76361A9269E9";

  private static final String CARD = "6225000000000006=30125200000000000000";

  /** An acquirer of the simulation takes 64 connections, and shops that come back have two. */
  private static final int TO_AN_ACQUIRER = 20;

  /** Asked again under the same key, a payment is the same. */
  private static final int TRIES = 5;

  private final Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Shop> shops = new ArrayList<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Network> ofAll = new ArrayList<>();
  private final Network ofLast;
  private int payments;

  private record Shop(String terminal, AgentProcess agent, String token) {}

  /** What is done to a line. */
  public enum Mishap {
    /** Connections end, and new ones are refused. */
    CUT("{\"rule\":\"cut\",\"how\":\"reset\",\"then\":\"refuse\"}"),
    /** Answers get lost. */
    ANSWERS_LOST(
        "{\"rule\":\"blackhole\",\"direction\":\"to-terminal\",\"closedMeanwhile\":\"lose\"}"),
    /** It works again. */
    HEALED("{\"rule\":\"up\"}");

    private final String rule;

    Mishap(String rule) {
      this.rule = rule;
    }
  }

  private Shops(Path folder, int count, String brokerUrl)
      throws IOException, InvalidSettings, InvalidConfig, CannotStart, SQLException {
    this.folder = folder;
    masterKey(folder);
    Acquirer acquirer = acquirer(1, count);
    for (int i = 1; i < count; i++) {
      if (i % TO_AN_ACQUIRER == 1) {
        acquirer = i == 1 ? acquirer : acquirer(i, count);
        ofAll.add(network(acquirer.address()));
      }
      start(i, ofAll.get(ofAll.size() - 1), brokerUrl);
    }
    ofLast = network(acquirer.address());
    start(count, ofLast, brokerUrl);
  }

  private static void masterKey(Path folder) throws IOException {
    byte[] key = (MASTER_KEY + "\n").getBytes(StandardCharsets.US_ASCII);
    OwnerOnly.write(folder.resolve("master.key").toFile(), key);
  }

  /**
   * Starts them all.
   *
   * @param folder empty
   * @param count how many shops, at least 2
   */
  public static Shops open(Path folder, int count, String brokerUrl) throws IOException {
    try {
      return new Shops(folder, count, brokerUrl);
    } catch (InvalidSettings | InvalidConfig | CannotStart | SQLException e) {
      throw new IOException("the shops cannot open: " + e.getMessage(), e);
    }
  }

  private Acquirer acquirer(int first, int last) throws IOException, InvalidSettings, SQLException {
    StringBuilder terminals = new StringBuilder();
    for (int i = first; i <= last; i++) {
      terminals.append(
          String.format(
              Locale.ROOT,
              "  - {id: \"%s\", merchant: \"%s\", masterKeyFile: ./master.key, batch:"
                  + " \"000001\"}\n",
              terminal(i),
              MERCHANT));
    }
    Path yaml = folder.resolve("acquirer-" + first + ".yaml");
    Files.writeString(
        yaml,
        "listen: \"127.0.0.1:0\"\ndialect: unionpay-pos\nterminals:\n"
            + terminals
            + "ledger: ./acquirer-"
            + first
            + ".db\ncontrol: {listen: \"127.0.0.1:0\"}\n");
    Acquirer acquirer = Acquirer.start(AcquirerSettings.of(Settings.ofFile(yaml)));
    open.push(acquirer);
    return acquirer;
  }

  private Network network(InetSocketAddress target) throws IOException, InvalidSettings {
    Network network =
        Network.start(
            NetworkSettings.of(
                Settings.ofOptions(
                    Map.of(
                        "listen",
                        "127.0.0.1:0",
                        "target",
                        target.getHostString() + ":" + target.getPort(),
                        "control",
                        Map.of("listen", "127.0.0.1:0")))));
    open.push(network);
    return network;
  }

  /** The terminal number of a shop, from 1 on. */
  public static String terminal(int shop) {
    return String.format(Locale.ROOT, "%08d", shop);
  }

  private void start(int shop, Network line, String brokerUrl)
      throws IOException, InvalidConfig, CannotStart {
    Path home = Files.createDirectory(folder.resolve("shop-" + shop));
    masterKey(home);
    Path yaml = home.resolve("agent.yaml");
    Files.writeString(
        yaml,
        String.format(
            Locale.ROOT,
            """
            terminal: {id: "%s", merchant: "%s", currency: CNY, timeZone: Asia/Shanghai}
            data: ./data
            api: {listen: "127.0.0.1:0"}
            host:
              routes: [{name: primary, address: "127.0.0.1:%d"}]
              connectTimeout: 2s
              responseTimeout: 5s
              originalLifetime: 1s
              retry: {within: 5s}
            keys: {masterKeyFile: ./master.key}
            log: {level: error, files: 2, megabytes: 1}
            fleet: {url: "%s"}
            """,
            terminal(shop),
            MERCHANT,
            line.address().getPort(),
            brokerUrl));
    AgentProcess agent = AgentProcess.start(AgentConfig.read(yaml.toFile()), "0.1.0");
    open.push(agent);
    String token = Files.readString(home.resolve("data/api-token")).trim();
    shops.add(new Shop(terminal(shop), agent, token));
  }

  /** How many shops there are. */
  public int count() {
    return shops.size();
  }

  /** Does something to the line of all shops but the last. */
  public void all(Mishap mishap) throws IOException, InterruptedException {
    for (Network one : ofAll) {
      rule(one, mishap);
    }
  }

  /** Does something to the last shop's line. */
  public void last(Mishap mishap) throws IOException, InterruptedException {
    rule(ofLast, mishap);
  }

  private void rule(Network network, Mishap mishap) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + network.controlAddress().getPort() + "/rules"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(mishap.rule))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("the network answers " + answer.statusCode() + ": " + answer.body());
    }
  }

  /**
   * A customer pays.
   *
   * @param shop from 1 on
   * @param amount in fen
   * @return the payment's reference
   */
  public String pay(int shop, long amount) throws IOException, InterruptedException {
    String reference = "R" + ++payments + "-" + terminal(shop);
    String body =
        String.format(
            Locale.ROOT,
            "{\"type\":\"sale\",\"amount\":%d,\"currency\":\"CNY\",\"reference\":\"%s\","
                + "\"card\":{\"entry\":\"swipe\",\"track2\":\"%s\"}}",
            amount,
            reference,
            CARD);
    HttpResponse<String> answer =
        send(
            request(shops.get(shop - 1), "/v1/payments")
                .header("Idempotency-Key", reference)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    if (answer.statusCode() != 201 && answer.statusCode() != 200) {
      throw new IOException("the agent answers " + answer.statusCode() + ": " + answer.body());
    }
    return reference;
  }

  /** What the cashier of a shop sees of each payment, by its reference. */
  public Map<String, String> standing(int shop) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(request(shops.get(shop - 1), "/v1/payments?limit=500").GET().build());
    Map<String, String> standing = new TreeMap<>();
    for (Object one : (List<?>) JSON.std.mapFrom(answer.body()).get("payments")) {
      Map<?, ?> payment = (Map<?, ?>) one;
      standing.put(
          String.valueOf(payment.get("reference")), String.valueOf(payment.get("display")));
    }
    return standing;
  }

  /** An agent ends a connection that was not used for a while, perhaps while it is used again. */
  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    for (int left = TRIES; ; left--) {
      try {
        return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      } catch (IOException e) {
        if (left == 1) {
          throw e;
        }
      }
    }
  }

  private static HttpRequest.Builder request(Shop shop, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shop.agent().port() + path))
        .header("Authorization", "Bearer " + shop.token());
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        // The others are closed all the same.
      }
    }
  }
}
