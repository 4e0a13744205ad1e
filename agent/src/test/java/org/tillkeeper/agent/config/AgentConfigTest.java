package org.tillkeeper.agent.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Source;
import org.tillkeeper.agent.host.TlsSettings;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Location;

/** What {@code agent.yaml} may say, and what a person is told who says something else. */
class AgentConfigTest {
  private static final String SAMPLE =
      """
      terminal: {id: "00000001", merchant: "952718182217875", currency: CNY, timeZone: Asia/Shanghai}
      data: ./data                       # ledger, logs, api-token
      api: {listen: "127.0.0.1:8583"}
      host:
        dialect: unionpay-pos            # or iso1987-ascii, iso1993-binary, or a file of one's own
        routes: [{name: primary, address: "127.0.0.1:8600", tls: false}]
        tpdu: "6000030000"
        header: "603100310000"
        responseTimeout: 30s
        originalLifetime: 15s            # how long a lost request may still reach the acquirer
        retry: {within: 60s}             # how long a sale may be tried while the customer waits; 0s: at once or not at all
        keepAlive: 60s
      keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key} # TMK in hex, wraps the working keys; the ledger's own key, made at first start
      guards: {duplicateWithin: 0s, completionLimit: 115, qrValidity: 60s}
      offline: {enabled: false, perPayment: 50000, total: 500000, count: 75, maxAge: 24h}
      receipt: {merchantName: "老王面馆", address: "Long Street 1", phone: "010-1234", footer: "谢谢惠顾"}
      settlement: {at: "23:30", whenFull: 0, giveUp: 10m, waitForReversals: 10m} # once a day by the terminal's clock; when the batch holds so many payments, 0: never; how long it may keep sales waiting, and wait for what the acquirer puts off
      retention: {payments: 90d, megabytes: 0} # erase what was settled so long ago; keep the ledger this small; 0: no limit
      log: {level: info, files: 4, megabytes: 1}
      engineer: {listen: "0.0.0.0:8584", certificate: ./e.pem, key: ./e.key, clients: ./engineers-ca.pem}
      metrics: {open: false}             # GET /metrics: with the token, or open on loopback
      device: {reader: api}
      nexo: {listen: "127.0.0.1:8443", certificate: ./n.pem, key: ./n.key, poiid: "TK-00000001", passphrase: {identifier: key1, version: 1, file: ./n.pass}}
      webhooks: [{url: "http://127.0.0.1:9000/hook", secretFile: ./hook.secret, events: [payment.final, payment.attention, settlement.ended]}]
      fleet: {url: "mqtts://broker:8883", certificate: f.pem, key: f.key, ca: f-ca.pem, topic: "tillkeeper/{merchant}/{terminal}"}
      """;

  private static final String SHORTEST =
      """
      terminal: {id: "00000001", merchant: "952718182217875"}
      host: {routes: [{name: primary, address: "127.0.0.1:8600"}]}
      keys: {masterKeyFile: master.key}
      """;

  @TempDir Path folder;

  @BeforeEach
  void files_of_the_engineers_port() throws IOException {
    for (String name :
        List.of(
            "e.pem", "e.key", "engineers-ca.pem", "n.pem", "n.key", "f.pem", "f.key", "f-ca.pem")) {
      Files.writeString(folder.resolve(name), "");
    }
  }

  @Test
  void a_connection_is_kept_unless_the_file_says_single() throws Exception {
    assertEquals(LineSettings.Connections.KEPT, read(SAMPLE).host().connections());
    assertEquals(
        LineSettings.Connections.KEPT,
        read(SAMPLE + "line: {connection: kept}\n").host().connections());
    assertEquals(
        LineSettings.Connections.SINGLE,
        read(SAMPLE + "line: {connection: single}\n").host().connections());
  }

  @Test
  void a_new_ledger_may_begin_with_other_numbers() throws Exception {
    AgentConfig config =
        read(SAMPLE.replace("timeZone: Asia/Shanghai", "firstStan: 1500, firstBatch: 12"));
    assertEquals(OptionalInt.of(1500), config.terminal().firstStan());
    assertEquals(OptionalInt.of(12), config.terminal().firstBatch());
  }

  @Test
  void the_documented_sample_is_read_as_it_stands() throws Exception {
    AgentConfig config = read(SAMPLE);
    assertAll(
        () ->
            assertEquals(
                new AgentConfig.TerminalId(
                    "00000001",
                    "952718182217875",
                    "CNY",
                    ZoneId.of("Asia/Shanghai"),
                    OptionalInt.empty(),
                    OptionalInt.empty()),
                config.terminal()),
        () -> assertEquals(canonical("data"), config.data().getCanonicalFile()),
        () -> assertEquals(new AgentConfig.Api("127.0.0.1", 8583), config.api()),
        () -> assertEquals("unionpay-pos", config.host().dialect().name()),
        () -> assertEquals(Map.of(), config.host().options()),
        () ->
            assertEquals(
                Arrays.asList(new Route("primary", "127.0.0.1", 8600, Optional.empty())),
                config.host().routes()),
        () ->
            assertEquals(
                new AgentConfig.Settlement(
                    Optional.of(LocalTime.of(23, 30)),
                    0,
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(10)),
                config.settlement()),
        () -> assertEquals(new AgentConfig.Retention(Duration.ofDays(90), 0), config.retention()),
        () -> assertEquals(new AgentConfig.LogKept("info", 4, 1_000_000), config.log()),
        () ->
            assertEquals(
                Optional.of(
                    new AgentConfig.Engineer(
                        "0.0.0.0",
                        8584,
                        folder.resolve("./e.pem").toFile(),
                        folder.resolve("./e.key").toFile(),
                        folder.resolve("./engineers-ca.pem").toFile())),
                config.engineer()),
        () -> assertEquals(new AgentConfig.Metrics(false), config.metrics()),
        () -> assertEquals(onlyReader(AgentConfig.Reader.API), config.device()),
        () ->
            assertEquals(
                Optional.of(
                    new AgentConfig.Nexo(
                        "127.0.0.1",
                        8443,
                        folder.resolve("./n.pem").toFile(),
                        folder.resolve("./n.key").toFile(),
                        "TK-00000001",
                        Optional.of(
                            new AgentConfig.Passphrase(
                                "key1", 1, folder.resolve("./n.pass").toFile())),
                        false)),
                config.nexo()),
        () ->
            assertEquals(
                List.of(
                    new AgentConfig.Webhook(
                        URI.create("http://127.0.0.1:9000/hook"),
                        folder.resolve("./hook.secret").toFile(),
                        List.of("payment.final", "payment.attention", "settlement.ended"))),
                config.webhooks()),
        () -> assertEquals("6000030000", config.host().tpdu()),
        () -> assertEquals("603100310000", config.host().header()),
        () -> assertEquals(Duration.ofSeconds(10), config.host().connectTimeout()),
        () -> assertEquals(Duration.ofSeconds(30), config.host().responseTimeout()),
        () -> assertEquals(Duration.ofSeconds(15), config.host().originalLifetime()),
        () -> assertEquals(Duration.ofSeconds(60), config.host().retryWithin()),
        () -> assertEquals(Duration.ofSeconds(60), config.host().keepAlive()),
        () ->
            assertEquals(canonical("master.key"), config.keys().masterKeyFile().getCanonicalFile()),
        () ->
            assertEquals(
                canonical("ledger.key"), config.keys().ledgerKeyFile().getCanonicalFile()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:9000",
        "http://[::1]:9000/a?b=c",
        "http://127.1.2.3/",
        "https://hooks.example/T0/B1",
        "https://192.168.1.7:8443/hook"
      })
  void a_webhook_goes_to_loopback_in_plain_and_anywhere_by_tls(String url) throws Exception {
    AgentConfig config = read(SAMPLE.replace("http://127.0.0.1:9000/hook", url));
    assertEquals(URI.create(url), config.webhooks().get(0).url());
    assertEquals(List.of(), read(SHORTEST).webhooks());
  }

  @Test
  void a_fleet_is_reported_to_by_tls_with_the_files_of_the_sample() throws Exception {
    AgentConfig.Fleet fleet = read(SAMPLE).fleet().get();
    assertEquals("broker", fleet.host());
    assertEquals(8883, fleet.port());
    assertEquals("tillkeeper/952718182217875/00000001", fleet.topic());
    assertEquals(List.of(), fleet.allow(), "nothing may be asked unless the file says so");
    TlsSettings tls = fleet.tls().get();
    assertEquals(canonical("f-ca.pem"), tls.caFile().get().getCanonicalFile());
    assertEquals(canonical("f.pem"), tls.certificateFile().get().getCanonicalFile());
    assertEquals(canonical("f.key"), tls.keyFile().get().getCanonicalFile());
    assertEquals(Optional.empty(), read(SHORTEST).fleet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{url: \"mqtts://b.example\"} | b.example | 8883 | true |"
            + " tillkeeper/952718182217875/00000001 | []",
        "{url: \"mqtt://127.0.0.1\"} | 127.0.0.1 | 1883 | false |"
            + " tillkeeper/952718182217875/00000001 | []",
        "{url: \"mqtt://[::1]:7\", topic: \"x/{terminal}\"} | ::1 | 7 | false | x/00000001 | []",
        "{url: \"mqtts://10.0.0.1:9\", topic: \"a.b/T-{terminal}\", allow: [digest, bundle]} |"
            + " 10.0.0.1 | 9 | true | a.b/T-00000001 | [digest, bundle]"
      })
  void a_fleet_may_be_said_shortly(
      String said, String host, int port, boolean secure, String topic, String allow)
      throws Exception {
    AgentConfig.Fleet fleet = read(SHORTEST + "fleet: " + said + "\n").fleet().get();
    assertEquals(host, fleet.host());
    assertEquals(port, fleet.port());
    assertEquals(secure, fleet.tls().isPresent());
    assertEquals(topic, fleet.topic());
    assertEquals(allow, fleet.allow().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | fleet.url: is missing; the broker, such as mqtts://broker.example:8883",
        "{url: \"mqtt://b.example\"} | fleet.url: \"mqtt://b.example\" must be mqtts: over plain"
            + " mqtt whoever is on the way",
        "{url: \"mqtt://127.0.0.1.example\"} | must be mqtts",
        "{url: \"http://b.example\"} | fleet.url: \"http://b.example\" must be mqtts://HOST or"
            + " mqtts://HOST:PORT",
        "{url: \"mqtts://u:p@b.example\"} | must be mqtts://HOST",
        "{url: \"mqtts://b.example/x\"} | must be mqtts://HOST",
        "{url: \"mqtts://b.example?x\"} | must be mqtts://HOST",
        "{url: \"mqtts://b.example#x\"} | must be mqtts://HOST",
        "{url: \"mqtts://b.example:0\"} | must be mqtts://HOST",
        "{url: \"mqtts://b.example:65536\"} | must be mqtts://HOST",
        "{url: \"mqtts:///x\"} | must be mqtts://HOST",
        "{url: \"not one\"} | must be mqtts://HOST",
        "{url: \"mqtts://b\", certificate: f.pem} | fleet.key: is missing; a client certificate"
            + " needs its private key",
        "{url: \"mqtts://b\", key: f.key} | fleet.certificate: is missing; a private key needs its"
            + " certificate",
        "{url: \"mqtts://b\", ca: none.pem} | fleet.ca: none.pem must be a PEM file that can be"
            + " read",
        "{url: \"mqtt://127.0.0.1\", ca: f-ca.pem} | fleet.ca: f-ca.pem must be left out: mqtt://"
            + " is plain",
        "{url: \"mqtts://b\", topic: \"a/+/{terminal}\"} | fleet.topic: \"a/+/{terminal}\" must be"
            + " words of letters, digits, dots, - and _ with / between them",
        "{url: \"mqtts://b\", topic: \"#\"} | no + and no #",
        "{url: \"mqtts://b\", topic: \"$SYS/{terminal}\"} | must be words",
        "{url: \"mqtts://b\", topic: \"a//{terminal}\"} | must be words",
        "{url: \"mqtts://b\", topic: \"/{terminal}\"} | must be words",
        "{url: \"mqtts://b\", topic: \"a/{merchant}\"} | must contain {terminal}: two terminals"
            + " must not share a topic",
        "{url: \"mqtts://b\", topic: \"a/{shop}/{terminal}\"} | must be words",
        "{url: \"mqtts://b\", allow: [pay]} | fleet.allow[0]: pay must be one of bundle, log-level,"
            + " digest",
        "{url: \"mqtts://b\", allow: [digest, digest]} | fleet.allow[1]: digest is there twice",
        "{url: \"mqtts://b\", allow: []} | fleet.allow: has 0 entries; allowed: 1 to 3",
        "{url: \"mqtts://b\", user: x} | fleet.user: unknown key; allowed here: url, certificate,"
            + " key, ca, topic, allow"
      })
  void a_fleet_that_cannot_be_used_is_refused_with_what_is_allowed(String said, String refused)
      throws Exception {
    String message = refusal(write(SHORTEST + "fleet: " + said + "\n"));
    assertTrue(message.contains(refused), message);
  }

  @Test
  void a_terminal_whose_name_no_topic_may_have_reports_to_no_fleet() throws Exception {
    String fleet = "fleet: {url: \"mqtts://b\"}\n";
    String message = refusal(write(SHORTEST.replace("00000001", "0000/0+1") + fleet));
    assertTrue(message.contains("needs a terminal.id of letters, digits"), message);
    message = refusal(write(SHORTEST.replace("952718182217875", "95271818221787#") + fleet));
    assertTrue(message.contains("needs a terminal.merchant of letters, digits"), message);
  }

  @Test
  void the_nexo_port_is_open_to_all_on_loopback_alone_and_only_where_the_file_says_so()
      throws Exception {
    String plain = "nexo: {listen: \"127.0.0.1:0\", certificate: n.pem, key: n.key";
    AgentConfig.Nexo closed = read(SHORTEST + plain + "}\n").nexo().get();
    assertFalse(closed.isOpen());
    assertEquals(Optional.empty(), closed.passphrase());
    assertEquals("TK-00000001", closed.poiId());
    assertTrue(read(SHORTEST + plain + ", open: true}\n").nexo().get().isOpen());
    String network = SHORTEST + plain.replace("127.0.0.1", "0.0.0.0") + ", open: true}\n";
    assertTrue(refusal(write(network)).contains("nexo.open: true must be left out or false"));
  }

  @Test
  void what_is_left_out_is_what_the_sample_says() throws Exception {
    AgentConfig sample = read(SAMPLE);
    AgentConfig shortest = read(SHORTEST);
    assertEquals(sample.host(), shortest.host());
    assertEquals(sample.guards(), shortest.guards());
    assertEquals(sample.offline(), shortest.offline());
    assertEquals("CNY", shortest.terminal().currency());
    assertEquals(ZoneId.systemDefault(), shortest.terminal().timeZone());
    assertEquals(
        new AgentConfig.ReceiptHead(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
        shortest.receipt());
    assertEquals(sample.api(), shortest.api());
    assertEquals(sample.data().getCanonicalFile(), shortest.data().getCanonicalFile());
    assertEquals(
        sample.keys().ledgerKeyFile().getCanonicalFile(),
        shortest.keys().ledgerKeyFile().getCanonicalFile());
  }

  @Test
  void what_the_merchant_decides_is_read() throws Exception {
    AgentConfig config =
        read(
            SAMPLE
                .replace("duplicateWithin: 0s, completionLimit: 115", "duplicateWithin: 3m")
                .replace("enabled: false, perPayment: 50000", "enabled: true, perPayment: 100"));
    assertEquals(
        new AgentConfig.Guards(Duration.ofMinutes(3), 115, Duration.ofSeconds(60)),
        config.guards());
    assertEquals(
        new AgentConfig.Offline(true, 100, 500_000, 75, Duration.ofHours(24)), config.offline());
    assertEquals(
        new AgentConfig.ReceiptHead(
            Optional.of("老王面馆"),
            Optional.of("Long Street 1"),
            Optional.of("010-1234"),
            Optional.of("谢谢惠顾")),
        config.receipt());
  }

  @Test
  void nothing_is_accepted_offline_that_the_dialect_could_not_deliver() throws Exception {
    String own;
    try (InputStream in = Dialect.class.getResourceAsStream("unionpay-pos.yaml")) {
      own = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    own = own.replaceFirst("(?s)\\n  offlineSale:\\n.*?(?=\\n  [a-zA-Z]+:\\n)", "");
    own = own.replaceFirst("\\n  offlineSale: repeat", "");
    Files.write(folder.resolve("own.yaml"), own.getBytes(StandardCharsets.UTF_8));
    String yaml = SAMPLE.replace("dialect: unionpay-pos ", "dialect: own.yaml ");
    assertFalse(read(yaml).offline().enabled());
    String text = refusal(write(yaml.replace("enabled: false", "enabled: true")));
    assertTrue(text.contains("offline.enabled: true cannot be: the dialect"), text);
    assertTrue(text.contains("allowed: false"), text);
  }

  @Test
  void nothing_is_settled_by_itself_that_the_dialect_cannot_settle() throws Exception {
    String own;
    try (InputStream in = Dialect.class.getResourceAsStream("iso1987-ascii.yaml")) {
      own = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    own = own.replaceFirst("(?s)\\n  settlement:\\n.*?(?=\\n  [a-zA-Z]+:\\n|\\n[a-zA-Z]+:\\n)", "");
    own = own.replaceFirst("(?s)\\nsettlement:\\n.*?(?=\\n\\n)", "");
    own = own.replaceFirst("\\n  settlement: repeat", "");
    Files.write(folder.resolve("own.yaml"), own.getBytes(StandardCharsets.UTF_8));
    String yaml = SHORTEST.replace("host: {", "host: {dialect: own.yaml, ");
    AgentConfig.Settlement off =
        new AgentConfig.Settlement(
            Optional.empty(), 0, Duration.ofMinutes(10), Duration.ofMinutes(10));
    assertEquals(off, read(yaml).settlement());
    assertEquals(off, read(yaml + "settlement: {whenFull: 0}\n").settlement());
    String at = refusal(write(yaml + "settlement: {at: \"23:30\"}\n"));
    assertTrue(at.contains("settlement.at: \"23:30\" cannot be: the dialect"), at);
    assertTrue(at.contains("no message that settles a batch; leave it out"), at);
    String full = refusal(write(yaml + "settlement: {whenFull: 500}\n"));
    assertTrue(full.contains("settlement.whenFull: 500 cannot be: the dialect"), full);
    assertTrue(full.contains("allowed: 0"), full);
  }

  @Test
  void relative_paths_are_relative_to_the_file_and_absolute_ones_stay() throws Exception {
    File elsewhere = folder.resolve("elsewhere").toFile();
    AgentConfig config = read(SAMPLE.replace("./data", elsewhere.getAbsolutePath()));
    assertEquals(elsewhere.getAbsoluteFile(), config.data());
  }

  @ParameterizedTest
  @CsvSource({
    "responseTimeout: 30s, responseTimeout: 100ms, 100",
    "responseTimeout: 30s, responseTimeout: 5m, 300000",
    "keepAlive: 60s, keepAlive: 24h, 86400000",
    "keepAlive: 60s, keepAlive: 0s, 0",
  })
  void times_are_written_with_their_unit(String from, String to, long millis) throws Exception {
    AgentConfig.Host host = read(SAMPLE.replace(from, to)).host();
    Duration read = from.startsWith("keep") ? host.keepAlive() : host.responseTimeout();
    assertEquals(Duration.ofMillis(millis), read);
  }

  @Test
  void zero_is_allowed_where_it_means_something() throws Exception {
    AgentConfig.Host host =
        read(SAMPLE.replace("within: 60s", "within: 0s").replace("15s", "0s")).host();
    assertEquals(Duration.ZERO, host.retryWithin());
    assertEquals(Duration.ZERO, host.originalLifetime());
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:0, 127.0.0.1, 0",
    "127.8.0.1:80, 127.8.0.1, 80",
    "localhost:8583, localhost, 8583",
    "[::1]:65535, ::1, 65535"
  })
  void the_till_api_listens_on_loopback(String listen, String host, int port) throws Exception {
    assertEquals(
        new AgentConfig.Api(host, port), read(SAMPLE.replace("127.0.0.1:8583", listen)).api());
  }

  @Test
  void the_sites_that_may_call_are_named_each_and_none_is_unless_it_says_so() throws Exception {
    assertEquals(List.of(), read(SAMPLE).api().origins());
    String named = "[\"https://till.example\", \"http://10.0.0.7:8080\", \"http://[::1]:3000\"]";
    assertEquals(
        List.of("https://till.example", "http://10.0.0.7:8080", "http://[::1]:3000"),
        read(SAMPLE.replace("8583\"}", "8583\", origins: " + named + "}")).api().origins());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "till.example",
        "https://till.example/",
        "https://till.example:443",
        "http://till.example:80",
        "https://till.example:0",
        "https://till.example:65536",
        "https://till.example:08443",
        "https://Till.example",
        "https://*.example",
        "https://a@till.example",
        "file:///till.html"
      })
  void what_no_browser_writes_as_an_origin_is_refused(String origin) {
    String text = refusal(SAMPLE.replace("8583\"}", "8583\", origins: [\"" + origin + "\"]}"));
    assertTrue(text.contains("api.origins") && text.contains("https://till.example"), text);
  }

  @ParameterizedTest
  @CsvSource({
    "pos.acquirer.example:1, pos.acquirer.example, 1",
    "no-such-host.invalid:65535, no-such-host.invalid, 65535",
    "192.0.2.1:8600, 192.0.2.1, 8600",
    "[2001:db8::1]:8600, 2001:db8::1, 8600"
  })
  void a_host_that_cannot_be_reached_is_no_fault_of_the_configuration(
      String address, String host, int port) throws Exception {
    Route route = read(SAMPLE.replace("127.0.0.1:8600", address)).host().routes().get(0);
    assertEquals(new Route("primary", host, port, Optional.empty()), route);
  }

  @Test
  void a_dialect_may_be_a_file_beside_the_configuration() throws Exception {
    String shipped;
    try (InputStream in = Dialect.class.getResourceAsStream("iso1987-ascii.yaml")) {
      shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Files.writeString(
        folder.resolve("mine.yaml"), shipped.replace("name: iso1987-ascii", "name: mine"));
    String own = SHORTEST.replace("host: {", "host: {dialect: ./mine.yaml, ");

    AgentConfig config = read(own);

    assertEquals("mine", config.host().dialect().name());
    assertEquals("", config.host().tpdu());
    assertEquals("", config.host().header());
    assertTrue(
        refusal(own.replace("host: {", "host: {tpdu: '6000030000', "))
            .contains("must be left out: the dialect has none"));
  }

  @Test
  void a_dialect_without_macs_is_refused_since_no_approval_could_be_believed() throws Exception {
    String text =
        refusal(
            SHORTEST.replace(
                "host: {", "host: {dialect: iso1987-ascii, options: {mac.messages: ''}, "));

    assertTrue(
        text.contains("host.options: a map names a dialect whose messages carry no MAC"), text);
    assertTrue(text.contains("set mac.messages"), text);
  }

  @Test
  void a_dialect_without_macs_is_taken_where_every_route_shows_a_certificate_of_its_own()
      throws Exception {
    String without = "host: {dialect: iso1987-ascii, options: {mac.messages: ''}, routes: [";
    String mutual = "{name: a, address: \"h:1\", tls: {certificate: e.pem, key: e.key}}";
    String oneSided = "{name: b, address: \"h:2\", tls: true}";
    String head = "host: {routes: [{name: primary, address: \"127.0.0.1:8600\"}]";

    AgentConfig config = read(SHORTEST.replace(head, without + mutual + "]"));
    assertFalse(config.host().dialect().macAlgorithm().isPresent());
    String text = refusal(SHORTEST.replace(head, without + mutual + ", " + oneSided + "]"));
    assertTrue(text.contains("or give every route tls with certificate and key"), text);
  }

  @Test
  void a_dialect_file_that_is_none_is_named_with_its_mistake() throws Exception {
    Files.writeString(folder.resolve("mine.yaml"), "name: mine");

    String text = refusal(SHORTEST.replace("host: {", "host: {dialect: mine.yaml, "));

    assertTrue(text.contains("host.dialect: mine.yaml is no dialect: mine.yaml: "), text);
    String missing = refusal(SHORTEST.replace("host: {", "host: {dialect: yours.yaml, "));
    assertTrue(missing.contains("allowed: unionpay-pos, iso1987-ascii"), missing);
    assertTrue(missing.contains("or a dialect file; looked for "), missing);
  }

  private String refusal(String yaml) {
    return assertThrows(InvalidConfig.class, () -> read(yaml)).getMessage();
  }

  @Test
  void options_of_the_dialect_are_taken_as_written() throws Exception {
    assertEquals(
        Map.of("mac.onRefusals", "optional"),
        read(SAMPLE.replace("tpdu:", "options: {mac.onRefusals: optional}\n  tpdu:"))
            .host()
            .options());
  }

  @Test
  void tls_is_off_on_with_the_systems_authorities_or_described() throws Exception {
    Files.writeString(folder.resolve("ca.pem"), "read when the agent connects");
    Files.writeString(folder.resolve("own.pem"), "the same");
    Files.writeString(folder.resolve("own.key"), "the same");
    String pin = "AB".repeat(32);
    Optional<TlsSettings> described =
        tls(
            "{ca: ca.pem, pin: \""
                + pin
                + "\", certificate: own.pem, key: own.key, serverName: pos.example}");
    assertEquals(Optional.of("ab".repeat(32)), described.orElseThrow().pin());
    assertEquals(Optional.of("pos.example"), described.orElseThrow().serverName());
    assertEquals(
        canonical("ca.pem"), described.orElseThrow().caFile().orElseThrow().getCanonicalFile());
    TlsSettings plain =
        new TlsSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertEquals(Optional.of(plain), tls("true"));
    assertEquals(Optional.of(plain), tls("{}"));
    assertEquals(Optional.empty(), tls("false"));
  }

  /** Each row: what stands in the sample | what is written instead | what the message must name. */
  @ParameterizedTest
  @ValueSource(strings = {"", "device: {}", "device: {reader: none}"})
  void without_a_reader_in_the_configuration_there_is_none(String device) throws Exception {
    AgentConfig config = AgentConfig.read(write(SAMPLE.replace("device: {reader: api}", device)));
    assertEquals(AgentConfig.Reader.NONE, config.device().reader());
  }

  @Test
  void which_device_it_is_and_where_is_read_and_an_empty_text_is_as_good_as_none()
      throws Exception {
    String device =
        "device: {serial: \"00000204TK0001\", type: \"02\", version: \"1.2\", location:"
            + " \"31.23041234567/-121.5\"}";
    AgentConfig config =
        AgentConfig.read(
            write(
                SAMPLE
                    .replace("device: {reader: api}", device)
                    .replace("dialect: unionpay-pos", "options: {device.data: all}")
                    .replace("ledgerKeyFile", "serialKeyFile: ./serial.key, ledgerKeyFile")));
    assertEquals(
        new AgentConfig.Device(
            AgentConfig.Reader.NONE,
            Optional.of("00000204TK0001"),
            "02",
            Optional.of("1.2"),
            Optional.of(new Location("+31.23041", "-121.5"))),
        config.device());
    assertEquals(
        Optional.of("serial.key"), config.keys().serialKeyFile().map(file -> file.getName()));
    assertEquals(
        onlyReader(AgentConfig.Reader.NONE),
        AgentConfig.read(
                write(
                    SAMPLE.replace(
                        "device: {reader: api}",
                        "device: {serial: \"\", type: \"\", version: \"\", location: \"\"}")))
            .device());
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          data: ./data | dta: ./data | line 2: dta: unknown key; allowed here: terminal, data, api
          currency: CNY | curency: CNY | line 1: terminal.curency: unknown key
          keepAlive: 60s | keepalive: 60s | line 12: host.keepalive: unknown key
          tls: false | tsl: false | host.routes[0].tsl: unknown key; allowed here: name, address, tls
          tls: false | tls: {cafile: x} | host.routes[0].tls.cafile: unknown key
          within: 60s | within: 60s, times: 3 | host.retry.times: unknown key
          data: ./data | api: {} | line 3: api: stands here twice; allowed: once
          currency: CNY | id: "00000002" | terminal.id: stands here twice
          id: "00000001", | `` | terminal.id: is missing; 8 characters
          , ledgerKeyFile | , masterKeyFile | keys.masterKeyFile: stands here twice
          masterKeyFile: ./master.key, | `` | keys.masterKeyFile: is missing
          name: primary, | `` | host.routes[0].name: is missing
          "00000001" | 00000001 | terminal.id: 00000001 must be text: write it in quotes, "00000001"
          "952718182217875" | 952718182217875 | must be text: write it in quotes, "952718182217875"
          "6000030000" | 6000030000 | host.tpdu: 6000030000 must be text: write it in quotes
          "00000001" | "0000001" | terminal.id: "0000001" must be exactly 8 printable ASCII characters
          "00000001" | "000000012" | must be exactly 8
          "00000001" | "终端终端终端终端" | must be exactly 8
          "952718182217875" | "95271818221787" | terminal.merchant: "95271818221787" must be exactly 15
          "952718182217875" | [1, 2] | terminal.merchant: a list must be text
          currency: CNY | currency: RMB | terminal.currency: RMB must be the 3 capital letters
          currency: CNY | currency: cny | terminal.currency: cny must be
          currency: CNY | currency: 156 | terminal.currency: 156 must be text
          currency: CNY | currency: XXX | terminal.currency: XXX must be the 3 capital letters
          currency: CNY | currency: | terminal.currency: "" must be text
          data: ./data | data: "" | data: "" must not be empty
          data: ./data | data: {a: b} | data: a map must be text
          127.0.0.1:8583 | 0.0.0.0:8583 | api.listen: "0.0.0.0:8583" must be loopback
          127.0.0.1:8583 | 192.168.1.5:8583 | never opened to a network
          127.0.0.1:8583 | till.example:8583 | must be loopback
          127.0.0.1:8583 | [::]:8583 | must be loopback
          127.0.0.1:8583 | 127.0.0.1:65536 | a port from 0 to 65535
          127.0.0.1:8583 | 127.0.0.1 | must be loopback
          127.0.0.1:8583 | 127.example:1 | must be loopback
          {listen: "127.0.0.1:8583"} | 8583 | api: 8583 must be a map
          dialect: unionpay-pos | dialect: swift-mt | host.dialect: swift-mt is no dialect
          dialect: unionpay-pos | options: {nonsense: 1} | host.options: a map does not fit unionpay-pos
          dialect: unionpay-pos | options: {keys.bytes: "24", mac.algorithm: X9_19_80} | mac.algorithm is 'X9_19_80'; allowed: an algorithm with keys of 24 bytes
          dialect: unionpay-pos | options: {signIn.keys: "005", mac.algorithm: X9_9} | an algorithm with keys of 16 bytes, as the sign-in brings them in the layout SM4
          dialect: unionpay-pos | options: {a: [1]} | host.options.a: a list must be a single value
          dialect: unionpay-pos | options: [a] | host.options: a list must be a map
          [{name: primary, address: "127.0.0.1:8600", tls: false}] | [] | host.routes: has 0 entries; allowed: 1 to 16
          [{name: primary, address: "127.0.0.1:8600", tls: false}] | primary | host.routes: primary must be a list
          tls: false} | tls: false}, {name: primary, address: "h:1"} | host.routes[1].name: primary is the name of an earlier route
          name: primary | name: "über uns" | host.routes[0].name: "über uns" must be 1 to 32 letters
          127.0.0.1:8600 | 127.0.0.1 | host.routes[0].address: "127.0.0.1" must be HOST:PORT
          127.0.0.1:8600 | 127.0.0.1:0 | a port from 1 to 65535
          127.0.0.1:8600 | 300.1.1.1:80 | must be HOST:PORT
          127.0.0.1:8600 | 1234:80 | must be HOST:PORT
          127.0.0.1:8600 | ::1:8600 | such as pos.example.com:8600 or [::1]:8600
          127.0.0.1:8600 | [1::2::3]:8600 | must be HOST:PORT
          127.0.0.1:8600 | tcp://host:1 | must be HOST:PORT
          127.0.0.1:8600 | host:http | must be HOST:PORT
          tls: false | tls: yes | host.routes[0].tls: yes must be true, false or a map
          tls: false | tls: {ca: missing.pem} | host.routes[0].tls.ca: missing.pem must be a PEM file that can be read
          tls: false | tls: {pin: abcd} | host.routes[0].tls.pin: abcd must be 64 hex digits
          tls: false | tls: {certificate: master.key} | host.routes[0].tls.key: is missing; a client certificate needs
          tls: false | tls: {key: master.key} | host.routes[0].tls.certificate: is missing
          tls: false | interface: "wlan0, eth0" | host.routes[0].interface: "wlan0, eth0" must be the system's name of a network interface
          tls: false | interface: an-interface-too-long | host.routes[0].interface: an-interface-too-long must be the system's name
          tls: false | source: wlan0 | host.routes[0].source: wlan0 must be an IPv4 or IPv6 address of this device
          tls: false | source: 192.0.2.300 | host.routes[0].source: 192.0.2.300 must be an IPv4 or IPv6 address
          tls: false | source: "192.0.2.7:80" | host.routes[0].source: "192.0.2.7:80" must be an IPv4 or IPv6 address
          tls: false | interface: eth0, source: 192.0.2.7 | host.routes[0].source: 192.0.2.7 must not be set beside interface
          tls: false | tls: {serverName: "a b"} | host.routes[0].tls.serverName: "a b" must be a host name
          "6000030000" | "600003000" | host.tpdu: "600003000" must be exactly 10 hex digits
          "603100310000" | "60310031000G" | host.header: "60310031000G" must be exactly 12 hex digits
          responseTimeout: 30s | responseTimeout: 30 | host.responseTimeout: 30 must be a time with its unit
          responseTimeout: 30s | responseTimeout: 30 s | must be a time with its unit
          responseTimeout: 30s | responseTimeout: -1s | host.responseTimeout: -1s must be a time
          responseTimeout: 30s | responseTimeout: 1.5s | host.responseTimeout: 1.5s must be a time
          responseTimeout: 30s | responseTimeout: 99ms | 100ms to 600s
          responseTimeout: 30s | responseTimeout: 0s | host.responseTimeout: 0s must be a time
          responseTimeout: 30s | responseTimeout: 11m | host.responseTimeout: 11m must be a time
          responseTimeout: 30s | responseTimeout: 99999999999h | must be a time
          responseTimeout: 30s | responseTimeout: [30s] | host.responseTimeout: a list must be a time
          responseTimeout: 30s | connectTimeout: 6m | host.connectTimeout: 6m must be a time
          originalLifetime: 15s | originalLifetime: 50ms | host.originalLifetime: 50ms must be a time
          within: 60s | within: 2h | host.retry.within: 2h must be a time with its unit (ms, s, m, h, d) such as 30s or 100ms, 0s or 100ms to 1h
          retry: {within: 60s} | retry: 60s | host.retry: 60s must be a map of keys
          data: ./data | line: {connection: once} | line.connection: once must be kept or single
          data: ./data | line: {conection: kept} | line.conection: unknown key
          keepAlive: 60s | keepAlive: 50ms | host.keepAlive: 50ms must be a time with its unit (ms, s, m, h, d) such as 30s or 100ms, 0s or 100ms to
          keepAlive: 60s | keepAlive: never | host.keepAlive: never must be a time
          device: {reader: api} | device: {serial: 123} | device.serial: 123 must be text
          device: {reader: api} | device: {serial: "a b"} | device.serial: "a b" must be 1 to 50 printable ASCII characters
          device: {reader: api} | device: {serial: "123456789012345678901234567890123456789012345678901"} | device.serial:
          device: {reader: api} | device: {type: "4"} | device.type: "4" must be 2 digits
          device: {reader: api} | device: {version: "1.2.3.4.5"} | device.version: "1.2.3.4.5" must be 1 to 8 printable
          device: {reader: api} | device: {location: "31.2"} | device.location: "31.2" must be LATITUDE/LONGITUDE
          device: {reader: api} | device: {location: "+90.1/+0"} | device.location: "+90.1/+0" must be LATITUDE/LONGITUDE
          device: {reader: api} | device: {serail: x} | device.serail: unknown key; allowed here: reader, serial, type
          dialect: unionpay-pos | options: {device.data: sales} | device.serial: is missing; the serial number of the hardware
          , ledgerKeyFile: ./ledger.key | , serialKeyFile: ./master.key | keys.serialKeyFile: ./master.key must be a file of its own
          ./ledger.key | ./master.key | keys.masterKeyFile: ./master.key must not be the file of keys.ledgerKeyFile too
          duplicateWithin: 0s | duplicateWithin: 25h | guards.duplicateWithin: 25h must be a time with its unit (ms, s, m, h, d) such as 30s or 100ms, 0s or 100ms to 24h
          duplicateWithin: 0s | duplicateWithin: soon | guards.duplicateWithin: soon must be a time
          completionLimit: 115 | completionLimit: 99 | guards.completionLimit: 99 must be a whole number from 100 to 200
          completionLimit: 115 | completionLimit: 115% | guards.completionLimit: 115% must be a whole number
          completionLimit: 115 | completion: 115 | guards.completion: unknown key; allowed here: duplicateWithin, completionLimit, qrValidity
          qrValidity: 60s | qrValidity: 0s | guards.qrValidity: 0s must be a time
          qrValidity: 60s | qrValidity: 2h | guards.qrValidity: 2h must be a time
          timeZone: Asia/Shanghai | timeZone: Asia/Peking | terminal.timeZone: Asia/Peking must be a time zone such as Asia/Shanghai or +08:00
          timeZone: Asia/Shanghai | firstStan: 0 | terminal.firstStan: 0 must be a whole number from 1 to 999999
          timeZone: Asia/Shanghai | firstStan: 1000000 | terminal.firstStan: 1000000 must be a whole number from 1 to 999999
          timeZone: Asia/Shanghai | firstBatch: "000012" | terminal.firstBatch: "000012" must be a whole number from 1 to 999999
          timeZone: Asia/Shanghai | timeZone: 8 | terminal.timeZone: 8 must be text
          "老王面馆" | "老王面馆☕️🍜" | receipt.merchantName: "老王面馆☕️🍜" must be a text of 1 to 96 characters that GBK has
          "Long Street 1" | "" | receipt.address: "" must not be empty
          "010-1234" | "  " | receipt.phone: "  " must be a text of 1 to 96
          "010-1234" | 0101234 | receipt.phone: 0101234 must be text: write it in quotes
          footer: | foot: | receipt.foot: unknown key; allowed here: merchantName, address, phone, footer
          enabled: false | enabled: 0 | offline.enabled: 0 must be true or false
          perPayment: 50000, total: 500000 | perPayment: 500001 | offline.perPayment: 500001 must not be more than offline.total, 500000
          perPayment: 50000 | perPayment: 0 | offline.perPayment: 0 must be a whole number from 1 to 999999999999
          perPayment: 50000 | perPayment: 1.5 | offline.perPayment: 1.5 must be a whole number
          perPayment: 50000 | perPayment: "50000" | offline.perPayment: "50000" must be a whole number
          total: 500000 | total: 1 | offline.total: 1 must not be less than offline.perPayment, 50000
          count: 75 | count: 99999999999999999999999 | offline.count: 99999999999999999999999 must be a whole
          maxAge: 24h | maxAge: 800h | offline.maxAge: 800h must be a time
          at: "23:30" | at: "24:00" | settlement.at: "24:00" must be a time of day
          giveUp: 10m | giveUp: 0s | settlement.giveUp: 0s must be a time with its unit
          giveUp: 10m | giveUp: 25h | settlement.giveUp: 25h must be a time
          waitForReversals: 10m | waitForReversals: 10 | settlement.waitForReversals: 10 must be a time with its unit
          waitForReversals: 10m | waitForReversals: 25h | settlement.waitForReversals: 25h must be a time
          whenFull: 0 | whenFull: -1 | settlement.whenFull: -1 must be a whole number from 0 to 999999
          payments: 90d | payments: 90 | retention.payments: 90 must be a time with its unit
          payments: 90d | payments: 4000d | retention.payments: 4000d must be a time
          megabytes: 0 | megabytes: some | retention.megabytes: some must be a whole number
          level: info | level: trace | log.level: trace must be error, warn, info or debug
          files: 4 | files: 1 | log.files: 1 must be a whole number from 2 to 100
          files: 4 | files: 101 | log.files: 101 must be a whole number from 2 to 100
          megabytes: 1} | megabytes: 0} | log.megabytes: 0 must be a whole number from 1 to 100
          megabytes: 1} | kilobytes: 1} | log.kilobytes: unknown key; allowed here: level, files, megabytes
          "0.0.0.0:8584" | "0.0.0.0" | engineer.listen: "0.0.0.0" must be HOST:PORT with a port from 0 to 65535
          certificate: ./e.pem, | certificate: ./none.pem, | engineer.certificate: ./none.pem must be a PEM file that can be read
          certificate: ./e.pem, | `` | engineer.certificate: is missing; this terminal's certificate, a PEM file
          open: false | open: 1 | metrics.open: 1 must be true (every program of this machine may read /metrics) or false (it takes the token
          "http://127.0.0.1:9000/hook" | "ftp://127.0.0.1/hook" | webhooks[0].url: "ftp://127.0.0.1/hook" must be an address of at most 1000 characters, https://HOST/PATH, or http:// to 127.0.0.1
          "http://127.0.0.1:9000/hook" | "http://192.168.1.7/hook" | webhooks[0].url: "http://192.168.1.7/hook" must be https: over plain http whoever is on the way reads payments
          "http://127.0.0.1:9000/hook" | "http://127.0.0.1.example/hook" | must be https
          "http://127.0.0.1:9000/hook" | "https://u:p@h.example/" | must be an address
          "http://127.0.0.1:9000/hook" | "https://h.example/#x" | must be an address
          "http://127.0.0.1:9000/hook" | "https://h.example:70000/" | must be an address
          "http://127.0.0.1:9000/hook" | "https://h.example:0/" | must be an address
          "http://127.0.0.1:9000/hook" | "https:///hook" | must be an address
          "http://127.0.0.1:9000/hook" | "not an address" | must be an address
          secretFile: ./hook.secret | secretFile: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | webhooks[0].secretFile: must be the name of a file that holds the secret, not the secret
          secretFile: ./hook.secret, | `` | webhooks[0].secretFile: is missing; a file that holds whsec_ and base64
          [payment.final, | [payment.started, | webhooks[0].events[0]: payment.started must be one of payment.final, payment.attention, settlement.ended
          [payment.final, | [settlement.ended, | webhooks[0].events[2]: settlement.ended is there twice
          events: [payment.final, payment.attention, settlement.ended]} | events: []} | webhooks[0].events: has 0 entries; allowed: 1 to 3
          settlement.ended]} | settlement.ended]}, {url: "http://127.0.0.1:9000/hook", secretFile: x, events: [payment.final]} | webhooks[1].url: "http://127.0.0.1:9000/hook" is there twice
          secretFile: ./hook.secret | secret: x | webhooks[0].secret: unknown key; allowed here: url, secretFile, events
          open: false | opened: true | metrics.opened: unknown key; allowed here: open
          , clients: ./engineers-ca.pem | `` | engineer.clients: is missing; the CA that signs engineers' certificates
          reader: api | reader: usb | device.reader: usb must be none or api
          reader: api | reader: true | device.reader: true must be text
          reader: api | readers: api | device.readers: unknown key; allowed here: reader
          "127.0.0.1:8443" | "8443" | nexo.listen: "8443" must be HOST:PORT with a port from 0 to 65535
          certificate: ./n.pem, | certificate: ./none.pem, | nexo.certificate: ./none.pem must be a PEM file that can be read
          key: ./n.key, | `` | nexo.key: is missing; its private key, a PEM PKCS#8 file
          "TK-00000001" | "TK 1" | nexo.poiid: "TK 1" must be 1 to 64 letters, digits, dots, - or _
          identifier: key1, | `` | nexo.passphrase.identifier: is missing; what the tills call the passphrase
          identifier: key1, | identifier: "a b", | nexo.passphrase.identifier: "a b" must be 1 to 64 letters
          version: 1, | `` | nexo.passphrase.version: is missing; the passphrase's version
          version: 1, | version: -1, | nexo.passphrase.version: -1 must be a whole number from 0 to 999999
          version: 1, file: ./n.pass | version: 1 | nexo.passphrase.file: is missing; the file that holds the passphrase alone
          file: ./n.pass}} | file: ./n.pass, word: x}} | nexo.passphrase.word: unknown key; allowed here: identifier, version, file
          poiid: "TK-00000001", | open: true, | nexo.open: true must be left out or false, unless nexo.listen is loopback and there is no nexo.passphrase
          poiid: "TK-00000001", | open: maybe, | nexo.open: maybe must be true or false
          """)
  void a_value_that_cannot_be_used_is_named_with_its_key_and_what_is_allowed(
      String from, String to, String expected) throws Exception {
    assertTrue(SAMPLE.contains(from), "the row is about nothing in the sample");
    String text = refusal(write(SAMPLE.replaceFirst(Pattern.quote(from), to)));
    assertTrue(text.contains(expected), () -> text + "\n  does not say: " + expected);
    assertFalse(text.contains("\n"), text);
    assertTrue(text.contains("agent.yaml"), text);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `` | is empty
          `# only a comment` | is empty
          `---` | must be a map of keys
          `terminal` | must be a map of keys
          `[1, 2]` | must be a map of keys
          `{}` | terminal: is missing
          `terminal: {id` | line 1: is no YAML
          `a: b: c` | line 1: is no YAML
          `a: *nowhere` | is no YAML
          `a: "\t\u0001"` | is no YAML
          `{[1]: 2}` | a key must be a word
          `a: 1\n---\na: 2` | holds 2 YAML documents
          `a: &x {b: *x}` | a: unknown key
          """)
  void a_file_that_is_no_such_configuration_says_what_it_is(String content, String expected)
      throws Exception {
    String yaml =
        content == null ? "" : content.replace("\\n", "\n").replace("\\t\\u0001", "\u0001");
    String text = refusal(write(yaml));
    assertTrue(text.contains(expected), () -> text + "\n  does not say: " + expected);
    assertFalse(text.contains("\n"), text);
  }

  @Test
  void deep_nesting_is_refused_without_exhausting_the_stack() throws Exception {
    assertTrue(refusal(write("a: " + "[".repeat(60_000))).contains("nested deeper than 16"));
  }

  @Test
  void a_missing_file_a_folder_a_binary_and_a_giant_are_refused() throws Exception {
    assertTrue(refusal(folder.resolve("none.yaml").toFile()).contains("there is no such file"));
    assertTrue(refusal(folder.toFile()).contains("is no plain file"));
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});
    assertTrue(refusal(binary.toFile()).contains("must be text in UTF-8"));
    String manyKeys = "x".repeat(50) + ": 1\n";
    assertTrue(
        refusal(write(manyKeys.repeat(900 * 1024 / manyKeys.length())))
            .endsWith("is too big; a configuration has at most 64 kB"));
    assertTrue(refusal(write("#".repeat(64 * 1024 + 1))).contains("at most 64 kB"));
    assertFalse(refusal(write("#".repeat(64 * 1024))).contains("kB"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "masterKeyFile: 00112233445566778899001122334455",
        "masterKeyFile: \"00112233445566778899AABBCCDDEEFF\"",
        "masterKeyFile: 00112233445566778899AABBCCDDEEFF0011223344556677",
        "00112233445566778899AABBCCDDEEFF: masterKeyFile",
        "masterKeyFile: {00112233445566778899AABBCCDDEEFF: x}",
      })
  void a_key_written_where_its_file_belongs_is_not_repeated(String written) throws Exception {
    String text = refusal(write(SAMPLE.replace("masterKeyFile: ./master.key", written)));
    assertFalse(text.contains("00112233"), text);
    assertTrue(text.contains("keys."), text);
  }

  private Optional<TlsSettings> tls(String written) throws Exception {
    return read(SAMPLE.replace("tls: false", "tls: " + written)).host().routes().get(0).tls();
  }

  private AgentConfig read(String yaml) throws IOException, InvalidConfig {
    return AgentConfig.read(write(yaml));
  }

  private static String refusal(File file) {
    return assertThrows(InvalidConfig.class, () -> AgentConfig.read(file)).getMessage();
  }

  private File write(String yaml) throws IOException {
    return Files.write(folder.resolve("agent.yaml"), yaml.getBytes(StandardCharsets.UTF_8))
        .toFile();
  }

  private File canonical(String name) throws IOException {
    return folder.resolve(name).toFile().getCanonicalFile();
  }

  @Test
  void a_route_may_go_out_from_an_interface_or_an_address() throws Exception {
    assertEquals(Optional.empty(), source("tls: false"));
    assertEquals(Optional.of(new Source.OfInterface("wlan0")), source("interface: wlan0"));
    for (String address : new String[] {"192.0.2.7", "2001:db8::7"}) {
      assertEquals(
          Optional.of(new Source.OfAddress(InetAddress.getByName(address))),
          source("source: \"" + address + "\""));
    }
  }

  private Optional<Source> source(String written) throws Exception {
    return read(SAMPLE.replace("tls: false", written)).host().routes().get(0).source();
  }

  private static AgentConfig.Device onlyReader(AgentConfig.Reader reader) {
    return new AgentConfig.Device(
        reader, Optional.empty(), "04", Optional.empty(), Optional.empty());
  }
}
