package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a meter is told of the line. */
class LineMeterTest {
  private int reconnected;
  private long answered;

  private final LineMeter meter =
      new LineMeter() {
        @Override
        public void answered(long nanos) {
          answered += nanos;
        }

        @Override
        public void reconnected() {
          reconnected++;
        }
      };

  @Test
  void the_first_connection_of_a_life_is_no_reconnection_and_each_further_one_is() {
    Traffic traffic = new Traffic(Instant.EPOCH, () -> 0);
    traffic.measureBy(meter);
    traffic.begun();
    assertEquals(0, reconnected);
    traffic.begun();
    traffic.begun();
    assertEquals(2, reconnected);
  }

  @Test
  void a_round_trip_is_told_to_the_nanosecond() {
    Traffic traffic = new Traffic(Instant.EPOCH, () -> 0);
    traffic.measureBy(meter);
    traffic.answered(1_234_567);
    assertEquals(1_234_567, answered);
  }
}
