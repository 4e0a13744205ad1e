package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.settlement.Stage;

/** Who waits for a settlement's end. */
class SettlementWaitTest {
  @TempDir File folder;
  private TerminalOnBench bench;

  @BeforeEach
  void online() throws Exception {
    bench = new TerminalOnBench(folder).online();
    bench.swipe(100);
    bench.time.advance(Duration.ofSeconds(1));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String settle() {
    return bench
        .now(bench.agent().settle("settle", "settle".getBytes(StandardCharsets.UTF_8)))
        .settlement()
        .settlement()
        .id();
  }

  private CompletableFuture<Optional<SettlementView>> waiting(String id, int seconds) {
    CompletableFuture<Optional<SettlementView>> end =
        bench.agent().whenSettled(id, Duration.ofSeconds(seconds));
    bench.time.settle();
    return end;
  }

  private static Stage stage(CompletableFuture<Optional<SettlementView>> end) {
    return end.getNow(Optional.empty()).orElseThrow().settlement().stage();
  }

  @Test
  void is_told_at_its_end_and_not_before() {
    String id = settle();
    CompletableFuture<Optional<SettlementView>> end = waiting(id, 60);
    assertFalse(end.isDone());
    CompletableFuture<Optional<SettlementView>> another = waiting(id, 60 * 60);
    Duration most = Duration.ofMinutes(50);
    long waiting = bench.time.waitingBeyond(most);
    bench.time.advance(Duration.ofSeconds(5));
    assertTrue(end.isDone(), "long before the time is up");
    assertTrue(another.isDone());
    assertEquals(waiting - 1, bench.time.waitingBeyond(most), "nor is that time waited for");
    assertEquals(Stage.ENDED, stage(end));
    assertEquals(Stage.ENDED, stage(waiting(id, 60)), "and at once where it has ended");
  }

  @Test
  void is_told_how_it_stands_when_the_time_is_up() {
    bench.acquirer.reachable = false;
    bench.network.cut();
    CompletableFuture<Optional<SettlementView>> end = waiting(settle(), 10);
    bench.time.advance(Duration.ofSeconds(9));
    assertFalse(end.isDone());
    bench.time.advance(Duration.ofSeconds(1));
    assertEquals(Stage.WAITING, stage(end));
  }

  @Test
  void leaves_nothing_behind_when_it_waits_no_more_and_asks_in_vain_for_none() {
    bench.acquirer.reachable = false;
    bench.network.cut();
    String id = settle();
    CompletableFuture<Optional<SettlementView>> gone = waiting(id, 60);
    CompletableFuture<Optional<SettlementView>> stays = waiting(id, 60);
    Duration most = Duration.ofSeconds(50);
    long waiting = bench.time.waitingBeyond(most);
    gone.cancel(false);
    bench.time.settle();
    assertEquals(waiting - 1, bench.time.waitingBeyond(most), "nor is its time waited for");
    bench.time.advance(Duration.ofSeconds(60));
    assertEquals(Stage.WAITING, stage(stays));
    assertEquals(Optional.empty(), waiting("no-such", 60).getNow(Optional.empty()));
  }
}
