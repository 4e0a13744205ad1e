package org.tillkeeper.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.bundle.BundleCheck;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.fleet.TestBroker;

/** What a broker is told by a whole agent, and what may be asked of one. */
@Timeout(120)
class FleetOfAnAgentTest {
  private static final String PAN = "6225000000000006";
  private static final String BASE = "tillkeeper/952718182217875/00000001";

  @TempDir Path folder;
  private TestBroker broker;

  @BeforeEach
  void files() throws Exception {
    Path key = folder.resolve("master.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, "CA5D92598DCA48CE8A4C76361A9269E9\n");
    broker = new TestBroker();
  }

  @AfterEach
  void end() {
    broker.close();
  }

  private AgentProcess start(String fleet) throws Exception {
    Path yaml = folder.resolve("agent.yaml");
    Files.writeString(
        yaml,
        """
        terminal: {id: "00000001", merchant: "952718182217875"}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host: {routes: [{name: primary, address: "127.0.0.1:1"}], retry: {within: 0s}}
        keys: {masterKeyFile: ./master.key}
        fleet: {url: "mqtt://127.0.0.1:%d"%s}
        """
            .formatted(broker.address().port(), fleet));
    return AgentProcess.start(AgentConfig.read(yaml.toFile()), "1.2.3");
  }

  private void pay(AgentProcess agent, String key) throws Exception {
    HttpRequest sale =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + agent.port() + "/v1/payments?wait=20"))
            .header(
                "Authorization",
                "Bearer " + Files.readString(folder.resolve("data/api-token")).trim())
            .header("Idempotency-Key", key)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"type":"sale","amount":1234,"currency":"CNY","reference":"%s",
                     "card":{"entry":"swipe","track2":"%s=30125200000000000000"}}
                    """
                        .formatted(key, PAN)))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(sale, HttpResponse.BodyHandlers.ofString());
    assertEquals(201, answer.statusCode(), answer.body());
  }

  private static Map<String, Object> json(String text) throws IOException {
    return JSON.std.mapFrom(text);
  }

  @Test
  void the_broker_is_told_how_the_terminal_stands_as_the_page_describes_it() throws Exception {
    try (AgentProcess agent = start("")) {
      TestBroker.Got said = broker.next("/status");
      assertEquals(BASE + "/status", said.topic());
      Map<String, Object> status = json(said.text());
      assertEquals("tillkeeper/status/1", status.get("schema"));
      assertEquals("00000001", status.get("terminal"));
      assertEquals("952718182217875", status.get("merchant"));
      assertEquals("1.2.3", status.get("version"));
      assertEquals(List.of(), status.get("allow"));
      String page = Files.readString(Path.of("docs/fleet.md"));
      for (String member : new TreeSet<>(status.keySet())) {
        assertTrue(page.contains("`" + member), "docs/fleet.md does not explain " + member);
      }
      assertEquals(0, ((Map<?, ?>) status.get("pending")).get("count"));
      assertEquals(0, ((Map<?, ?>) status.get("figures")).get("tillkeeper_open_reversals"));
      assertFalse(said.text().contains(PAN.substring(0, 6)));
      assertTrue(agent.port() > 0);
    }
  }

  @Test
  void what_was_not_acknowledged_is_told_again_by_the_next_life_under_its_id() throws Exception {
    TestBroker.Got first;
    try (AgentProcess agent = start("")) {
      broker.next("/status");
      broker.answers(id -> -1);
      pay(agent, "order-1");
      first = broker.next("/events");
      pay(agent, "order-2");
    }
    broker.answers(id -> 0);
    broker.got.clear();
    try (AgentProcess agent = start("")) {
      assertTrue(agent.port() > 0);
      TestBroker.Got again = broker.next("/events");
      assertEquals(first.text(), again.text());
      Map<String, Object> event = json(again.text());
      assertEquals("tillkeeper/event/1", event.get("schema"));
      assertEquals("payment.final", event.get("type"));
      assertEquals("order-1", ((Map<?, ?>) event.get("data")).get("reference"));
      Map<String, Object> second = json(broker.next("/events").text());
      assertEquals("order-2", ((Map<?, ?>) second.get("data")).get("reference"));
      assertEquals(
          ((Number) event.get("seq")).longValue() + 1, ((Number) second.get("seq")).longValue());
      assertFalse(again.text().contains(PAN), "masked");
    }
  }

  @Test
  void a_bundle_can_be_asked_for_where_it_is_allowed_and_shows_that_it_was() throws Exception {
    try (AgentProcess agent = start(", allow: [bundle, digest, log-level]")) {
      broker.next("/status");
      pay(agent, "order-1");
      broker.next("/events");
      broker.sends(
          BASE + "/orders", "{\"id\":\"d\",\"do\":\"digest\"}", MqttQoS.AT_LEAST_ONCE, false);
      Map<String, Object> digest = json(broker.next("/answers").text());
      assertEquals(digest.get("onDisk"), digest.get("inForce"));
      assertTrue(String.valueOf(digest.get("inForce")).length() > 20, digest.toString());
      broker.sends(
          BASE + "/orders",
          "{\"id\":\"l\",\"do\":\"log-level\",\"level\":\"debug\",\"for\":\"1m\"}",
          MqttQoS.AT_LEAST_ONCE,
          false);
      assertEquals("debug", json(broker.next("/answers").text()).get("level"));
      broker.sends(
          BASE + "/orders",
          "{\"id\":\"x\",\"do\":\"log-level\",\"level\":\"loud\",\"for\":\"1m\"}",
          MqttQoS.AT_LEAST_ONCE,
          false);
      assertEquals("not-done", json(broker.next("/answers").text()).get("why"));
      broker.sends(
          BASE + "/orders", "{\"id\":\"b\",\"do\":\"bundle\"}", MqttQoS.AT_LEAST_ONCE, false);
      ByteArrayOutputStream came = new ByteArrayOutputStream();
      Map<String, Object> answer = Map.of();
      while (answer.isEmpty()) {
        TestBroker.Got next = broker.next("");
        if (next.topic().endsWith("/bundle")) {
          came.write(next.payload());
        } else if (next.topic().endsWith("/answers")) {
          answer = json(next.text());
        }
      }
      assertEquals(true, answer.get("ok"), answer.toString());
      assertEquals(came.size(), ((Number) answer.get("bytes")).intValue());
      BundleCheck.Verdict verdict =
          BundleCheck.of(new ByteArrayInputStream(came.toByteArray()), Optional.empty());
      assertEquals(List.of(), verdict.faults());
      String inside =
          new String(
              new GZIPInputStream(new ByteArrayInputStream(came.toByteArray())).readAllBytes(),
              StandardCharsets.UTF_8);
      assertTrue(inside.contains("Asked from afar: digest."), "it stands in the history");
      assertTrue(inside.contains("Asked from afar: log-level."));
      assertTrue(inside.contains("this is asked from afar"), "and in the log");
      assertFalse(inside.contains(PAN));
    }
  }

  @Test
  void a_certificate_that_cannot_be_used_stops_the_start_and_says_why() throws Exception {
    Files.writeString(folder.resolve("f.pem"), "x");
    Files.writeString(folder.resolve("f.key"), "x");
    String tls = ", certificate: ./f.pem, key: ./f.key";
    CannotStart refused =
        assertThrows(
            CannotStart.class,
            () -> {
              Path yaml = folder.resolve("agent.yaml");
              Files.writeString(
                  yaml,
                  """
                  terminal: {id: "00000001", merchant: "952718182217875"}
                  data: ./data
                  api: {listen: "127.0.0.1:0"}
                  host: {routes: [{name: primary, address: "127.0.0.1:1"}]}
                  keys: {masterKeyFile: ./master.key}
                  fleet: {url: "mqtts://127.0.0.1:1"%s}
                  """
                      .formatted(tls));
              AgentProcess.start(AgentConfig.read(yaml.toFile()), "1.2.3");
            });
    assertTrue(refused.getMessage().startsWith("fleet: "), refused.getMessage());
    assertTrue(
        refused.getMessage().contains("must be a PEM certificate chain"), refused.getMessage());
  }
}
