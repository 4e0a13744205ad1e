package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The minor units are those of ISO 4217, whatever Java or a browser takes them to be. */
class CurrencyCodeTest {
  /** Those of ISO 4217's list one, of 2025, that have other than two. */
  private static final Map<Integer, List<String>> OTHER_THAN_TWO =
      Map.of(
          0,
          List.of(
              "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
              "VND", "VUV", "XAF", "XOF", "XPF"),
          3,
          List.of("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"),
          4,
          List.of("CLF", "UYW"));

  /** Withdrawn ones that had none. */
  private static final List<String> WITHDRAWN_WITH_NONE =
      List.of(
          "ADP", "BEF", "BYB", "BYR", "ESP", "GRD", "ITL", "LUF", "MGF", "PTE", "ROL", "TPE",
          "TRL");

  /** Newer than some of the Javas that an agent runs on. */
  private static final Set<String> UNKNOWN_TO_JAVA = Set.of("UYW", "XAD");

  private static Iterable<CurrencyCode> all() {
    return CurrencyCode.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void each_currency_has_the_standards_minor_units(CurrencyCode currency) {
    Map<String, Integer> expected = new HashMap<>();
    OTHER_THAN_TWO.forEach((digits, codes) -> codes.forEach(code -> expected.put(code, digits)));
    WITHDRAWN_WITH_NONE.forEach(code -> expected.put(code, 0));
    assertEquals(expected.getOrDefault(currency.letters(), 2), currency.minorUnits());
    assertTrue(currency.letters().matches("[A-Z]{3}"), currency.letters());
    assertTrue(currency.number().matches("[0-9]{3}"), currency.number());
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUF", "IDR", "COP", "PKR", "MMK", "LAK", "LBP", "SYP", "IRR", "ALL"})
  void what_shops_count_without_a_minor_unit_has_one_in_the_standard(String letters) {
    assertEquals(2, CurrencyCode.minorUnits(letters));
  }

  @Test
  void every_currency_that_java_knows_is_there_under_the_same_number() {
    Set<String> missing = new HashSet<>();
    for (Currency java : Currency.getAvailableCurrencies()) {
      Optional<CurrencyCode> ours = CurrencyCode.of(java.getCurrencyCode());
      boolean countsAmounts = java.getDefaultFractionDigits() >= 0 && java.getNumericCode() > 0;
      if (ours.isPresent()) {
        assertEquals(java.getNumericCodeAsString(), ours.get().number(), java.getCurrencyCode());
      } else if (countsAmounts) {
        missing.add(java.getCurrencyCode());
      }
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void what_java_lacks_or_has_differently_is_named() {
    for (CurrencyCode ours : CurrencyCode.all()) {
      boolean agrees =
          Currency.getAvailableCurrencies().stream()
              .anyMatch(
                  java ->
                      java.getCurrencyCode().equals(ours.letters())
                          && java.getDefaultFractionDigits() == ours.minorUnits());
      assertTrue(agrees || UNKNOWN_TO_JAVA.contains(ours.letters()), ours.letters());
    }
  }

  @Test
  void no_two_share_letters_and_a_word_that_is_none_has_no_minor_unit() {
    assertEquals(Optional.empty(), CurrencyCode.of("XXX"));
    assertEquals(Optional.empty(), CurrencyCode.of("cny"));
    assertEquals(0, CurrencyCode.minorUnits(""));
    assertEquals("156", CurrencyCode.of("CNY").get().number());
    assertTrue(CurrencyCode.all().size() > 200);
  }
}
