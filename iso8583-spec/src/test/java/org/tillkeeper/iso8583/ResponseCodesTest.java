package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.iso8583.ResponseCode.Action;
import org.tillkeeper.iso8583.ResponseCode.Meaning;

class ResponseCodesTest {
  private static final Dialect DIALECT = Dialect.named("unionpay-pos");

  private static final List<String> KNOWN =
      List.of(
          ("00 01 02 03 04 05 06 07 09 10 11 12 13 14 15 16 19 21 22 25 30 31 34 36 38 40 41 43 45"
                  + " 51 54 55 57 58 59 61 62 64 65 66 68 75 77 90 91 92 94 96 97 98 99 A0 A1 A2"
                  + " A3 A4 A5 A6 A7 F0 H9 HA HB HC T4 T5 F3 F9 FE FZ Y1 Y3 Z1 Z3")
              .split(" "));

  @Test
  void every_code_of_the_facts_has_a_text() {
    assertEquals(new TreeSet<>(KNOWN), DIALECT.responseCodes().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unionpay-pos", "iso1987-ascii", "iso1993-binary"})
  void every_text_is_short_and_in_its_language(String dialect) {
    for (ResponseCode code : Dialect.named(dialect).responseCodes().values()) {
      assertTrue(code.zh().codePoints().anyMatch(ResponseCodesTest::isHan), code.code());
      assertTrue(code.zh().endsWith("。"), code.code());
      assertTrue(code.zh().codePoints().noneMatch(c -> c == ',' || c == ';'), code.code());
      assertTrue(code.en().matches("[A-Z][ -~]*\\."), code.code());
      assertTrue(code.zh().length() <= 45 && code.en().length() <= 100, code.code());
    }
  }

  @Test
  void each_code_says_what_it_says_about_the_money_of_a_sale() {
    assertCodes(Meaning.APPROVED, "00", "11", "A2", "A4", "A5", "A6");
    assertCodes(Meaning.PARTIALLY_APPROVED, "10");
    assertCodes(Meaning.UNKNOWN_OUTCOME, "09", "16", "68", "98");
    assertCodes(Meaning.DUPLICATE, "94");
    assertCodes(Meaning.SIGN_IN_AGAIN, "97", "99", "A0");
    assertCodes(Meaning.OTHER_BATCH, "77");
    assertEquals(Meaning.DECLINED, DIALECT.responseCode("51").meaning());
    assertEquals(Meaning.DECLINED, DIALECT.responseCode("Y1").meaning());
  }

  @Test
  void only_an_acknowledgement_with_liability_confirms_an_advice() {
    Dialect dialect = Dialect.named("iso1993-binary");
    assertEquals(Meaning.ACKNOWLEDGED, dialect.responseCode("901").meaning());
    assertEquals(Action.SUCCESS, dialect.responseCode("901").action());
    assertEquals(Meaning.UNKNOWN_OUTCOME, dialect.responseCode("900").meaning());
    assertEquals(Action.CONTACT_ACQUIRER, dialect.responseCode("900").action());
    assertEquals(Meaning.DECLINED, dialect.responseCode("902").meaning());
    assertEquals(InquiryMeaning.TRY_AGAIN, dialect.inquiryMeaning("901"));
  }

  /** ISO 8583:1987, response codes; ISO 8583:1993, action codes of the range 000 to 099. */
  @Test
  void what_a_standard_counts_as_approved_is_approved_and_nothing_else() {
    assertApproved("iso1987-ascii", "00", "08", "10", "11", "16", "32");
    assertApproved("iso1993-binary", "000", "001", "002", "003", "004", "005", "006", "007");
  }

  private static void assertApproved(String name, String... codes) {
    Dialect dialect = Dialect.named(name);
    int digits = codes[0].length();
    Set<String> found = new TreeSet<>();
    for (int number = 0; number < Math.pow(10, digits); number++) {
      String code = String.format("%0" + digits + "d", number);
      Meaning meaning = dialect.responseCode(code).meaning();
      if (meaning == Meaning.APPROVED || meaning == Meaning.PARTIALLY_APPROVED) {
        found.add(code);
      }
    }
    assertEquals(new TreeSet<>(List.of(codes)), found, name);
  }

  @Test
  void a_host_that_was_not_understood_or_suspects_a_fault_decides_nothing() {
    Dialect dialect = Dialect.named("iso1987-ascii");
    assertEquals(Meaning.UNKNOWN_OUTCOME, dialect.responseCode("20").meaning());
    assertEquals(Meaning.UNKNOWN_OUTCOME, dialect.responseCode("22").meaning());
    assertEquals(ReversalMeaning.ENDED_WITHOUT_PROOF, dialect.reversalMeaning("21"));
  }

  /** Codes that speak of who asks, not of the payment that was asked about. */
  @ParameterizedTest
  @CsvSource({
    "iso1987-ascii, 03", "iso1987-ascii, 40", "iso1987-ascii, 57", "iso1987-ascii, 58",
    "iso1987-ascii, 63", "iso1993-binary, 109", "iso1993-binary, 115", "iso1993-binary, 119",
    "iso1993-binary, 120"
  })
  void a_refusal_of_who_asks_says_nothing_of_the_payment(String dialect, String code) {
    assertEquals(InquiryMeaning.TRY_AGAIN, Dialect.named(dialect).inquiryMeaning(code));
  }

  private static void assertCodes(Meaning meaning, String... codes) {
    Set<String> found = new TreeSet<>();
    for (ResponseCode code : DIALECT.responseCodes().values()) {
      if (code.meaning() == meaning) {
        found.add(code.code());
      }
    }
    assertEquals(new TreeSet<>(List.of(codes)), found);
  }

  @Test
  void each_code_says_what_it_says_about_a_reversal() {
    assertReversal(ReversalMeaning.REVERSED, "00");
    assertReversal(ReversalMeaning.NO_ORIGINAL, "25");
    assertReversal(ReversalMeaning.ENDED_WITHOUT_PROOF, "12");
    assertReversal(ReversalMeaning.TRY_AGAIN, "09", "68", "90", "91", "92", "96", "98");
    assertReversal(ReversalMeaning.SIGN_IN_AGAIN, "97", "99", "A0");
    assertReversal(ReversalMeaning.OTHER_BATCH, "77");
    assertReversal(ReversalMeaning.REFUSED, "51", "94", "40", "11", "10", "ZZ", "");
  }

  private static void assertReversal(ReversalMeaning meaning, String... codes) {
    for (String code : codes) {
      assertEquals(meaning, DIALECT.reversalMeaning(code), code);
    }
  }

  @Test
  void each_code_says_what_has_to_be_done_next() {
    assertActions(Action.SUCCESS, "00", "11", "A2", "A4", "A5", "A6", "Y1", "Y3");
    assertActions(Action.PARTIAL, "10");
    assertActions(
        Action.RETRY, "09", "16", "19", "30", "55", "68", "90", "91", "92", "96", "98", "A7");
    assertActions(Action.SIGN_IN_AGAIN, "77", "97", "99", "A0", "F0");
    assertActions(Action.PICK_UP, "04", "07", "34", "41", "43");
    assertActions(Action.CONTACT_ACQUIRER, "03 66 94 A1 H9 HA HB HC T4 T5 F3 F9 FE FZ".split(" "));
    assertEquals(Action.DECLINED, DIALECT.responseCode("51").action());
    assertEquals(Action.CONTACT_ACQUIRER, DIALECT.responseCode("Q7").action());
  }

  private static void assertActions(Action action, String... codes) {
    Set<String> found = new TreeSet<>();
    for (ResponseCode code : DIALECT.responseCodes().values()) {
      if (code.action() == action) {
        found.add(code.code());
      }
    }
    assertEquals(new TreeSet<>(List.of(codes)), found);
  }

  @Test
  void a_code_nobody_knows_is_a_decline_that_says_so() {
    ResponseCode code = DIALECT.responseCode("Q7");

    assertEquals("Q7", code.code());
    assertEquals(Meaning.DECLINED, code.meaning());
    assertTrue(code.zh().contains("Q7") && code.en().contains("Q7"), code.en());
    assertFalse(DIALECT.responseCodes().containsKey("Q7"));
  }

  private static boolean isHan(int codePoint) {
    return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
  }
}
