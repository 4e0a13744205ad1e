package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A refusal carries what its sentence needs, and no more. */
class RefusedTest {
  @ParameterizedTest
  @EnumSource
  void what_a_ground_names_is_taken(Ground ground) {
    Refused refused = new Refused(SampleRefusals.of(ground));
    assertEquals(ground, refused.refusal().ground());
    assertEquals(ground.why(), refused.why());
    assertEquals(ground.name(), refused.getMessage());
  }

  @Test
  void a_value_missing_or_too_many_is_a_defect() {
    Refusal tooFew = Refusal.of(Ground.LEDGER_FAILED);
    assertThrows(IllegalArgumentException.class, () -> new Refused(tooFew));
    Refusal tooMany = Refusal.of(Ground.NOT_ONLINE).with(1);
    assertThrows(IllegalArgumentException.class, () -> new Refused(tooMany));
  }
}
