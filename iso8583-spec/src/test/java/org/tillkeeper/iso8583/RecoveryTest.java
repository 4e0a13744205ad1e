package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a dialect says is done when nothing answers, and how many requests may wait at once. */
class RecoveryTest {
  private static final Dialect UNIONPAY = Dialect.named("unionpay-pos");
  private static final Dialect ASCII = Dialect.named("iso1987-ascii");
  private static final Dialect BINARY = Dialect.named("iso1993-binary");

  @Test
  void unionpay_reverses_what_the_issuer_answers_and_repeats_what_is_told() {
    for (Kind kind : UNIONPAY.kinds()) {
      RecoveryPolicy expected =
          switch (kind) {
            case SALE, VOID, PRE_AUTH, PRE_AUTH_VOID, COMPLETION, COMPLETION_VOID ->
                RecoveryPolicy.REVERSE;
            case REFUND -> RecoveryPolicy.PERSON;
            case COMPLETION_ADVICE,
                OFFLINE_SALE,
                OFFLINE_CHIP_SALE,
                ADJUSTMENT,
                TIP,
                SCRIPT_RESULT,
                SETTLEMENT,
                BATCH_ROWS,
                BATCH_ADVICE,
                BATCH_CHIP,
                BATCH_CHIP_FAILED,
                BATCH_END ->
                RecoveryPolicy.REPEAT;
            default -> RecoveryPolicy.NONE;
          };
      assertEquals(expected, UNIONPAY.recovery(kind), kind.label());
    }
    assertEquals(
        RecoveryPolicy.REPEAT,
        UNIONPAY.with(Map.of("recovery.refund", "repeat")).recovery(Kind.REFUND));
    assertThrows(IllegalArgumentException.class, () -> UNIONPAY.recovery(Kind.INQUIRY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void a_generic_acquirer_chooses_one_policy_for_all_that_can_be_reversed(String name) {
    Dialect dialect = Dialect.named(name);
    Set<Kind> reversible = EnumSet.noneOf(Kind.class);
    for (Kind kind : dialect.kinds()) {
      if (dialect.isReversible(kind)) {
        reversible.add(kind);
      }
    }

    assertEquals(
        EnumSet.of(
            Kind.SALE,
            Kind.VOID,
            Kind.PRE_AUTH,
            Kind.PRE_AUTH_VOID,
            Kind.COMPLETION,
            Kind.COMPLETION_VOID),
        reversible);
    for (RecoveryPolicy policy :
        EnumSet.of(RecoveryPolicy.REVERSE, RecoveryPolicy.REPEAT, RecoveryPolicy.INQUIRE)) {
      Dialect chosen = dialect.with(Map.of("recovery.sale", policy.label()));
      for (Kind kind : reversible) {
        assertEquals(policy, chosen.recovery(kind), kind.label());
      }
      assertEquals(RecoveryPolicy.NONE, chosen.recovery(Kind.BALANCE));
      assertEquals(RecoveryPolicy.REPEAT, chosen.recovery(Kind.COMPLETION_ADVICE));
    }
  }

  @Test
  void a_policy_that_the_dialect_cannot_carry_out_is_refused_when_it_is_read() throws Exception {
    assertRefused(
        "  refund: \"{recovery.refund}\"",
        "  refund: reverse",
        "recovery.refund is 'reverse'; allowed: a policy the dialect can carry out;"
            + " messages.refund has no reversal");
    assertRefused(
        "  sale: reverse",
        "  sale: inquire",
        "recovery.sale is 'inquire'; allowed: a policy the dialect can carry out;"
            + " there is no messages.inquiry");
    assertRefused(
        "  sale: reverse",
        "  sale: hope",
        "recovery.sale is 'hope'; allowed: reverse, repeat, inquire, person, none");
    assertRefused("  tip: repeat\n", "", "recovery.tip is missing");
    assertRefused(
        "  tip: repeat\n",
        "  tip: repeat\n  inquiry: none\n",
        "unknown key recovery.inquiry; allowed: signIn");
    assertRefused(
        "\nrecovery:\n",
        "\ninquiry: {noOriginal: [\"25\"]}\n\nrecovery:\n",
        "inquiry is 'there'; allowed: a dialect with messages.inquiry");
  }

  @Test
  void an_inquiry_does_not_take_the_approval_of_a_part_for_one_of_the_whole() throws Exception {
    assertRefused(
        "iso1987-ascii.yaml",
        "\ninquiry:\n",
        "\ninquiry:\n  approved: [\"32\"]\n",
        "inquiry.approved is '32'; allowed: codes that are not in sale.partiallyApproved");
  }

  @Test
  void an_inquiry_names_the_request_it_asks_about() throws Exception {
    Map<Element, String> values = Values.of("chip");
    values.put(Element.STAN, "000007");
    values.put(Element.ORIGINAL_MTI, "0200");
    values.remove(Element.ACQUIRER);

    Message ascii = ASCII.request(Kind.INQUIRY, values);
    assertEquals("0600", ascii.mti());
    assertEquals("0610", ASCII.answerTo(ascii.mti()));
    assertEquals("000007", ascii.field(11).orElseThrow());
    assertEquals(
        "0200" + "000002" + "0102030400" + "0000000000000000000000", ascii.field(90).orElseThrow());
    assertEquals("0200", ASCII.value(ascii, Element.ORIGINAL_MTI).orElseThrow());
    assertEquals("000002", ASCII.value(ascii, Element.ORIGINAL_STAN).orElseThrow());
    assertEquals("0102030400", ASCII.value(ascii, Element.ORIGINAL_TRANSMITTED_AT).orElseThrow());
    assertTrue(ASCII.carriesMac("0600") && ASCII.carriesMac("0610"));
    values.put(Element.ORIGINAL_MTI, "1200");
    Message binary = BINARY.request(Kind.INQUIRY, values);
    assertEquals("1604", binary.mti());
    assertEquals("1614", BINARY.answerTo(binary.mti()));
    assertEquals(
        "1200" + "000002" + "260102030400" + "11" + "00000000000", binary.field(56).orElseThrow());
    assertEquals("260102030400", BINARY.value(binary, Element.ORIGINAL_LOCAL_AT).orElseThrow());
  }

  @Test
  void an_inquiry_is_answered_with_what_the_request_was_answered_with() {
    assertEquals(InquiryMeaning.APPROVED, ASCII.inquiryMeaning("00"));
    assertEquals(InquiryMeaning.DECLINED, ASCII.inquiryMeaning("51"));
    assertEquals(InquiryMeaning.NO_ORIGINAL, ASCII.inquiryMeaning("25"));
    assertEquals(InquiryMeaning.TRY_AGAIN, ASCII.inquiryMeaning("96"));
    for (String code : new String[] {"09", "10", "68", "94", "97"}) {
      assertEquals(InquiryMeaning.TRY_AGAIN, ASCII.inquiryMeaning(code), code);
    }
    assertEquals(InquiryMeaning.NO_ORIGINAL, BINARY.inquiryMeaning("914"));
    assertEquals(InquiryMeaning.DECLINED, BINARY.inquiryMeaning("116"));
    assertThrows(IllegalArgumentException.class, () -> UNIONPAY.inquiryMeaning("00"));
  }

  @Test
  void one_request_waits_at_a_time_unless_the_dialect_says_otherwise() throws Exception {
    assertEquals(1, UNIONPAY.window());
    assertEquals(1, ASCII.window());
    assertEquals(4, ASCII.with(Map.of("line.window", "4")).window());
    assertEquals(16, BINARY.with(Map.of("line.window", "16")).window());
    assertRefused("window: 1 ", "window: 17 ", "window is '17'; allowed: 1 to 16");
  }

  private static void assertRefused(String from, String to, String expected) throws Exception {
    assertRefused("unionpay-pos.yaml", from, to, expected);
  }

  private static void assertRefused(String file, String from, String to, String expected)
      throws Exception {
    String yaml;
    try (InputStream in = Dialect.class.getResourceAsStream(file)) {
      yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertTrue(yaml.contains(from), from);
    String text =
        assertThrows(
                IllegalArgumentException.class,
                () -> Dialect.read(yaml.replace(from, to), "mine.yaml"))
            .getMessage();
    assertTrue(text.contains("mine.yaml") && text.contains(expected), text);
  }
}
