package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tillkeeper.agent.fleet.End;
import org.tillkeeper.agent.fleet.ReasonCode;
import org.tillkeeper.agent.upkeep.Finding;

/** What people are told of a broker that is not reached. */
class MqttRefusalTextTest {
  private static Finding.Fleet lost(String how, OptionalInt code, String detail, String other) {
    return new Finding.Fleet(
        "mqtts://broker.example:8883",
        false,
        how,
        code,
        detail,
        other.isEmpty() ? Optional.empty() : Optional.of(other),
        "");
  }

  @ParameterizedTest
  @EnumSource(ReasonCode.class)
  void every_reason_code_is_said_in_both_languages_with_its_number(ReasonCode code) {
    Bilingual said = FindingText.of(lost("REFUSED", OptionalInt.of(code.code()), "", ""));
    String number = String.format("0x%02X", code.code());
    assertTrue(said.zh().contains(number), said.zh());
    assertTrue(said.en().contains(number), said.en());
    assertTrue(said.zh().contains("收款不受影响"), said.zh());
    assertTrue(said.en().endsWith("payments are not affected."), said.en());
  }

  @ParameterizedTest
  @EnumSource(End.How.class)
  void every_end_is_said_in_both_languages(End.How how) {
    Bilingual said = FindingText.of(lost(how.name(), OptionalInt.empty(), "", ""));
    assertFalse(said.zh().contains("：" + "。"), said.zh());
    assertFalse(said.en().contains(": ."), said.en());
  }

  @Test
  void what_the_most_usual_refusals_mean_is_said_and_each_otherwise() {
    Set<String> said = new HashSet<>();
    for (int code : new int[] {0x84, 0x85, 0x86, 0x87, 0x8A, 0x8D, 0x8E, 0x90, 0x95, 0x9B}) {
      said.add(
          FindingText.of(lost("REFUSED", OptionalInt.of(code), "", ""))
              .en()
              .replaceAll("0x..", ""));
    }
    assertEquals(10, said.size());
  }

  @Test
  void another_server_is_named_and_that_it_is_not_followed() {
    Bilingual said =
        FindingText.of(lost("REFUSED", OptionalInt.of(0x9D), "gone", "other.example:8883"));
    assertEquals(
        "The fleet's broker mqtts://broker.example:8883 is not reached: it sends its clients to"
            + " another server (0x9D) (gone). It is tried again by itself; payments are not affected."
            + " It names another server, other.example:8883: it is not followed; change fleet.url if"
            + " that is right.",
        said.en());
    assertTrue(said.zh().contains("other.example:8883"), said.zh());
  }

  @Test
  void trouble_on_a_connection_that_stands_is_said() {
    Finding.Fleet found =
        new Finding.Fleet(
            "mqtts://b:8883",
            true,
            "NOT_TRIED",
            OptionalInt.empty(),
            "",
            Optional.empty(),
            "events: not authorized (0x87)");
    assertFalse(found.ok());
    assertTrue(FindingText.of(found).en().contains("events: not authorized (0x87)"));
  }
}
