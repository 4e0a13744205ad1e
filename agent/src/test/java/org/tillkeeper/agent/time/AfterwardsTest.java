package org.tillkeeper.agent.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.bench.VirtualTime;

/** Work that nobody waits for. */
class AfterwardsTest {
  private final VirtualTime time = new VirtualTime();
  private final Afterwards afterwards = new Afterwards(time);
  private final List<String> done = new ArrayList<>();

  private void bring(String... works) {
    for (String work : works) {
      afterwards.execute(() -> done.add(work));
    }
  }

  @Test
  void work_is_done_in_order_and_after_what_is_queued_already() {
    time.execute(
        () -> {
          bring("line", "frame");
          done.add("send");
        });
    time.execute(() -> done.add("queued"));

    time.advance(Duration.ofMillis(1));

    assertEquals(List.of("send", "queued", "line", "frame"), done);
  }

  @Test
  void what_comes_later_is_done_as_well() {
    bring("one");
    time.advance(Duration.ofSeconds(1));
    bring("two");
    time.advance(Duration.ofSeconds(1));

    assertEquals(List.of("one", "two"), done);
  }

  @Test
  void no_more_waits_than_is_allowed() {
    for (int i = 1; i < Afterwards.MOST; i++) {
      bring("work");
    }
    assertEquals(0, done.size());

    bring("one more");

    assertEquals(Afterwards.MOST, done.size());
  }

  @Test
  void at_the_end_nothing_is_left_undone() {
    bring("line");

    afterwards.close();

    assertEquals(List.of("line"), done);
  }
}
