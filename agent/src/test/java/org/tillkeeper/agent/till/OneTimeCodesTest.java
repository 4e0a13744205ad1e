package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a one-time address opens the page, and what guessing costs. */
class OneTimeCodesTest {
  private long nanos = Long.MAX_VALUE - 5; // a clock of nanoseconds may begin anywhere, and turn
  private final OneTimeCodes codes = new OneTimeCodes(new SecureRandom(), () -> nanos);

  @Test
  void a_code_is_good_once() {
    String code = codes.give();
    assertTrue(code.matches("[0-9a-f]{32}"), code);
    assertNotEquals(code, codes.give());
    assertTrue(codes.use(code));
    assertFalse(codes.use(code));
  }

  @Test
  void a_code_is_good_for_a_minute() {
    String one = codes.give();
    String two = codes.give();
    pass(Duration.ofMillis(59_999));
    assertTrue(codes.use(one));
    pass(Duration.ofMillis(1));
    assertFalse(codes.use(two));
  }

  @Test
  void only_the_last_few_are_open() {
    String first = codes.give();
    String last = "";
    for (int i = 0; i < OneTimeCodes.MOST_OPEN; i++) {
      last = codes.give();
    }
    assertFalse(codes.use(first));
    assertTrue(codes.use(last));
  }

  @Test
  void each_wrong_code_is_answered_later_than_the_one_before_up_to_8_s() {
    String right = codes.give();
    long[] millis = {250, 500, 1000, 2000, 4000, 8000, 8000};
    for (long wanted : millis) {
      assertFalse(codes.use("0123"));
      assertEquals(wanted, codes.pause().toMillis());
    }
    assertTrue(codes.use(right));
    assertFalse(codes.use(right));
    assertEquals(250, codes.pause().toMillis());
    assertFalse(codes.use(right));
    pass(Duration.ofMinutes(11));
    assertFalse(codes.use(right));
    assertEquals(250, codes.pause().toMillis());
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }
}
