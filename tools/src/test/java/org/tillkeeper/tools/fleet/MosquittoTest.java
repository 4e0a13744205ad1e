package org.tillkeeper.tools.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.AgentProcess;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.fleet.Broker;
import org.tillkeeper.agent.fleet.Hello;
import org.tillkeeper.agent.fleet.Message;

/** A broker that others wrote, with TLS and client certificates, killed and started again. */
@Tag("full")
@EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true")
@Timeout(400)
class MosquittoTest {
  private static final String NAME = "952718182217875/00000001";
  private static final Duration KEPT = Duration.ofHours(1);

  @TempDir Path folder;
  private Mosquitto broker;
  private int payments;

  @BeforeEach
  void start() throws Exception {
    Path key = folder.resolve("master.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, "CA5D92598DCA48CE8A4C76361A9269E9\n");
    broker = new Mosquitto(Files.createDirectory(folder.resolve("broker")), NAME);
    broker.start();
  }

  @AfterEach
  void end() throws Exception {
    broker.close();
  }

  private AgentProcess agent(String certificate) throws Exception {
    Path yaml = folder.resolve("agent.yaml");
    Files.writeString(
        yaml,
        """
        terminal: {id: "00000001", merchant: "952718182217875"}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host: {routes: [{name: primary, address: "127.0.0.1:1"}], retry: {within: 0s}}
        keys: {masterKeyFile: ./master.key}
        fleet: {url: "%s", certificate: broker/%s.pem, key: broker/%s.key, ca: broker/ca.pem, allow: [digest]}
        """
            .formatted(broker.url(), certificate, certificate));
    return AgentProcess.start(AgentConfig.read(yaml.toFile()), "1.2.3");
  }

  /** The reference of a payment that has its end. */
  private String pay(AgentProcess agent) throws Exception {
    String reference = "ORDER-" + ++payments;
    HttpRequest sale =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + agent.port() + "/v1/payments?wait=20"))
            .header(
                "Authorization",
                "Bearer " + Files.readString(folder.resolve("data/api-token")).trim())
            .header("Idempotency-Key", reference)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"type":"sale","amount":1234,"currency":"CNY","reference":"%s",
                     "card":{"entry":"swipe","track2":"6225000000000006=30125200000000000000"}}
                    """
                        .formatted(reference)))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(sale, HttpResponse.BodyHandlers.ofString());
    assertTrue(answer.body().contains("not-sent"), answer.body());
    return reference;
  }

  private Broker as(String who) throws Exception {
    return new BrokerAddress(
            broker.url(),
            Optional.of(broker.file(who + ".pem")),
            Optional.of(broker.file(who + ".key")),
            Optional.of(broker.file("ca.pem")))
        .broker();
  }

  /** Who must have all events: the broker keeps what comes while it is away. */
  private BrokerVisit listener() throws Exception {
    // Never a clean start: mosquitto 2.0 does not put such a session on the disk.
    return BrokerVisit.to(as("fleet"), "listener", Hello.Start.GO_ON, KEPT);
  }

  /** Takes events until this one has come; event id to reference, in the order they came. */
  private static void until(BrokerVisit visit, Map<String, String> got, String reference)
      throws Exception {
    Instant end = Instant.now().plusSeconds(150);
    while (!got.containsValue(reference)) {
      assertTrue(Instant.now().isBefore(end), reference + " has not come, but " + got);
      Optional<Message> next = visit.next(Duration.ofSeconds(1));
      if (next.isPresent()) {
        Map<String, Object> event =
            JSON.std.mapFrom(new String(next.get().payload(), StandardCharsets.UTF_8));
        Map<?, ?> data = (Map<?, ?>) event.get("data");
        String before =
            got.put(String.valueOf(event.get("id")), String.valueOf(data.get("reference")));
        assertTrue(before == null || before.equals(data.get("reference")), "an id means one thing");
      }
    }
  }

  @Test
  void the_broker_is_killed_and_started_and_no_event_is_lost_or_comes_under_two_ids()
      throws Exception {
    Map<String, String> got = new LinkedHashMap<>();
    List<String> made = new ArrayList<>();
    try (BrokerVisit first = listener()) {
      first.subscribe(List.of("tillkeeper/+/+/events"), Message.Kept.PASSING);
      try (AgentProcess agent = agent("terminal")) {
        made.add(pay(agent));
        made.add(pay(agent));
        until(first, got, made.get(1));
        first.drop();
        try (BrokerVisit witness = BrokerVisit.to(as("fleet"))) {
          witness.subscribe(List.of("tillkeeper/+/+/events"), Message.Kept.PASSING);
          made.add(pay(agent)); // the broker keeps it for who is away
          made.add(pay(agent));
          until(witness, new LinkedHashMap<>(), made.get(3));
        }
        broker.save();
        broker.kill();
        made.add(pay(agent)); // nobody keeps it but the ledger
        made.add(pay(agent));
        broker.start();
        made.add(pay(agent));
        try (BrokerVisit second = listener()) {
          until(second, got, made.get(6));
        }
        broker.save();
        broker.kill();
        made.add(pay(agent));
      }
      broker.start();
      try (AgentProcess next = agent("terminal");
          BrokerVisit third = listener()) {
        made.add(pay(next));
        until(third, got, made.get(8));
      }
    }
    assertEquals(made, new ArrayList<>(got.values()), "each once by its id, and in order");
  }

  @Test
  void what_is_retained_shows_a_terminal_that_stopped_and_rights_are_the_certificates()
      throws Exception {
    try (AgentProcess agent = agent("terminal")) {
      awaitPresence("here");
      assertEquals(
          1, Look.at(as("fleet"), "tillkeeper/+/+", Duration.ofSeconds(1)).terminals().size());
      assertEquals(
          0,
          Look.at(as("terminal"), "tillkeeper/+/+", Duration.ofSeconds(1)).terminals().size(),
          "a terminal reads its orders alone");
      IOException refused =
          assertThrows(
              IOException.class,
              () -> Look.at(as("liar"), "tillkeeper/+/+", Duration.ofSeconds(1)));
      assertTrue(
          refused.getMessage().contains("TLS") || refused.getMessage().contains("lost"),
          refused.getMessage());
      assertTrue(agent.port() > 0);
    }
    awaitPresence("stopped");
  }

  private void awaitPresence(String presence) throws Exception {
    Instant end = Instant.now().plusSeconds(60);
    Optional<String> now = Optional.empty();
    while (!now.equals(Optional.of(presence))) {
      assertTrue(Instant.now().isBefore(end), "it is " + now);
      now =
          Look.at(as("fleet"), "tillkeeper/+/+", Duration.ofMillis(500)).terminals().stream()
              .findFirst()
              .flatMap(TerminalState::presence);
    }
  }
}
