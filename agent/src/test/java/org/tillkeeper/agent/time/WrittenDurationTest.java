package org.tillkeeper.agent.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A number and its unit. */
class WrittenDurationTest {
  private static final WrittenDuration ALL = new WrittenDuration(6, "ms", "s", "m", "h", "d");

  @ParameterizedTest
  @CsvSource({"100ms,PT0.1S", "90s,PT1M30S", "10m,PT10M", "2h,PT2H", "1d,PT24H", "0s,PT0S"})
  void each_unit_is_read(String text, Duration read) {
    assertEquals(Optional.of(read), ALL.read(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-5s", "1.5s", "5 s", "5S", "5s ", "1000000s", "٥s"})
  void nothing_else_is(String text) {
    assertEquals(Optional.empty(), ALL.read(text));
  }

  @Test
  void a_place_has_its_own_units_and_digits() {
    WrittenDuration some = new WrittenDuration(2, "s", "m");
    assertEquals(Optional.of(Duration.ofSeconds(99)), some.read("99s"));
    assertEquals(Optional.empty(), some.read("100s"));
    assertEquals(Optional.empty(), some.read("1h"));
    assertEquals(Optional.empty(), some.read("1ms"));
  }
}
