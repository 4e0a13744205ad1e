package org.tillkeeper.tools.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
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
