package org.tillkeeper.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Source;
import org.tillkeeper.agent.host.TlsSettings;
import org.tillkeeper.iso8583.Dialect;

/** How the acquirer is reached and what is spoken with it. */
class HostConfigTest extends WrittenConfig {
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

  private Optional<TlsSettings> tls(String written) throws Exception {
    return read(SAMPLE.replace("tls: false", "tls: " + written)).host().routes().get(0).tls();
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
}
