package org.tillkeeper.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.AgentProcess;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.tools.fleet.RetainingBroker;

/** One look at a fleet: who holds money that nobody knows about, and what liars are worth. */
@Timeout(120)
class FleetCommandTest {
  private static final String MERCHANT = "952718182217875";

  @TempDir Path folder;
  @RegisterExtension final CommandRun command = new CommandRun();
  private RetainingBroker broker;

  @BeforeEach
  void listen() throws Exception {
    broker = new RetainingBroker();
  }

  @AfterEach
  void restore() {
    broker.close();
  }

  private String run(int expected, String... arguments) {
    List<String> all = new ArrayList<>(List.of("fleet"));
    all.addAll(List.of(arguments));
    if (!all.contains("--url") && !all.contains("--config")) {
      all.addAll(List.of("--url", broker.url()));
    }
    if (!all.contains("--quiet-for")) {
      all.addAll(List.of("--quiet-for", "1s"));
    }
    return command.ends(expected, all);
  }

  /** A report as an agent makes it, with one thing open since so long. */
  private void report(String terminal, Duration pending, long amount) {
    String oldest = pending.isZero() ? "null" : "\"" + Instant.now().minus(pending) + "\"";
    report(
        terminal,
        "{\"count\":%d,\"amount\":%d,\"oldest\":%s}"
            .formatted(pending.isZero() ? 0 : 1, amount, oldest),
        "{\"count\":0,\"amount\":0,\"oldest\":null}");
  }

  private void report(String terminal, String pending, String attention) {
    String base = "tillkeeper/" + MERCHANT + "/" + terminal;
    broker.keep(
        base + "/status",
        """
        {"schema":"tillkeeper/status/1","at":"%s","terminal":"%s","merchant":"%s","version":"0.1.0","line":{"online":true},
         "currency":"CNY","pending":%s,"attention":%s,"reversals":{"count":0,"oldest":null},"settlementDifferences":0,
         "ledgerLoss":false,"battery":null,"allow":[]}
        """
            .formatted(Instant.now(), terminal, MERCHANT, pending, attention));
    broker.keep(base + "/presence", "{\"schema\":\"tillkeeper/presence/1\",\"online\":true}");
  }

  private static int place(String text, String what) {
    int at = text.indexOf(what);
    assertTrue(at >= 0, what + " is not in " + text);
    return at;
  }

  @Test
  void those_that_hold_unknown_money_stand_by_age_or_by_sum_and_the_others_not_at_all() {
    report("00000001", Duration.ZERO, 0);
    report("00000002", Duration.ofHours(3), 100);
    report("00000003", Duration.ofDays(2), 50);
    report("00000004", Duration.ofMinutes(5), 99_900);
    report("00000005", Duration.ofSeconds(30), 700);
    String byAge = run(1);
    assertTrue(place(byAge, "00000003") < place(byAge, "00000002"), byAge);
    assertTrue(place(byAge, "00000002") < place(byAge, "00000004"), byAge);
    assertFalse(byAge.contains("00000001"), byAge);
    assertFalse(byAge.contains("00000005"), "what is younger is on its way: " + byAge);
    assertTrue(byAge.contains("2d0h") && byAge.contains("0.50 CNY"), byAge);
    assertTrue(byAge.contains("3 of 5 terminals"), byAge);
    String bySum = run(1, "--sort", "sum");
    assertTrue(place(bySum, "00000004") < place(bySum, "00000002"), bySum);
    assertTrue(run(1, "--older", "10s").contains("00000005"));
    assertTrue(run(1, "--all").contains("00000001"));
    assertTrue(run(0, "--merchant", "000000000000000").contains("0 of 0 terminals"));
    assertTrue(run(0, "--older", "10d").contains("0 of 5"));
  }

  @Test
  void a_person_is_needed_at_once_however_young_and_whatever_is_lost_keeps_what_it_said() {
    report(
        "00000001",
        "{\"count\":0,\"amount\":0,\"oldest\":null}",
        "{\"count\":1,\"amount\":8888,\"oldest\":\"" + Instant.now() + "\"}");
    broker.keep(
        "tillkeeper/" + MERCHANT + "/00000001/presence",
        "{\"schema\":\"tillkeeper/presence/1\",\"online\":false,\"why\":\"lost\"}");
    String text = run(1);
    assertTrue(text.contains("88.88 CNY") && text.contains("1 for a person"), text);
    assertTrue(text.contains("  lost  "), text);
  }

  @Test
  void programs_get_all_of_it() throws Exception {
    report("00000002", Duration.ofHours(3), 100);
    Map<String, Object> json = JSON.std.mapFrom(run(1, "--json"));
    assertEquals(1, json.get("looked"));
    Map<?, ?> row = (Map<?, ?>) ((List<?>) json.get("terminals")).get(0);
    assertEquals("00000002", row.get("terminal"));
    assertEquals(true, row.get("unknown"));
    assertEquals(100, row.get("amount"));
    assertEquals("here", row.get("presence"));
    assertTrue(((Number) row.get("ageSeconds")).longValue() >= 10_800);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no json | it is no JSON object",
        "[] | it is no JSON object",
        "{\"schema\":\"other\"} | its schema is not tillkeeper/status/1",
        "{\"schema\":\"tillkeeper/status/1\"} | terminal is no text",
        "{\"schema\":\"tillkeeper/status/1\",\"terminal\":\"00000009\"} | it says that it is"
            + " another terminal than its topic",
        "{\"schema\":\"tillkeeper/status/1\",\"terminal\":\"00000001\",\"line\":{},\"merchant\":\"m\",\"at\":\"now\"}"
            + " | at is no time",
        "{\"schema\":\"tillkeeper/status/1\",\"terminal\":\"00000001\",\"line\":{},\"merchant\":\"m\",\"at\":\"2026-01-01T00:00:00Z\",\"version\":\"1\",\"currency\":\"CNY\",\"pending\":{\"count\":-1}}"
            + " | count is no count",
        "{\"schema\":\"tillkeeper/status/1\",\"terminal\":\"00000001\",\"line\":{},\"merchant\":\"m\",\"at\":\"2026-01-01T00:00:00Z\",\"version\":\"1\",\"currency\":\"\\u001b[2J\"}"
            + " | currency is none"
      })
  void a_report_that_is_none_is_named_and_counts_as_a_problem(String report, String why) {
    broker.keep("tillkeeper/" + MERCHANT + "/00000001/status", report);
    String text = run(1);
    assertTrue(text.contains(why), text);
    assertFalse(text.contains("\u001b"), "and nobody's screen obeys it");
    assertTrue(run(1, "--json").replaceAll("\\s", "").contains("[{\"topic\":\"tillkeeper/"));
  }

  @Test
  void what_a_hostile_terminal_says_is_shown_as_its_number_and_cut() {
    report("00000001", Duration.ofHours(1), 5);
    String base = "tillkeeper/" + MERCHANT + "/00000001";
    broker.keep(
        base + "/status",
        """
        {"schema":"tillkeeper/status/1","at":"%s","terminal":"00000001","merchant":"\\u001b]0;x\\u0007%s","version":"1","line":{"online":1},
         "currency":"CNY","pending":{"count":1,"amount":5,"oldest":null},"attention":{"count":0},"reversals":{"count":0}, "settlementDifferences":0}
        """
            .formatted(Instant.now(), "m".repeat(500)));
    String text = run(1);
    assertFalse(text.contains("\u001b") || text.contains("\u0007"), text);
    assertFalse(text.contains("m".repeat(50)), text);
    assertTrue(text.contains("1 without an end"), "a count without a time is not waited for");
  }

  @Test
  void wrong_usage_says_what_is_allowed() throws Exception {
    assertTrue(run(2, "--url", "http://x").contains("allowed is mqtts://HOST"));
    assertTrue(run(2, "--url", "mqtt://broker.example").contains("allowed is mqtts://HOST"));
    assertTrue(run(2, "--url", "mqtts://broker.example?x").contains("without user, path, ? and #"));
    assertTrue(run(2, "--url", "mqtts://x", "--key", "k").contains("go together"));
    assertTrue(run(2, "--sort", "name").contains("age, sum"));
    assertTrue(run(2, "--older", "long").contains("--older is \"long\""));
    assertTrue(run(2, "--topic", "a/#").contains("--topic is \"a/#\""));
    assertTrue(run(2, "reboot").contains("allowed is bundle TERMINAL"));
    assertTrue(run(2, "bundle").contains("TERMINAL is missing"));
    Path file = Files.writeString(folder.resolve("fleet.yaml"), "topic: tillkeeper/+/+\n");
    assertTrue(run(2, "--config", file.toString()).contains("--url is missing"));
    Files.writeString(file, "url: \"" + broker.url() + "\"\ntopic: tillkeeper/+/+\n");
    run(0, "--config", file.toString());
    int port = broker.port();
    broker.close();
    assertTrue(run(1, "--url", "mqtt://127.0.0.1:" + port).contains("not reached"));
    broker = new RetainingBroker();
  }

  // ---- With an agent

  private AgentProcess agent(String more) throws Exception {
    Path key = folder.resolve("master.key");
    if (!Files.exists(key)) {
      Files.createFile(
          key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(key, "CA5D92598DCA48CE8A4C76361A9269E9\n");
    }
    Path yaml = folder.resolve("agent.yaml");
    Files.writeString(
        yaml,
        """
        terminal: {id: "00000001", merchant: "952718182217875"}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host: {routes: [{name: primary, address: "127.0.0.1:1"}], retry: {within: 0s}}
        keys: {masterKeyFile: ./master.key}
        fleet: {url: "%s"%s}
        """
            .formatted(broker.url(), more));
    return AgentProcess.start(AgentConfig.read(yaml.toFile()), "1.2.3");
  }

  private void awaitReport() throws Exception {
    Instant end = Instant.now().plusSeconds(30);
    while (broker.published.stream().noneMatch(one -> one.topic().endsWith("/status"))) {
      assertTrue(Instant.now().isBefore(end), "no report");
      Thread.onSpinWait();
    }
  }

  private List<String> files() throws Exception {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString())
          .filter(it -> it.contains("tar"))
          .toList();
    }
  }

  @Test
  void a_bundle_of_a_terminal_is_fetched_and_checked_where_it_is_allowed() throws Exception {
    Path file = folder.resolve("b.tar.gz");
    String[] fetch = {"bundle", "00000001", "--out", file.toString()};
    try (AgentProcess agent = agent(", allow: [bundle]")) {
      awaitReport();
      HttpRequest sale =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + agent.port() + "/v1/payments?wait=20"))
              .header(
                  "Authorization",
                  "Bearer " + Files.readString(folder.resolve("data/api-token")).trim())
              .header("Idempotency-Key", "k")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      """
                      {"type":"sale","amount":1234,"currency":"CNY",
                       "card":{"entry":"swipe","track2":"6225000000000006=30125200000000000000"}}
                      """))
              .build();
      HttpClient.newHttpClient().send(sale, HttpResponse.BodyHandlers.ofString());
      assertTrue(run(1, "bundle", "00000002").contains("keeps nothing of a terminal 00000002"));
      assertTrue(run(0, fetch).contains("checked"));
      assertTrue(Files.size(file) > 1000);
      assertTrue(run(2, fetch).contains("is there already"));
      command.ends(0, List.of("verify", file.toString()));
    }
    assertTrue(run(1, "bundle", "00000001").contains("is not connected"));
    assertEquals(List.of("b.tar.gz"), files(), "and no part of one is left");
  }

  @Test
  void a_terminal_that_allows_no_bundle_is_not_asked() throws Exception {
    try (AgentProcess agent = agent("")) {
      awaitReport();
      assertTrue(agent.port() > 0);
      assertTrue(run(1, "bundle", "00000001").contains("fleet.allow"));
      assertTrue(broker.published.stream().noneMatch(one -> one.topic().endsWith("/orders")));
    }
  }
}
