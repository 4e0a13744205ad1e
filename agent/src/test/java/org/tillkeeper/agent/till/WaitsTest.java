package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls that wait for a payment's end: how long, and how many of them. */
@Timeout(60)
class WaitsTest {
  @TempDir Path data;
  private TillFixture till;
  private final List<Wire> wires = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    till = new TillFixture(data.toFile(), Limits.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    for (Wire wire : wires) {
      wire.socket.close();
    }
    till.close();
  }

  @Test
  void a_till_that_gives_up_and_asks_again_holds_no_place() throws Exception {
    for (int i = 0; i < 3 * Limits.DEFAULT.connections(); i++) {
      Wire wire = wait("key-1");
      wire.socket.close();
    }
    assertEquals(200, till.get("/v1/status").status());
    await(() -> till.terminal.waiting() == 0);
  }

  @Test
  void a_till_that_has_sent_more_behind_its_call_and_gone_is_noticed_too() throws Exception {
    Wire wire = wait("key-1");
    wire.send(till.head("GET", "/v1/status") + "\r\n");
    await(() -> till.terminal.waiting() == 1);
    wire.socket.close();
    await(() -> till.terminal.waiting() == 0);
  }

  @Test
  void a_till_that_ends_its_side_while_it_waits_is_answered_with_the_payment_as_it_is()
      throws Exception {
    Wire wire = wait("key-1");
    await(() -> till.terminal.waiting() == 1);
    wire.socket.shutdownOutput();
    Wire.Answer answer = wire.answer();
    assertEquals(201, answer.status());
    assertTrue(answer.body().contains("\"state\":\"recorded\""), answer.body());
    assertEquals("", wire.rest());
  }

  @Test
  void of_one_key_four_may_wait_and_the_one_that_waited_longest_is_answered() throws Exception {
    for (int i = 0; i < 6; i++) {
      wait("key-1");
      int waiting = Math.min(i + 1, 4);
      await(() -> till.terminal.waiting() == waiting);
    }
    Wire.Answer first = wires.get(0).answer();
    assertEquals(201, first.status());
    assertEquals(200, wires.get(1).answer().status());
    assertEquals(4, till.terminal.waiting());
    String id = TillFixture.json(first.body()).get("id").toString();
    till.terminal.send(id);
    till.terminal.approve(id);
    for (Wire wire : wires.subList(2, 6)) {
      assertTrue(wire.answer().body().contains("\"state\":\"confirmed\""));
    }
  }

  @Test
  void where_every_place_waits_the_next_call_is_taken_and_the_longest_wait_answered()
      throws Exception {
    int places = Limits.DEFAULT.connections();
    for (int i = 0; i < places; i++) {
      wait("key-" + i);
    }
    await(() -> till.terminal.waiting() == places);
    assertEquals(200, till.get("/v1/status").status());
    assertEquals(201, wires.get(0).answer().status());
    assertEquals("", wires.get(0).rest(), "its place is another's");
    assertFalse(till.get("/v1/payments?limit=1").raw().body().isEmpty());
  }

  @Test
  void who_asks_for_events_takes_no_place_from_a_till_that_keeps_its_connection() throws Exception {
    Wire kept = till.connect();
    wires.add(kept);
    for (int i = 0; i < Limits.DEFAULT.connections() - 1; i++) {
      wait("key-" + i);
    }
    kept.send(till.head("GET", "/v1/status") + "\r\n");
    assertEquals(200, kept.answer().status());
    await(() -> till.terminal.waiting() == Limits.DEFAULT.connections() - 1);
    Wire listener = till.connect();
    wires.add(listener);
    listener.send(till.head("GET", "/v1/events") + "\r\n");
    assertEquals(503, listener.answer().status());
    kept.send(till.head("GET", "/v1/status") + "\r\n");
    assertEquals(200, kept.answer().status());
  }

  /** A call that waits; its answer is not read. */
  private Wire wait(String key) throws IOException {
    Wire wire = till.connect();
    wires.add(wire);
    wire.send(till.postOf("/v1/payments?wait=60", key, TillFixture.SWIPE));
    return wire;
  }

  private static void await(BooleanSupplier condition) {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < giveUp, "it never came true");
      Thread.onSpinWait();
    }
  }
}
