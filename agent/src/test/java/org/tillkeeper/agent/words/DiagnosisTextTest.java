package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tillkeeper.agent.diagnosis.Check;
import org.tillkeeper.agent.diagnosis.Condition;
import org.tillkeeper.agent.diagnosis.Observation;
import org.tillkeeper.agent.upkeep.Finding;

/** Every condition has its sentences in both languages, and what is wrong says what to do. */
class DiagnosisTextTest {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");

  @ParameterizedTest
  @EnumSource(Condition.class)
  void each_condition_is_said_in_both_languages(Condition condition) {
    Observation seen =
        new Observation(
            condition,
            Collections.emptyMap(),
            Optional.of(new Finding.Attention(2)),
            Optional.empty());
    Bilingual said = DiagnosisText.of(seen, SHANGHAI);
    assertTrue(CHINESE.matcher(said.zh()).find(), said.zh());
    assertFalse(said.en().isEmpty() || CHINESE.matcher(said.en()).find(), said.en());
    Bilingual toDo = DiagnosisText.whatToDo(seen, SHANGHAI);
    assertEquals(condition.isWrong(), !toDo.zh().isEmpty(), condition + " " + toDo.zh());
    assertEquals(condition.isWrong(), !toDo.en().isEmpty(), condition + " " + toDo.en());
  }

  /** A check that nobody came to has no evidence, so its sentence may ask for none. */
  @Test
  void what_could_not_be_looked_at_is_said_without_evidence() {
    for (Condition condition : Condition.values()) {
      if (condition.weight() == Condition.Weight.UNKNOWN) {
        Observation seen =
            new Observation(condition, Collections.emptyMap(), Optional.empty(), Optional.empty());
        Bilingual said = DiagnosisText.of(seen, SHANGHAI);
        assertFalse((said.zh() + said.en()).contains("{"), said.zh() + said.en());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Check.class)
  void each_check_has_a_name(Check check) {
    assertTrue(CHINESE.matcher(DiagnosisText.name(check).zh()).find());
  }

  @Test
  void a_time_of_the_evidence_is_told_by_the_shops_clock_with_its_offset() {
    assertEquals("2026-11-29 08:30:00 +08:00", ShopTime.of("2026-11-29T00:30:00.123Z", SHANGHAI));
    assertEquals("96", ShopTime.of("96", SHANGHAI));
    assertEquals("-", ShopTime.of("-", SHANGHAI));
  }
}
