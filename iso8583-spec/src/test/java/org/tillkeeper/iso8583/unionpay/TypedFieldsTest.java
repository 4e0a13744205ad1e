package org.tillkeeper.iso8583.unionpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.tillkeeper.iso8583.InvalidField;
import org.tillkeeper.iso8583.unionpay.SettlementTotals.Side;
import org.tillkeeper.iso8583.unionpay.SettlementTotals.Verdict;

class TypedFieldsTest {
  @Test
  void totals_are_31_digits_for_domestic_cards_and_31_for_foreign_ones() {
    String value = "00000000123400100000000123400120000000000000000000000000000000";
    SettlementTotals totals = SettlementTotals.parse(value);

    assertEquals(
        new SettlementTotals(new Side(1234, 1, 1234, 1, Verdict.UNBALANCED), Side.NONE), totals);
    assertEquals(value, totals.format());
    refused(() -> SettlementTotals.parse(value + "0"), "1 characters are too many");
    refused(() -> SettlementTotals.parse(value.substring(1)), "verdict takes 1 characters, 0");
    refused(() -> SettlementTotals.parse(value.replace("12000", "14000")), "a verdict is 0 to 3");
    refused(
        () -> new SettlementTotals(new Side(1, 1000, 0, 0, Verdict.NONE), Side.NONE).format(),
        "debit count is at most 3 digits");
  }

  @Test
  void rows_of_a_batch_carry_the_card_and_never_show_it() {
    String value = "010000000200006225000000000002000000001234";
    BatchRows rows = BatchRows.parse(value);

    assertEquals(
        List.of(new BatchRows.Row(false, "000002", "6225000000000002", 1234)), rows.rows());
    assertEquals(value, rows.format());
    assertFalse(rows.toString().contains("6225"));
    refused(() -> BatchRows.parse("02" + value.substring(2)), "card type takes 2 characters, 0");
    refused(() -> BatchRows.parse("0102" + value.substring(4)), "a card type is 00 or 01");
    refused(() -> BatchRows.parse("00"), "1 to 8 rows");
  }

  @Test
  void institutions_and_texts_lose_their_blanks_and_get_them_back() {
    assertEquals(
        new Institutions("01020000", "48021000", ""), Institutions.parse("01020000   48021000   "));
    assertEquals("01020000   48021000   ", new Institutions("01020000", "48021000", "").format());
    refused(() -> Institutions.parse("01020000"), "issuer takes 11 characters, 8 are left");
    AnswerTexts texts = AnswerTexts.parse("CUPok                  call");
    assertEquals(new AnswerTexts("CUP", "ok", "call", ""), texts);
    assertEquals("CUPok                  call", texts.format());
    assertEquals("CUP", AnswerTexts.parse("CUP").format());
    refused(() -> AnswerTexts.parse("CU"), "organisation takes 3 characters, 2 are left");
  }

  @Test
  void entries_of_field_59_have_lengths_of_three_digits_or_of_two() {
    TaggedTexts three = TaggedTexts.parse("A30196212345678901234567A4003abc", 3);
    assertEquals(Map.of("A3", "6212345678901234567", "A4", "abc"), three.entries());
    assertEquals("A30196212345678901234567A4003abc", three.format(3));
    assertEquals("A3196212345678901234567A403abc", three.format(2));
    assertEquals(three.entries(), TaggedTexts.parse(three.format(2), 2).entries());
    assertEquals("[A3, A4]", three.toString());
    refused(() -> TaggedTexts.parse("A3019621", 3), "an entry's value takes 19 characters, 3 are");
    refused(() -> TaggedTexts.parse("A3x19621", 3), "a length is 3 digits");
    refused(() -> TaggedTexts.parse("A3001xA3001y", 3), "a tag comes twice");
  }

  @Test
  void parameters_have_lengths_by_their_tags() {
    assertEquals(Map.of("12", "60", "23", "3"), TerminalParameters.parse("1260233").values());
    assertEquals("1260233", TerminalParameters.parse("1260233").format());
    refused(() -> TerminalParameters.parse("1260991"), "tag 99 is none of [11, 12");
    refused(() -> TerminalParameters.parse("126"), "tag 12 takes 2 characters, 1 are left");
    refused(() -> new TerminalParameters(Map.of("12", "600")).format(), "tag 12 is not 2 long");
    refused(() -> new TerminalParameters(Map.of("99", "6")).format(), "tag 99 is none of [11, 12");
  }

  @Test
  void parameters_have_names_and_a_waiting_time_of_two_digits() {
    TerminalParameters parameters = TerminalParameters.parse("1260233");

    assertEquals("1205233", parameters.withResponseTimeout(5).format());
    assertEquals("1299233", parameters.withResponseTimeout(600).format());
    assertEquals("reversalResends", TerminalParameters.name("23").orElseThrow());
    assertTrue(TerminalParameters.name("99").isEmpty());
  }

  @Test
  void what_proves_the_terminal_is_read_by_tag() {
    refused(() -> TerminalSecurity.parse("0100x04"), "a length of A2 is 3 digits");
    refused(() -> TerminalSecurity.parse("010020"), "a value of A2 takes 2 characters, 1 are left");
    String right = "0100204" + "020081234ABCD" + "03006000006" + "04008ABCDEF01" + "05008000100  ";
    TerminalSecurity read = TerminalSecurity.parse(right);

    assertEquals("04", read.deviceType().orElseThrow());
    assertEquals("1234ABCD", read.serial().orElseThrow());
    assertEquals("000006", read.factor().orElseThrow());
    assertEquals("ABCDEF01", read.ciphertext().orElseThrow());
    assertEquals("000100  ", read.version().orElseThrow());
    assertEquals(right, read.format());
    assertEquals("[01, 02, 03, 04, 05]", read.toString());
    refused(() -> TerminalSecurity.parse("01002040100204"), "a tag of A2 comes twice");
  }

  private static void refused(Executable reading, String expected) {
    String text = assertThrows(InvalidField.class, reading).getMessage();
    assertTrue(text.contains(expected), text);
  }
}
