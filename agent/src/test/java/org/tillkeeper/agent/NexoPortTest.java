package org.tillkeeper.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.host.Certificates;

/** The nexo port of an agent without a line, over TLS: who is let in, and what is turned away. */
@Timeout(60)
class NexoPortTest {
  private static final String LOGIN = message("Login", "1", "\"LoginRequest\":{}");

  @TempDir private Path folder;

  private Certificates authority;
  private AgentProcess agent;
  private int port;

  private static String message(String category, String serviceId, String body) {
    return "{\"SaleToPOIRequest\":{\"MessageHeader\":{\"ProtocolVersion\":\"3.0\","
        + "\"MessageClass\":\"Service\",\"MessageCategory\":\""
        + category
        + "\",\"MessageType\":\"Request\",\"SaleID\":\"POS-1\",\"ServiceID\":\""
        + serviceId
        + "\",\"POIID\":\"TK-00000001\"},"
        + body
        + "}}";
  }

  @BeforeEach
  void files() throws Exception {
    authority = Certificates.authority("terminals");
    Certificates terminal = authority.signs("localhost");
    terminal.certificatePem(folder.resolve("n.pem"));
    terminal.keyPem(folder.resolve("n.key"));
    secret("master.key", "CA5D92598DCA48CE8A4C76361A9269E9\n");
  }

  private void secret(String name, String content) throws Exception {
    Path file = folder.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, content);
  }

  private void start(String more) throws Exception {
    Path yaml = folder.resolve("agent.yaml");
    Files.writeString(
        yaml,
        """
        terminal: {id: "00000001", merchant: "952718182217875"}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host: {routes: [{name: primary, address: "127.0.0.1:1"}]}
        keys: {masterKeyFile: ./master.key}
        nexo: {listen: "localhost:0", certificate: ./n.pem, key: ./n.key%s}
        """
            .formatted(more));
    agent = AgentProcess.start(AgentConfig.read(yaml.toFile()), "1.2.3");
    for (String line : Files.readAllLines(folder.resolve("data/logs/agent.jsonl"))) {
      Map<String, Object> read = JSON.std.mapFrom(line);
      if ("ready".equals(read.get("event"))) {
        port = ((Number) read.get("nexoPort")).intValue();
      }
    }
  }

  @AfterEach
  void stop() {
    if (agent != null) {
      agent.close();
    }
  }

  private HttpClient client() throws Exception {
    SSLContext tls = authority.server(authority);
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
        .timeout(Duration.ofSeconds(20))
        .header("Content-Type", "application/json");
  }

  private String token() throws Exception {
    return Files.readString(folder.resolve("data/api-token")).trim();
  }

  private HttpResponse<String> said(HttpRequest.Builder request) throws Exception {
    return client().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return HttpRequest.BodyPublishers.ofString(text);
  }

  @Test
  void a_plain_message_needs_the_token_wherever_the_port_listens() throws Exception {
    start("");
    HttpResponse<String> refused = said(to("/nexo/").POST(body(LOGIN)));
    assertEquals(401, refused.statusCode());
    assertTrue(refused.body().contains("X-API-Key"), refused.body());
    assertEquals(
        401, said(to("/nexo/").header("X-API-Key", token() + "x").POST(body(LOGIN))).statusCode());
    assertEquals(
        401,
        said(to("/nexo/").header("Authorization", "Basic bnVsbDpudWxs").POST(body(LOGIN)))
            .statusCode());
    for (String path : List.of("/nexo/", "/nexo")) {
      HttpResponse<String> answer = said(to(path).header("X-API-Key", token()).POST(body(LOGIN)));
      assertEquals(200, answer.statusCode());
      assertTrue(answer.body().contains("\"Result\":\"Success\""), answer.body());
    }
  }

  @Test
  void strangers_who_speak_no_tls_do_not_fill_the_log_whatever_they_send() throws Exception {
    start("");
    for (int i = 0; i < 60; i++) {
      try (Socket socket = new Socket("localhost", port)) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(("stranger " + i).getBytes(StandardCharsets.US_ASCII));
        while (socket.getInputStream().read() >= 0) {
          // reads until it is turned away
        }
      } catch (SocketException e) {
        // It is turned away.
      }
    }
    long lines =
        Files.readAllLines(folder.resolve("data/logs/agent.jsonl")).stream()
            .filter(line -> line.contains("nexo-refused"))
            .count();
    assertTrue(lines >= 1 && lines <= 10, lines + " lines");
  }

  @Test
  void an_open_port_needs_none_and_still_takes_no_page_of_another_site() throws Exception {
    start(", open: true");
    assertEquals(200, said(to("/nexo/").POST(body(LOGIN))).statusCode());
    HttpRequest.Builder form =
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/nexo/"))
            .header("Content-Type", "text/plain")
            .POST(body(LOGIN));
    assertEquals(415, said(form).statusCode());
    assertEquals(405, said(to("/nexo/").GET()).statusCode());
    assertEquals(404, said(to("/").POST(body(LOGIN))).statusCode());
    assertEquals(404, said(to("/v1/payments").POST(body(LOGIN))).statusCode());
    assertEquals(400, said(to("/nexo/?a=b").POST(body(LOGIN))).statusCode());
    assertEquals(413, said(to("/nexo/").POST(body("x".repeat(65 * 1024)))).statusCode());
    assertTrue(said(to("/nexo/").POST(body("{"))).body().contains("\"Reject\""));
  }

  @Test
  void a_port_with_a_passphrase_takes_no_plain_message_whatever_it_carries() throws Exception {
    secret("n.pass", "correct horse battery staple\n");
    start(", passphrase: {identifier: key1, version: 1, file: ./n.pass}");
    HttpResponse<String> refused =
        said(to("/nexo/").header("X-API-Key", token()).POST(body(LOGIN)));
    assertEquals(401, refused.statusCode());
    assertTrue(refused.body().contains("plain"), refused.body());
    assertTrue(Files.readString(folder.resolve("data/logs/agent.jsonl")).contains("nexo-refused"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "short   | nexo.passphrase.file | 8 to 256 printable ASCII characters",
        "密码密码密码密码 | nexo.passphrase.file | 8 to 256 printable ASCII characters",
        "        | nexo.passphrase.file | 8 to 256 printable ASCII characters"
      })
  void a_passphrase_that_cannot_be_one_is_named(String content, String key, String allowed)
      throws Exception {
    secret("n.pass", content == null ? "" : content);
    CannotStart refused =
        assertThrows(
            CannotStart.class,
            () -> start(", passphrase: {identifier: key1, version: 1, file: ./n.pass}"));
    assertTrue(refused.getMessage().contains(key), refused.getMessage());
    assertTrue(refused.getMessage().contains(allowed), refused.getMessage());
  }

  @Test
  void a_passphrase_that_others_may_read_is_refused() throws Exception {
    Files.writeString(folder.resolve("n.pass"), "correct horse battery staple");
    Files.setPosixFilePermissions(
        folder.resolve("n.pass"), PosixFilePermissions.fromString("rw-r--r--"));
    CannotStart refused =
        assertThrows(
            CannotStart.class,
            () -> start(", passphrase: {identifier: key1, version: 1, file: ./n.pass}"));
    assertTrue(refused.getMessage().contains("chmod 600"), refused.getMessage());
    Files.delete(folder.resolve("n.pass"));
    assertThrows(
        CannotStart.class,
        () -> start(", passphrase: {identifier: key1, version: 1, file: ./n.pass}"));
  }

  @Test
  void a_certificate_that_is_none_is_named() throws Exception {
    Files.writeString(folder.resolve("n.pem"), "none");
    CannotStart refused = assertThrows(CannotStart.class, () -> start(""));
    assertTrue(refused.getMessage().contains("nexo.certificate"), refused.getMessage());
  }
}
