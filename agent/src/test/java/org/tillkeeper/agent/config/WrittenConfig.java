package org.tillkeeper.agent.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that a test writes into a folder of its own, and what reading it says. */
abstract class WrittenConfig {
  static final String SAMPLE =
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

  static final String SHORTEST =
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

  AgentConfig read(String yaml) throws IOException, InvalidConfig {
    return AgentConfig.read(write(yaml));
  }

  String refusal(String yaml) {
    return assertThrows(InvalidConfig.class, () -> read(yaml)).getMessage();
  }

  static String refusal(File file) {
    return assertThrows(InvalidConfig.class, () -> AgentConfig.read(file)).getMessage();
  }

  File write(String yaml) throws IOException {
    return Files.write(folder.resolve("agent.yaml"), yaml.getBytes(StandardCharsets.UTF_8))
        .toFile();
  }

  File canonical(String name) throws IOException {
    return folder.resolve(name).toFile().getCanonicalFile();
  }
}
