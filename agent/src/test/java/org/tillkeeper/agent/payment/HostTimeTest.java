package org.tillkeeper.agent.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of two times of the acquirer's, which name no year. */
class HostTimeTest {
  @ParameterizedTest(name = "{0} no later than {1}: {2}")
  @CsvSource({
    "0304101530, 0304101530, true",
    "0304101529, 0304101530, true",
    "0304101531, 0304101530, false",
    "1231235959, 0101000001, true",
    "0101000001, 1231235959, false",
    "0630120000, 0701120000, true",
  })
  void a_time_is_within_half_a_year_of_the_other(String one, String other, boolean noLater) {
    assertEquals(noLater, new HostTime(one).isNoLaterThan(new HostTime(other)));
  }

  @Test
  void what_is_not_known_proves_nothing() {
    HostTime known = new HostTime("0304101530");
    assertFalse(new HostTime("").isNoLaterThan(known));
    assertFalse(known.isNoLaterThan(new HostTime("")));
    assertFalse(new HostTime("0304").isNoLaterThan(known));
    assertFalse(known.isNoLaterThan(new HostTime("0305")));
    assertEquals("0304", HostTime.of(Optional.of("0304"), Optional.empty()).digits());
    assertEquals("0304", HostTime.of(Optional.of("0304"), Optional.of("1015xx")).digits());
    assertEquals("", HostTime.of(Optional.empty(), Optional.of("101530")).digits());
    assertEquals("0304101530", HostTime.of(Optional.of("0304"), Optional.of("101530")).digits());
  }
}
