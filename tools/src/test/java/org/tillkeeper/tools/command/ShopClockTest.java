package org.tillkeeper.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** One clock in the whole shop. */
class ShopClockTest {
  private static final ZoneId SHOP = ZoneId.of("Asia/Shanghai");
  private static final Instant NOW = Instant.parse("2026-11-27T16:10:00Z");

  @Test
  void a_time_is_shown_by_the_shops_clock_and_with_its_offset_where_that_is_not_the_readers() {
    assertEquals("2026-11-28 00:10:00", new ShopClock(SHOP, SHOP).shown(NOW));
    assertEquals("2026-11-28 00:10:00 +08:00", new ShopClock(SHOP, ZoneId.of("UTC")).shown(NOW));
    assertEquals("-", new ShopClock(SHOP, SHOP).shown((Object) null));
  }
}
