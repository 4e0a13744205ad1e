package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Pictures are worked at in turn, and few wait. */
class PictureQueueTest {
  @Test
  void one_is_worked_at_four_wait_and_who_comes_then_is_told_to_come_again() throws Exception {
    PictureQueue queue = new PictureQueue();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    List<CompletableFuture<Integer>> taken = new ArrayList<>();
    taken.add(
        queue.inTurn(
            () -> {
              begun.countDown();
              try {
                assertTrue(gate.await(20, TimeUnit.SECONDS));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return 0;
            }));
    assertTrue(begun.await(20, TimeUnit.SECONDS));
    for (int i = 1; i <= 4; i++) {
      int number = i;
      taken.add(queue.inTurn(() -> number));
    }
    assertThrows(Problem.class, () -> queue.inTurn(() -> 5));
    gate.countDown();
    for (int i = 0; i <= 4; i++) {
      assertEquals(i, taken.get(i).get(20, TimeUnit.SECONDS));
    }
  }
}
