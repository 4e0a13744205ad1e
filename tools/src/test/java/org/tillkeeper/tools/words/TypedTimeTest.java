package org.tillkeeper.tools.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.tools.config.InvalidSettings;

/** Times and sums as people type them, by the clock and the currency of the shop. */
class TypedTimeTest {
  private static final ZoneId SHOP = ZoneId.of("Asia/Shanghai");

  /** 00:10 of 28 November in the shop, where the machine's own date may be another. */
  private static final Instant NOW = Instant.parse("2026-11-27T16:10:00Z");

  private static TypedTime typed(String text) throws InvalidSettings {
    return TypedTime.of("--since", text, SHOP, NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-28T10:30:00+08:00, 2026-11-28T02:30:00Z",
    "2026-11-28T10:30:00Z, 2026-11-28T10:30:00Z",
    "2026-11-20 10:30, 2026-11-20T02:30:00Z",
    "2026-11-20T10:30:15, 2026-11-20T02:30:15Z",
    "11-20 10:30, 2026-11-20T02:30:00Z",
    "11月20日 10：30, 2026-11-20T02:30:00Z",
    "12-31 23:00, 2025-12-31T15:00:00Z",
    "0:05, 2026-11-27T16:05:00Z",
    "23:50, 2026-11-27T15:50:00Z",
    "10点半, 2026-11-27T02:30:00Z",
    "昨天 10点20分, 2026-11-27T02:20:00Z",
    "yesterday 10:30, 2026-11-27T02:30:00Z",
    "2h, 2026-11-27T14:10:00Z",
    "30分钟前, 2026-11-27T15:40:00Z",
    "now, 2026-11-27T16:10:00Z"
  })
  void a_moment_is_what_the_shops_clock_says(String text, Instant expected) throws Exception {
    assertEquals(new TypedTime(expected, expected), typed(text));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-28, 2026-11-27T16:00:00Z",
    "20261128, 2026-11-27T16:00:00Z",
    "today, 2026-11-27T16:00:00Z",
    "今天, 2026-11-27T16:00:00Z",
    "yesterday, 2026-11-26T16:00:00Z",
    "前天, 2026-11-25T16:00:00Z",
    "11-28, 2026-11-27T16:00:00Z",
    "11-29, 2025-11-28T16:00:00Z"
  })
  void a_day_is_the_whole_of_it_and_never_one_to_come(String text, Instant begins)
      throws Exception {
    assertEquals(new TypedTime(begins, begins.plus(Duration.ofDays(1))), typed(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "noonish",
        "25:00",
        "10:61",
        "2026-13-01",
        "02-30",
        "2x",
        "10:30 yesterday",
        "1234567h"
      })
  void anything_else_is_refused_with_what_is_allowed(String text) {
    InvalidSettings refused = assertThrows(InvalidSettings.class, () -> typed(text));
    assertTrue(refused.getMessage().startsWith("--since is \"" + text), refused.getMessage());
    assertTrue(refused.getMessage().contains("yesterday 10:30"), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "44.44, CNY, 4444",
    "¥44.44, CNY, 4444",
    "44.4元, CNY, 4440",
    "'1,234.5 CNY', CNY, 123450",
    "44, JPY, 44",
    "44.444, KWD, 44444",
    "44.00, JPY, 44"
  })
  void a_sum_is_read_in_the_currencys_own_digits(String text, String currency, long minor)
      throws Exception {
    assertEquals(minor, TypedMoney.of("--amount", text, currency));
  }

  @ParameterizedTest
  @ValueSource(strings = {"44.444", "-1", "1e3", "44,4", "", "9999999999999", "44.44 USD"})
  void a_sum_that_the_currency_does_not_have_is_refused(String text) {
    assertThrows(InvalidSettings.class, () -> TypedMoney.of("--amount", text, "CNY"));
  }
}
