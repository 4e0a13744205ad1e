package org.tillkeeper.agent.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.iso8583.Dialect;

/** What {@code agent.yaml} may say, and what stands where it says nothing. */
class AgentConfigTest extends WrittenConfig {
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
        () -> assertEquals(DeviceConfigTest.onlyReader(AgentConfig.Reader.API), config.device()),
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
}
