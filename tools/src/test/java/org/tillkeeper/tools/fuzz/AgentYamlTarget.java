package org.tillkeeper.tools.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.util.List;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.host.Route;

/** {@code agent.yaml}, with the merchant's parts in it. */
final class AgentYamlTarget extends YamlTarget {
  private static final String SAMPLE =
      """
      terminal: {id: "00000001", merchant: "952718182217875", currency: CNY, timeZone: Asia/Shanghai, firstStan: 1500, firstBatch: 12}
      data: ./data
      api: {listen: "127.0.0.1:8583"}
      host:
        dialect: unionpay-pos
        options: {mac.onRefusals: required}
        routes:
          - {name: primary, address: "127.0.0.1:8600", tls: false}
          - name: second
            address: "[::1]:8601"
            tls: {trust: ca.pem, serverName: host.example}
            source: {interface: wlan0}
        tpdu: "6000030000"
        header: "603100310000"
        connectTimeout: 10s
        responseTimeout: 30s
        originalLifetime: 15s
        retry: {within: 60s}
        keepAlive: 60s
      keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}
      guards: {duplicateWithin: 0s, completionLimit: 115, qrValidity: 60s}
      offline: {enabled: false, perPayment: 50000, total: 500000, count: 75, maxAge: 24h}
      receipt: {merchantName: "老王面馆", address: "Long Street 1", phone: "010-1234", footer: "谢谢惠顾"}
      settlement: {at: "23:30", whenFull: 0}
      retention: {payments: 90d, megabytes: 0}
      """;

  AgentYamlTarget() throws IOException {}

  @Override
  public String name() {
    return "agent-yaml";
  }

  @Override
  public void check(byte[] input) throws IOException {
    File file = folder.file("agent.yaml", input);
    AgentConfig config;
    try {
      config = AgentConfig.read(file);
    } catch (InvalidConfig e) {
      String said = e.getMessage();
      assertTrue(said.startsWith(file.getPath()), said);
      said = said.replace(file.getPath(), "");
      Said.onOneLine(said);
      Said.noKey(said);
      return;
    }
    assertEquals(8, config.terminal().id().length());
    assertEquals(15, config.terminal().merchant().length());
    assertFalse(config.host().routes().isEmpty());
    for (Route route : config.host().routes()) {
      assertTrue(route.port() >= 1 && route.port() <= 65535, route::toString);
    }
    assertFalse(config.host().responseTimeout().isNegative());
    assertFalse(config.host().keepAlive().isZero());
    assertEquals(config.host().dialect().tpdu().length(), config.host().tpdu().length());
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        SAMPLE.getBytes(UTF_8),
        """
        terminal: {id: "00000001", merchant: "952718182217875"}
        host: {routes: [{name: primary, address: "127.0.0.1:8600"}], dialect: iso1987-ascii}
        keys: {masterKeyFile: master.key}
        """
            .getBytes(UTF_8),
        "a: &a [*a]\nb: *a\n".getBytes(UTF_8),
        "%YAML 1.2\n%TAG ! tag:x,2026:\n---\n!!map {? a : !t b, \"\\x41\\u00e9\": |\n  c\n}\n"
            .getBytes(UTF_8));
  }
}
