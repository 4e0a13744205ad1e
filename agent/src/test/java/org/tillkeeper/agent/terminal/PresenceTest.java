package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.bench.VirtualTime;

/** For which payments somebody is taken to stand at the till. */
class PresenceTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final VirtualTime time = new VirtualTime();
  private final Watched until = new Watched();
  private final Presence presence =
      new Presence(time, MINUTE, Duration.ofSeconds(30), id -> false, until);

  /** Counts how often all of it is gone through. */
  private static final class Watched extends LinkedHashMap<String, Long> {
    private static final long serialVersionUID = 1L;
    private transient int wholes;

    @Override
    public Collection<Long> values() {
      wholes++;
      return super.values();
    }
  }

  @Test
  void who_has_asked_is_there_for_as_long_as_the_payment_may_be_tried() {
    presence.begins("p");
    assertTrue(presence.test("p"));

    time.advance(MINUTE);

    assertFalse(presence.test("p"));
  }

  @Test
  void going_through_all_of_them_is_rarer_the_more_there_are() {
    for (int i = 0; i < 10_000; i++) {
      presence.begins("p" + i);
    }

    assertEquals(10_000, until.size());
    assertTrue(until.wholes <= 8, "gone through " + until.wholes + " times");
  }

  @Test
  void who_has_left_is_forgotten() {
    for (int i = 0; i < 1000; i++) {
      presence.begins("p" + i);
      time.advance(MINUTE);
    }

    assertTrue(until.size() <= 256, until.size() + " are kept");
  }
}
