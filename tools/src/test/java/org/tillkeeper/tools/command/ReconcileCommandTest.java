package org.tillkeeper.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.LargeLedger;
import org.tillkeeper.agent.ledger.PaymentScan;
import org.tillkeeper.agent.till.PaymentJson;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.tools.stopped.StoppedLedger;

/** A statement against what an agent has: what is said, written and returned. */
class ReconcileCommandTest {
  private static final Path SAMPLES = Path.of("src/test/resources/statements");

  @TempDir Path folder;
  @RegisterExtension final CommandRun command = new CommandRun();
  private final List<String> payments = new ArrayList<>();
  private final List<String> queries = new ArrayList<>();
  private HttpServer agent;

  @BeforeEach
  void listen() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/api-token"), "secret\n");
    start();
  }

  private void start() throws IOException {
    agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    agent.createContext(
        "/v1/payments",
        exchange -> {
          queries.add(exchange.getRequestURI().getQuery());
          byte[] body =
              ("{\"payments\":[" + String.join(",", payments) + "],\"next\":null}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    agent.start();
    Files.writeString(
        folder.resolve("agent.yaml"),
        "api: {listen: \"127.0.0.1:"
            + agent.getAddress().getPort()
            + "\"}\nterminal: {id: \"00000001\", timeZone: Asia/Shanghai, currency: CNY}\n"
            + "data: ./data\n");
  }

  @AfterEach
  void restore() {
    agent.stop(0);
  }

  private void payment(
      String id, String type, long amount, String utc, String stan, String rrn, String voidedBy) {
    payments.add(
        "{\"id\":\""
            + id
            + "\",\"type\":\""
            + type
            + "\",\"display\":\"confirmed\",\"amount\":"
            + amount
            + ",\"currency\":\"CNY\",\"createdAt\":\"2026-11-28T"
            + utc
            + ".000Z\",\"rrn\":\""
            + rrn
            + "\",\"voidedBy\":"
            + (voidedBy == null ? "null" : '"' + voidedBy + '"')
            + ",\"attempts\":[{\"stan\":\""
            + stan
            + "\",\"batch\":\"000001\",\"outcome\":\"confirmed\",\"sends\":1,\"approvals\":[]}]}");
  }

  private void theDayOfThePosStatement() {
    payment("p1", "sale", 1234, "00:15:00", "000301", "200000000301", null);
    payment("p2", "sale", 8800, "01:01:38", "000302", "200000000302", "p3");
    payment("p3", "void", 8800, "01:09:09", "000303", "200000000303", null);
  }

  private String run(int expected, String... options) {
    List<String> line = new ArrayList<>(List.of("reconcile", "--config"));
    line.add(folder.resolve("agent.yaml").toString());
    line.addAll(List.of(options));
    return command.ends(expected, line);
  }

  @Test
  void what_the_ledger_lacks_is_the_headline_and_exit_1() {
    theDayOfThePosStatement();
    String text = run(1, "--statement", SAMPLES.resolve("pos.csv").toString());
    assertTrue(text.contains("In the statement and not in the ledger: 1."), text);
    assertTrue(text.contains("In the ledger and not in the statement: 0."), text);
    assertTrue(text.contains("2026-11-28 10:02:33  45.00") && text.contains("Matched: 3"), text);
    assertEquals("since=2026-11-27T15:50:00Z&until=2026-11-28T16:10:00Z&limit=500", queries.get(1));
  }

  @Test
  void all_that_matches_is_exit_0() {
    theDayOfThePosStatement();
    payment("p4", "sale", 4500, "02:02:31", "000304", "200000000304", null);
    assertTrue(
        run(0, "--statement", SAMPLES.resolve("pos.csv").toString()).contains("All match: 4"));
  }

  @Test
  void the_json_has_its_members_and_the_files_are_written() throws Exception {
    theDayOfThePosStatement();
    payment("p5", "sale", 777, "05:00:00", "000305", "200000000305", null);
    Path csv = folder.resolve("a.csv");
    Path html = folder.resolve("a.html");
    String json =
        run(
            1,
            "--statement",
            SAMPLES.resolve("pos.csv").toString(),
            "--layout",
            "pos",
            "--date",
            "2026-11-28",
            "--json",
            "--csv",
            csv.toString(),
            "--html",
            html.toString());
    assertTrue(json.startsWith("{\"matched\":3,\"onlyInLedger\":[{\"id\":\"p5\""), json);
    for (String member : List.of("onlyInStatement", "differs", "unreadable")) {
      assertTrue(json.contains("\"" + member + "\":["), member);
    }
    assertTrue(Files.readString(csv).contains("45.00"));
    assertTrue(Files.readString(html).contains("45.00"));
  }

  @Test
  void the_same_is_said_of_a_stopped_agent_beside_a_running_one_and_by_one_that_is_asked()
      throws Exception {
    Path data = folder.resolve("data");
    LargeLedger.write(data.toFile(), 500);
    PaymentJson json =
        new PaymentJson(
            new PaymentText(Dialect.named("unionpay-pos")::responseCode),
            payment -> Set.of(),
            "CNY");
    try (StoppedLedger ledger = StoppedLedger.open(data)) {
      PaymentScan.each(
          ledger.ledger(),
          LargeLedger.DAY,
          LargeLedger.DAY.plusSeconds(86_400),
          it -> payments.add(write(json.payment(it))));
    }
    List<String> options =
        List.of("--statement", SAMPLES.resolve("pos.csv").toString(), "--date", "2026-11-28");
    String[] asked = options.toArray(new String[0]);

    queries.clear();
    String beside = run(1, asked);
    assertEquals(List.of("limit=1"), queries);
    agent.stop(0);
    String stopped = run(1, asked);
    start();
    for (String file : List.of("ledger.db", "witness")) {
      Files.delete(data.resolve(file));
    }
    String told = run(1, asked);
    assertTrue(told.contains("p000334") && told.contains("Said otherwise: 4"), told);
    assertEquals(told, beside);
    assertEquals(told, stopped);
  }

  private static String write(Object json) {
    try {
      return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void what_is_wrong_is_a_sentence_and_wrong_usage_is_2() {
    String pos = SAMPLES.resolve("pos.csv").toString();
    assertTrue(run(1, "--statement", pos, "--date", "2026-11-27").contains("--date 2026-11-28"));
    assertTrue(run(1, "--statement", pos, "--layout", "alipay").contains("but as pos"));
    assertTrue(run(2, "--statement", pos, "--layout", "paypal").contains("wechat, alipay"));
    assertTrue(run(2, "--statement", pos, "--date", "noonish").contains("a day such as"));
    assertTrue(run(2).contains("--statement"));
    assertTrue(run(1, "--statement", "none.csv").contains("no such file"));
  }
}
