package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dialect whose acquirer gives codes that the terminal shows: what it says, and what it must. */
class ShownCodesTest {
  private static final Path EXAMPLE = Path.of("examples/shown-codes.yaml");

  private static String example() throws Exception {
    return Files.readString(EXAMPLE);
  }

  private static Dialect dialect() throws Exception {
    return Dialect.read(example(), "shown-codes.yaml");
  }

  @Test
  void a_code_is_asked_for_asked_about_and_closed_by_the_number_of_its_request() throws Exception {
    Dialect dialect = dialect();
    Map<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.STAN, "000002");
    values.put(Element.BATCH, "000001");
    values.put(Element.TERMINAL, "00000001");
    values.put(Element.MERCHANT, "952718182217875");
    values.put(Element.AMOUNT, "1234");
    values.put(Element.CURRENCY, "156");
    values.put(Element.ENTRY, "shown");
    values.put(Element.CODE_SECONDS, "120");

    Message code = dialect.request(Kind.SHOW_CODE, values);
    assertEquals("0200", code.mti());
    assertEquals("A6003120", code.field(59).orElseThrow());
    assertEquals("000000001234", code.field(4).orElseThrow());
    assertTrue(dialect.showsCodes() && !dialect.isReversible(Kind.SHOW_CODE));
    assertEquals(RecoveryPolicy.NONE, dialect.recovery(Kind.SHOW_CODE));

    values.put(Element.STAN, "000003");
    values.put(Element.ORIGINAL_BATCH, "000001");
    values.put(Element.ORIGINAL_STAN, "000002");
    Message asked = dialect.request(Kind.CODE_INQUIRY, values);
    Message closed = dialect.request(Kind.CODE_CLOSE, values);
    assertEquals("57000001000", asked.field(60).orElseThrow());
    assertEquals("58000001000", closed.field(60).orElseThrow());
    for (Message message : new Message[] {asked, closed}) {
      assertEquals("000003", message.field(11).orElseThrow());
      assertEquals("000001000002", message.field(61).orElseThrow());
      assertTrue(dialect.carriesMac(message.mti()));
      assertTrue(dialect.carriesMac(dialect.answerTo(message.mti())));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "00, true,  PAID,      CLOSED",
    "09, false, NOT_PAID,  TRY_AGAIN",
    "C1, false, CLOSED,    REFUSED",
    "C2, false, TRY_AGAIN, PAID",
    "25, false, TRY_AGAIN, NO_CODE",
    "96, false, TRY_AGAIN, TRY_AGAIN",
    "58, false, TRY_AGAIN, REFUSED"
  })
  void a_code_of_an_answer_says_what_the_file_says_and_else_nothing(
      String code, boolean issued, CodeMeaning asked, CodeMeaning closed) throws Exception {
    Dialect dialect = dialect();
    assertEquals(issued, dialect.issuesCode(code));
    assertEquals(asked, dialect.codeAsked(code));
    assertEquals(closed, dialect.codeClosed(code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unionpay-pos", "iso1987-ascii", "iso1993-binary"})
  void a_dialect_without_the_messages_shows_no_codes(String name) {
    Dialect dialect = Dialect.named(name);
    assertFalse(dialect.showsCodes());
    assertFalse(dialect.issuesCode("00"));
    assertEquals(CodeMeaning.TRY_AGAIN, dialect.codeAsked("00"));
    assertEquals(CodeMeaning.REFUSED, dialect.codeClosed("00"));
  }

  @Test
  void a_dialect_that_cannot_close_a_code_is_refused_with_why() throws Exception {
    assertRefusedWithout(
        "codeClose",
        "messages.showCode is 'there'; allowed: a dialect with messages.codeClose: nobody could be"
            + " told that the code will not be paid any more");
    assertRefusedWithout(
        "codeInquiry",
        "messages.showCode is 'there'; allowed: a dialect with messages.codeInquiry: nobody could"
            + " learn that the code was paid");
    assertRefusedWithout(
        "showCode", "messages.codeInquiry is 'there'; allowed: a dialect with messages.showCode");
  }

  @Test
  void what_must_be_said_of_codes_is_asked_for_by_name() throws Exception {
    assertRefused("  shownCode: \"59/A7:{field59.lengthDigits}\"\n", "", "elements.shownCode");
    assertRefused(
        "paid: [\"00\"], closed: [C1]", "paid: [], closed: [C1]", "shownCode.inquiry.paid");
    assertRefused("{closed: [\"00\"], paid: [C2]", "{paid: [C2]", "shownCode.close.closed");
    assertRefused("issued: [\"00\"]", "issued: []", "shownCode.issued");
    assertRefused("noCode: [\"25\"]", "noCode: [\"00\"]", "each code in one set");
    assertRefused("\nshownCode:\n", "\nshownCodes:\n", "unknown key");
    assertRefused(
        "\n  tip: repeat\n",
        "\n  tip: repeat\n  showCode: reverse\n",
        "unknown key recovery.showCode");
    assertRefused(
        "messages: [\"01\", \"02\", \"04\", \"06\"]",
        "messages: [\"01\", \"02\", \"04\"]",
        "the MTI 0600 of messages.codeInquiry among them");
  }

  private static void assertRefusedWithout(String message, String expected) throws Exception {
    String block = "  " + message + ":\n";
    int at = example().indexOf(block);
    String whole = example().substring(at, example().indexOf("\n\n", at) + 2);
    assertRefused(whole, "", expected);
  }

  private static void assertRefused(String from, String to, String expected) throws Exception {
    String yaml = example();
    assertTrue(yaml.contains(from), from);
    String text =
        assertThrows(
                IllegalArgumentException.class,
                () -> Dialect.read(yaml.replace(from, to), "mine.yaml"))
            .getMessage();
    assertTrue(text.contains("mine.yaml") && text.contains(expected), text);
  }
}
