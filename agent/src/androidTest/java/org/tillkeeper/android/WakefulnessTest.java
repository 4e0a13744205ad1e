package org.tillkeeper.android;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import org.junit.Test;

/** When the device is kept awake. */
public class WakefulnessTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final Standing.Counts IDLE = new Standing.Counts(true, 0, 0, 0, false);
  private static final Standing.Counts OPEN = new Standing.Counts(true, 1, 0, 0, false);
  private static final Standing.Counts SETTLING = new Standing.Counts(true, 0, 0, 0, true);

  private final Wakefulness wakefulness = new Wakefulness(0);

  @Test
  public void a_terminal_with_nothing_open_sleeps() {
    wakefulness.network(true, 0);
    wakefulness.counted(IDLE, 0);
    assertEquals(Duration.ZERO, wakefulness.awakeFor(0));
  }

  @Test
  public void an_open_payment_keeps_it_awake_and_its_end_lets_it_sleep() {
    wakefulness.network(true, 0);
    wakefulness.counted(OPEN, 0);
    assertTrue(wakefulness.awakeFor(MINUTE).compareTo(Duration.ofMinutes(5)) > 0);
    wakefulness.counted(IDLE, 2 * MINUTE);
    assertEquals(Duration.ZERO, wakefulness.awakeFor(2 * MINUTE));
  }

  @Test
  public void a_settlement_that_runs_keeps_it_awake() {
    wakefulness.network(true, 0);
    wakefulness.counted(SETTLING, 0);
    assertTrue(wakefulness.awakeFor(0).compareTo(Duration.ZERO) > 0);
  }

  @Test
  public void without_a_network_it_sleeps_whatever_is_open_and_wakes_with_the_network() {
    wakefulness.counted(OPEN, 0);
    assertEquals(Duration.ZERO, wakefulness.awakeFor(0));
    wakefulness.network(true, 30 * MINUTE);
    assertEquals(Wakefulness.WITHOUT_PROGRESS, wakefulness.awakeFor(30 * MINUTE));
  }

  @Test
  public void an_acquirer_that_is_down_for_a_night_empties_no_battery() {
    wakefulness.network(true, 0);
    wakefulness.counted(OPEN, 0);
    assertEquals(Duration.ZERO, wakefulness.awakeFor(11 * MINUTE));
    // Each alarm is a look, and progress is awake for long again.
    wakefulness.alarm(15 * MINUTE);
    assertEquals(Wakefulness.LOOK, wakefulness.awakeFor(15 * MINUTE));
    wakefulness.counted(new Standing.Counts(true, 2, 0, 0, false), 15 * MINUTE);
    assertEquals(Wakefulness.WITHOUT_PROGRESS, wakefulness.awakeFor(15 * MINUTE));
  }

  @Test
  public void an_agent_that_starts_is_let_come_to_its_end_but_not_for_ever() {
    assertEquals(Wakefulness.WITHOUT_PROGRESS, wakefulness.awakeFor(0));
    assertEquals(Duration.ZERO, wakefulness.awakeFor(11 * MINUTE));
    wakefulness.starting(11 * MINUTE);
    wakefulness.stopped();
    assertEquals(Duration.ZERO, wakefulness.awakeFor(11 * MINUTE));
  }
}
