package org.tillkeeper.tools.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.fleet.Broker;
import org.tillkeeper.agent.fleet.Message;
import org.tillkeeper.agent.fleet.Topics;

/** Who asks for a bundle, and a terminal that never comes to its end. */
@Timeout(30)
class AskedBundleTest {
  private static final Topics TOPICS = new Topics("tillkeeper/952718182217875/00000001");

  private static final Instant NOW = Instant.parse("2026-07-25T17:20:00Z");

  @ParameterizedTest
  @CsvSource({"the same piece for ever, 10, false", "pieces of nothing for ever, 0, true"})
  void a_terminal_that_never_ends_is_given_up(String what, int bytes, boolean rises)
      throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    AtomicBoolean enough = new AtomicBoolean();
    try (RetainingBroker server = new RetainingBroker()) {
      Broker broker = new Broker("127.0.0.1", server.port(), Optional.empty());
      try (BrokerVisit terminal = BrokerVisit.to(broker)) {
        terminal.subscribe(List.of(TOPICS.orders()), Message.Kept.PASSING);
        Future<?> sends = thread.submit(() -> send(terminal, bytes, rises, enough));
        AskedBundle.NotGiven none =
            assertThrows(
                AskedBundle.NotGiven.class,
                () ->
                    AskedBundle.fetch(
                        broker,
                        TOPICS,
                        NOW,
                        Optional.empty(),
                        Duration.ofSeconds(1),
                        new ByteArrayOutputStream()),
                what);
        assertEquals("the terminal has broken off", none.getMessage());
        enough.set(true);
        sends.get();
      }
    } finally {
      enough.set(true);
      thread.shutdownNow();
    }
  }

  @Test
  void what_is_asked_is_over_when_nobody_waits_for_it_any_more() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (RetainingBroker server = new RetainingBroker()) {
      Broker broker = new Broker("127.0.0.1", server.port(), Optional.empty());
      try (BrokerVisit terminal = BrokerVisit.to(broker)) {
        terminal.subscribe(List.of(TOPICS.orders()), Message.Kept.PASSING);
        Future<Message> order =
            thread.submit(
                () -> {
                  Message asked = terminal.next(Duration.ofSeconds(20)).orElseThrow();
                  Map<String, Object> answer =
                      Map.of(
                          "id",
                          JSON.std.mapFrom(asked.payload()).get("id"),
                          "ok",
                          false,
                          "why",
                          "expired",
                          "detail",
                          "its clock is fast");
                  terminal.publish(
                      Message.json(
                          TOPICS.answers(), JSON.std.asBytes(answer), Message.Kept.PASSING));
                  return asked;
                });
        AskedBundle.NotGiven none =
            assertThrows(
                AskedBundle.NotGiven.class,
                () ->
                    AskedBundle.fetch(
                        broker,
                        TOPICS,
                        NOW,
                        Optional.empty(),
                        Duration.ofSeconds(25),
                        new ByteArrayOutputStream()));
        assertEquals("expired: its clock is fast", none.getMessage());
        assertEquals(Optional.of(Duration.ofSeconds(25)), order.get().expiry());
        assertEquals(
            "2026-07-25T18:20:25Z", JSON.std.mapFrom(order.get().payload()).get("expires"));
      }
    } finally {
      thread.shutdownNow();
    }
  }

  private static Void send(BrokerVisit terminal, int bytes, boolean rises, AtomicBoolean enough)
      throws Exception {
    Message order = terminal.next(Duration.ofSeconds(20)).orElseThrow();
    String id = String.valueOf(JSON.std.mapFrom(order.payload()).get("id"));
    for (int piece = 0; !enough.get(); piece += rises ? 1 : 0) {
      terminal.publish(
          new Message(
              TOPICS.bundle(),
              new byte[bytes],
              Message.Kept.PASSING,
              "application/octet-stream",
              Map.of("id", id, "piece", Integer.toString(piece))));
    }
    return null;
  }
}
