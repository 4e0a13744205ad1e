package org.tillkeeper.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.metrics.Figures;

/** What a monitoring system gets of a whole agent, and who is refused. */
@Timeout(60)
class MetricsOfAnAgentTest {
  private static final String PAN = "6225000000000006";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void files() throws Exception {
    Path key = folder.resolve("master.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, "CA5D92598DCA48CE8A4C76361A9269E9\n");
  }

  private AgentProcess start(String more) throws Exception {
    Path yaml = folder.resolve("agent.yaml");
    Files.writeString(
        yaml,
        """
        terminal: {id: "00000001", merchant: "952718182217875"}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host: {routes: [{name: primary, address: "127.0.0.1:1"}], retry: {within: 0s}}
        keys: {masterKeyFile: ./master.key}
        """
            + more);
    return AgentProcess.start(AgentConfig.read(yaml.toFile()), "1.2.3");
  }

  private HttpRequest.Builder request(AgentProcess agent, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path));
  }

  private String token() throws IOException {
    return "Bearer " + Files.readString(folder.resolve("data/api-token")).trim();
  }

  private HttpResponse<String> scrape(AgentProcess agent) throws Exception {
    HttpRequest request = request(agent, "/metrics").header("Authorization", token()).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private Figures figures(AgentProcess agent) throws Exception {
    HttpResponse<String> answer = scrape(agent);
    assertEquals(200, answer.statusCode());
    return Figures.parse(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void sums_of_payments_outlive_a_restart_and_counters_begin_anew() throws Exception {
    try (AgentProcess agent = start("")) {
      HttpRequest sale =
          request(agent, "/v1/payments?wait=20")
              .header("Authorization", token())
              .header("Idempotency-Key", "order-1")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      """
                      {"type":"sale","amount":1234,"currency":"CNY",
                       "card":{"entry":"swipe","track2":"%s=30125200000000000000"}}
                      """
                          .formatted(PAN)))
              .build();
      HttpResponse<String> paid = client.send(sale, HttpResponse.BodyHandlers.ofString());
      assertTrue(paid.body().contains("\"not-sent\""), paid.body());
      HttpResponse<String> answer = scrape(agent);
      assertEquals(
          "text/plain; version=0.0.4; charset=utf-8",
          answer.headers().firstValue("Content-Type").get());
      assertFalse(answer.body().contains(PAN.substring(0, 6)), "no card, not even masked");
      Figures figures = figures(agent);
      assertEquals(1, figures.of("tillkeeper_payments{display=\"not-sent\"}"));
      assertEquals(0, figures.of("tillkeeper_line_online"));
      assertTrue(figures.of("tillkeeper_commit_seconds_count") > 0);
      assertTrue(figures.of("tillkeeper_ledger_bytes") > 4096);
      assertEquals(
          1, figures.of("tillkeeper_build_info{dialect=\"unionpay-pos\",version=\"1.2.3\"}"));
    }
    try (AgentProcess agent = start("")) {
      Figures figures = figures(agent);
      assertEquals(1, figures.of("tillkeeper_payments{display=\"not-sent\"}"));
      assertEquals(0, figures.of("tillkeeper_attempts_total{outcome=\"not-sent\"}"));
      assertEquals(0, figures.of("tillkeeper_round_trip_seconds_count"));
    }
  }

  private static int raw(AgentProcess agent, String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
      socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return Integer.parseInt(new String(status, StandardCharsets.US_ASCII).substring(9));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "metrics: {open: false}\n", "metrics: {}\n"})
  void without_the_token_there_is_nothing_unless_the_file_says_open(String more) throws Exception {
    try (AgentProcess agent = start(more)) {
      assertEquals(401, raw(agent, "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n"));
      assertEquals(200, scrape(agent).statusCode());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8583, '', 200",
    "localhost, '', 200",
    "[::1]:1, '', 200",
    "evil.example, '', 421",
    "127.0.0.1.evil.example, '', 421",
    "127.0.0.1, 'Origin: http://evil.example', 403",
    "127.0.0.1, 'Origin: null', 403",
    "127.0.0.1, 'Sec-Fetch-Site: cross-site', 403",
    "127.0.0.1, 'Sec-Fetch-Site: same-site', 403",
    "127.0.0.1, 'Sec-Fetch-Site: same-origin', 200",
    "127.0.0.1, 'Sec-Fetch-Site: none', 200",
    "evil.example, 'Sec-Fetch-Site: none', 421",
    "127.0.0.1, 'Authorization: Bearer wrong', 200"
  })
  void open_means_open_to_programs_of_this_machine_and_to_no_other_site(
      String host, String header, int status) throws Exception {
    try (AgentProcess agent = start("metrics: {open: true}\n")) {
      String more = header.isEmpty() ? "" : header + "\r\n";
      assertEquals(status, raw(agent, "GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n" + more));
      assertEquals(401, raw(agent, "GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n"));
      assertEquals(401, raw(agent, "POST /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n"));
      assertEquals(
          200,
          raw(
              agent,
              "GET /metrics HTTP/1.1\r\nHost: pos.shop\r\nAuthorization: " + token() + "\r\n"));
    }
  }
}
