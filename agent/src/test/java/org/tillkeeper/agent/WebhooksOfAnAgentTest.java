package org.tillkeeper.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.config.AgentConfig;

/** What a program of the shop is told by a whole agent, and that it can believe it. */
@Timeout(90)
class WebhooksOfAnAgentTest {
  private static final String PAN = "6225000000000006";
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir Path folder;
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private HttpServer hook;
  private volatile int status = 500;

  private record Told(Map<String, List<String>> headers, String body) {
    String id() {
      return headers.get("Webhook-id").get(0);
    }
  }

  @BeforeEach
  void files() throws Exception {
    secretFile("master.key", "CA5D92598DCA48CE8A4C76361A9269E9");
    secretFile("hook.secret", SECRET);
    hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          told.add(
              new Told(
                  Map.copyOf(exchange.getRequestHeaders()),
                  new String(body, StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    hook.start();
  }

  @AfterEach
  void end() {
    hook.stop(0);
  }

  private void secretFile(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text + "\n");
  }

  private AgentProcess start() throws Exception {
    Path yaml = folder.resolve("agent.yaml");
    Files.writeString(
        yaml,
        """
        terminal: {id: "00000001", merchant: "952718182217875"}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host: {routes: [{name: primary, address: "127.0.0.1:1"}], retry: {within: 0s}}
        keys: {masterKeyFile: ./master.key}
        webhooks: [{url: "http://127.0.0.1:%d/hook?key=of-theirs", secretFile: ./hook.secret, events: [payment.final]}]
        """
            .formatted(hook.getAddress().getPort()));
    return AgentProcess.start(AgentConfig.read(yaml.toFile()), "1.2.3");
  }

  private String pay(AgentProcess agent) throws Exception {
    HttpRequest sale =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + agent.port() + "/v1/payments?wait=20"))
            .header(
                "Authorization",
                "Bearer " + Files.readString(folder.resolve("data/api-token")).trim())
            .header("Idempotency-Key", "order-1")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"type":"sale","amount":1234,"currency":"CNY","reference":"ORDER-1",
                     "card":{"entry":"swipe","track2":"%s=30125200000000000000"}}
                    """
                        .formatted(PAN)))
            .build();
    return HttpClient.newHttpClient()
        .send(sale, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
        .body();
  }

  private Told next() throws InterruptedException {
    Told next = told.poll(30, TimeUnit.SECONDS);
    assertTrue(next != null, "nothing was told");
    return next;
  }

  @Test
  void a_payment_is_told_after_failures_and_a_restart_and_the_independent_verifier_believes_it()
      throws Exception {
    Map<String, Object> paid;
    Told first;
    try (AgentProcess agent = start()) {
      paid = JSON.std.mapFrom(pay(agent));
      first = next();
      assertEquals(first.id(), next().id());
    }
    status = 200;
    try (AgentProcess agent = start()) {
      assertTrue(agent.port() > 0);
      Told again = next();
      assertEquals(first.id(), again.id());
      assertEquals(first.body(), again.body());
      for (Told one : List.of(first, again)) {
        new Webhook(SECRET).verify(one.body(), one.headers());
        assertThrows(
            WebhookVerificationException.class,
            () -> new Webhook(SECRET).verify(one.body() + " ", one.headers()));
        assertFalse(one.body().contains(PAN));
      }
      Map<String, Object> event = JSON.std.mapFrom(again.body());
      assertEquals("payment.final", event.get("type"));
      Map<?, ?> data = (Map<?, ?>) event.get("data");
      assertEquals(paid.get("id"), data.get("id"));
      assertEquals("not-sent", data.get("state"));
      assertEquals("ORDER-1", data.get("reference"));
      assertEquals(data.get("updatedAt"), event.get("timestamp"));
      assertEquals(List.of("Tillkeeper/1.2.3"), again.headers().get("User-agent"));
    }
    String log = Files.readString(folder.resolve("data/logs/agent.jsonl"));
    assertTrue(log.contains("webhook-failed"), log);
    assertFalse(log.contains("of-theirs"), "what lets one in there is not logged");
    assertFalse(log.contains(SECRET.substring(6)), "nor is the secret");
  }

  @Test
  void a_secret_that_cannot_be_used_stops_the_start_and_says_why() throws Exception {
    Files.writeString(folder.resolve("hook.secret"), "x");
    CannotStart refused = assertThrows(CannotStart.class, this::start);
    assertTrue(refused.getMessage().startsWith("webhooks[0].secretFile: "), refused.getMessage());
  }
}
