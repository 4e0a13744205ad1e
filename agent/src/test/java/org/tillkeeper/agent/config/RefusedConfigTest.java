package org.tillkeeper.agent.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person is told whose file cannot be used: where, which key, and what is allowed. */
class RefusedConfigTest extends WrittenConfig {
  /** Each row: what stands in the sample | what is written instead | what the message must name. */
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
}
