package org.tillkeeper.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When the terminal signs in again. */
class SignInStateTest {
  private final SignInState due = new SignInState(new Random(4), false);

  @Test
  void the_first_order_is_followed_at_once() {
    assertFalse(due.isDue());
    due.ordered(1000);
    assertTrue(due.isDue());
    assertEquals(Duration.ZERO, due.pause(1000));
    due.signedIn();
    assertFalse(due.isDue());
  }

  @Test
  void orders_that_go_on_are_followed_after_pauses_that_grow_to_half_a_minute() {
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 200; i++) {
      due.ordered(0);
      Duration pause = due.pause(0);
      assertTrue(pause.compareTo(Duration.ofSeconds(30)) <= 0, pause.toString());
      longest = pause.compareTo(longest) > 0 ? pause : longest;
      due.signedIn();
    }
    assertTrue(longest.compareTo(Duration.ofSeconds(20)) > 0, longest.toString());
    due.keysAccepted();
    due.ordered(0);
    assertEquals(Duration.ZERO, due.pause(0));
  }

  @Test
  void an_order_repeated_before_it_was_followed_does_not_put_it_off() {
    due.ordered(0);
    due.signedIn();
    due.ordered(0);
    Duration pause = due.pause(0);
    due.ordered(pause.toNanos());
    assertEquals(Duration.ZERO, due.pause(pause.toNanos()));
  }

  @Test
  void one_wrong_mac_is_a_fault_and_three_in_a_row_are_different_keys() {
    due.wrongMac(0);
    due.wrongMac(0);
    due.keysAccepted();
    due.wrongMac(0);
    due.wrongMac(0);
    assertFalse(due.isDue());
    due.wrongMac(0);
    assertTrue(due.isDue());
    due.signedIn();
    due.wrongMac(0);
    assertFalse(due.isDue());
  }
}
