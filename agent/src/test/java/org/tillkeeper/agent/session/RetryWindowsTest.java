package org.tillkeeper.agent.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.bench.VirtualTime;

class RetryWindowsTest {
  private final VirtualTime time = new VirtualTime();
  private final RetryWindows windows = new RetryWindows(time, payment -> {});

  @Test
  void a_customer_waits_until_the_window_is_over_although_the_payment_is_open_for_longer() {
    assertFalse(windows.isAnyOpen());
    windows.open("sale", Duration.ofSeconds(60));
    time.advance(Duration.ofSeconds(59));
    assertTrue(windows.isAnyOpen());
    time.advance(Duration.ofSeconds(2));
    assertFalse(windows.isAnyOpen());
  }

  @Test
  void nobody_waits_for_a_payment_that_has_its_end() {
    windows.open("sale", Duration.ofSeconds(60));
    windows.close("sale");
    assertFalse(windows.isAnyOpen());
  }
}
