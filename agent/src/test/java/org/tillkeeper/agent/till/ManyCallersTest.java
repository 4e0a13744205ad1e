package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.till.TillFixture.Answered;

/** Many callers at once, and a card that comes once. */
class ManyCallersTest extends AskedReader {
  @Test
  void fifty_callers_with_one_key_make_one_payment_of_one_card() throws Exception {
    poll();
    for (int i = 0; i < 50; i++) {
      asks("key", SALE);
    }
    String id = String.valueOf(request().get("id"));
    // Four wait for one card, as for one payment; those before them are told to ask again.
    List<Wire> waiting = new ArrayList<>(wires);
    int early = 0;
    Set<Object> ids = new HashSet<>();
    int created = 0;
    for (int i = 0; i < 46; i++) {
      Wire.Answer answer = firstAnswered(waiting);
      assertProblem(409, "collecting", answer);
      early++;
    }
    Answered presented = present(id, SWIPED);
    assertEquals(200, presented.status(), presented.raw().body());
    for (Wire wire : waiting) {
      Wire.Answer answer = wire.answer();
      created += answer.status() == 201 ? 1 : 0;
      ids.add(json(answer).get("id"));
    }
    assertEquals(46, early);
    assertEquals(1, created);
    assertEquals(1, ids.size());
    assertEquals(1, till.terminal.count());
    for (int i = 0; i < 46; i++) {
      assertEquals(200, till.pay("key", SALE).status());
    }
    assertEquals(1, till.terminal.count());
  }

  private static Wire.Answer firstAnswered(List<Wire> waiting) throws Exception {
    while (true) {
      for (Wire wire : waiting) {
        if (wire.socket.getInputStream().available() > 0) {
          waiting.remove(wire);
          return wire.answer();
        }
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void fifty_callers_with_one_key_and_one_card_make_one_payment() throws Exception {
    List<CompletableFuture<Answered>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return till.payUntilAnswered("key", TillFixture.SWIPE);
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              },
              task -> new Thread(task).start()));
    }
    int created = 0;
    Set<String> ids = new HashSet<>();
    for (CompletableFuture<Answered> call : calls) {
      assertTrue(Set.of(200, 201).contains(call.get().status()), call.get().raw().body());
      created += call.get().status() == 201 ? 1 : 0;
      ids.add(call.get().text("id"));
    }
    assertEquals(1, created);
    assertEquals(1, ids.size());
    assertEquals(1, till.terminal.count());
  }

  @Test
  void where_every_place_waits_for_a_card_the_longest_is_told_to_ask_again() throws Exception {
    poll();
    for (int i = 0; i < 4; i++) {
      asks("key", SALE);
    }
    await(() -> stands("busy"));
    for (int i = 0; wires.size() < Limits.DEFAULT.connections(); i++) {
      asks("other-" + i, TillFixture.SWIPE, "?wait=60");
    }
    await(() -> till.terminal.waiting() == 60);
    assertEquals(200, till.get("/v1/status").status());
    assertProblem(409, "collecting", wires.get(0).answer());
  }
}
