package org.tillkeeper.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.ledger.LedgerUnavailable;

/** What waits for a ledger that cannot be written. */
class RetriedWritesTest {
  private final VirtualTime time = new VirtualTime();
  private final List<String> done = new ArrayList<>();
  private final RetriedWrites writes = new RetriedWrites(time, () -> done.add("went on"));
  private boolean full;

  private Runnable task(String name) {
    return () -> {
      if (full) {
        throw new LedgerUnavailable("planted", new IllegalStateException());
      }
      done.add(name);
    };
  }

  private void pass() {
    time.advance(Duration.ofSeconds(1));
  }

  @Test
  void a_task_that_fails_runs_again_and_what_comes_after_it_waits_behind_it() {
    full = true;
    writes.run(task("first"));
    writes.run(task("second"));
    pass();
    assertEquals(List.of(), done);
    assertTrue(writes.isStalled());
    full = false;
    pass();
    assertEquals(List.of("first", "second", "went on"), done);
    assertFalse(writes.isStalled());
  }

  @Test
  void what_follows_a_commit_runs_again_without_the_commit() {
    writes.run(
        () -> {
          done.add("commit");
          full = true;
          writes.run(task("what follows"));
          assertTrue(writes.isStalled(), "nothing is sent before it");
        });
    writes.run(task("later"));
    pass();
    assertEquals(List.of("commit"), done);
    full = false;
    pass();
    assertEquals(List.of("commit", "what follows", "later", "went on"), done);
  }

  @Test
  void what_follows_a_commit_that_was_made_late_goes_before_what_waits() {
    full = true;
    writes.run(
        () -> {
          task("commit").run();
          full = true;
          writes.run(task("what follows"));
        });
    writes.run(task("later"));
    full = false;
    pass();
    assertEquals(List.of("commit"), done);
    full = false;
    pass();
    assertEquals(List.of("commit", "what follows", "later", "went on"), done);
  }

  @Test
  void a_commit_that_fails_after_what_it_ran_within_runs_it_again_once() {
    boolean[] fails = {true};
    writes.run(
        () -> {
          full = fails[0];
          writes.run(task("within"));
          full = false;
          if (fails[0]) {
            fails[0] = false;
            throw new LedgerUnavailable("planted", new IllegalStateException());
          }
          done.add("commit");
        });
    pass();
    assertEquals(List.of("within", "commit", "went on"), done);
  }
}
