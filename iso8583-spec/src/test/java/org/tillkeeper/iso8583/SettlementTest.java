package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tillkeeper.iso8583.unionpay.SettlementTotals;

/** Totals of a batch as each dialect writes them, and what is said of them. */
class SettlementTest {
  private static final Dialect UNIONPAY = Dialect.named("unionpay-pos");
  private static final Dialect ASCII = Dialect.named("iso1987-ascii");
  private static final Dialect BINARY = Dialect.named("iso1993-binary");

  private static Map<Element, String> totals(String debits, String credits) {
    Map<Element, String> values = Values.common();
    values.put(Element.CURRENCY, "156");
    values.put(Element.DEBIT_COUNT, "12");
    values.put(Element.DEBIT_AMOUNT, debits);
    values.put(Element.CREDIT_COUNT, "3");
    values.put(Element.CREDIT_AMOUNT, credits);
    return values;
  }

  @Test
  void unionpay_has_domestic_and_foreign_totals_in_one_field() {
    Map<Element, String> values = totals("123456", "400");
    values.put(Element.FOREIGN_DEBIT_COUNT, "1");
    values.put(Element.FOREIGN_DEBIT_AMOUNT, "99");
    Message request = UNIONPAY.request(Kind.SETTLEMENT, values);
    SettlementTotals expected =
        new SettlementTotals(
            new SettlementTotals.Side(123456, 12, 400, 3, SettlementTotals.Verdict.NONE),
            new SettlementTotals.Side(99, 1, 0, 0, SettlementTotals.Verdict.NONE));

    assertEquals(expected, SettlementTotals.parse(request.field(48).orElseThrow()));
    assertEquals(expected.format(), request.field(48).orElseThrow());
  }

  /**
   * By hand: debit amount 12 digits and count 3, credit amount and count, the acquirer's digit; the
   * same of foreign cards.
   */
  @Test
  void field_48_with_a_foreign_half_digit_by_digit() {
    Map<Element, String> values = totals("123456", "400");
    values.put(Element.FOREIGN_DEBIT_COUNT, "2");
    values.put(Element.FOREIGN_DEBIT_AMOUNT, "5800");
    values.put(Element.FOREIGN_CREDIT_COUNT, "1");
    values.put(Element.FOREIGN_CREDIT_AMOUNT, "800");

    assertEquals(
        "000000123456"
            + "012"
            + "000000000400"
            + "003"
            + "0"
            + "000000005800"
            + "002"
            + "000000000800"
            + "001"
            + "0",
        UNIONPAY.request(Kind.SETTLEMENT, values).field(48).orElseThrow());
    // As bytes: BCD, 62 digits behind their length.
    byte[] frame =
        UNIONPAY.pack(UNIONPAY.request(Kind.SETTLEMENT, values), (algorithm, input) -> new byte[8]);
    String hex = Hex.encode(frame);
    String field48 = "0062" + "00000012345601200000000040000300000000058000020000000008000010";
    assertEquals(true, hex.contains(field48), hex);
  }

  @Test
  void a_tip_goes_up_with_its_amount_its_own_code_and_the_cards_organisation() {
    Map<Element, String> values = Values.common();
    values.put(Element.PAN, "6225000000000002");
    values.put(Element.PROCESSING_CODE, "000000");
    values.put(Element.ENTRY_MODE, "012");
    values.put(Element.CONDITION, "00");
    values.put(Element.MESSAGE_CODE, "34");
    values.put(Element.ENTRY, "manual");
    values.put(Element.AMOUNT, "5800");
    values.put(Element.CURRENCY, "156");
    values.put(Element.ORIGINAL_BATCH, "000001");
    values.put(Element.ORIGINAL_STAN, "000002");
    assertEquals("16", Integer.toString(field(values, 61).length()));

    values.put(Element.TIP, "800");
    assertEquals("000000000800", field(values, 48));
    assertEquals("3400000100050", field(values, 60));
    assertEquals("000001000002", field(values, 61));
    assertEquals("CUP", field(values, 63));
    values.put(Element.ORGANISATION, "VIS");
    assertEquals("VIS", field(values, 63));
  }

  private static String field(Map<Element, String> values, int number) {
    return UNIONPAY.request(Kind.BATCH_ADVICE, values).field(number).orElseThrow();
  }

  @Test
  void how_tips_count_is_an_option_of_each_dialect() {
    assertEquals(TipCounting.REPLACES, UNIONPAY.tipCounting());
    for (Dialect dialect : new Dialect[] {ASCII, BINARY}) {
      assertEquals(TipCounting.ADDS, dialect.tipCounting());
    }
    for (Dialect dialect : new Dialect[] {UNIONPAY, ASCII, BINARY}) {
      assertEquals(TipCounting.ADDS, dialect.with(Map.of("tip.counting", "adds")).tipCounting());
      assertEquals(
          TipCounting.REPLACES, dialect.with(Map.of("tip.counting", "replaces")).tipCounting());
    }
  }

  @Test
  void the_verdicts_of_unionpay_are_told_apart_by_side() {
    Map<Integer, String> fields =
        new TreeMap<>(UNIONPAY.request(Kind.SETTLEMENT, totals("1", "1")).fields());
    fields.put(48, fields.get(48).substring(0, 30) + "1" + fields.get(48).substring(31, 61) + "2");
    Message answer = new Message("", "", "0510", fields);

    assertEquals(SettlementMeaning.BALANCED, verdict(UNIONPAY, answer, Element.SETTLEMENT_CODE));
    assertEquals(
        SettlementMeaning.UNBALANCED, verdict(UNIONPAY, answer, Element.FOREIGN_SETTLEMENT_CODE));
    assertEquals(SettlementMeaning.ERROR, UNIONPAY.settlementMeaning("3"));
    assertEquals(SettlementMeaning.ERROR, UNIONPAY.settlementMeaning("0"));
  }

  @Test
  void the_standards_have_a_field_for_each_total_and_the_net() {
    for (Dialect dialect : new Dialect[] {ASCII, BINARY}) {
      Message more = dialect.request(Kind.SETTLEMENT, totals("123456", "400"));
      assertEquals(dialect == ASCII ? "0500" : "1520", more.mti());
      assertEquals(dialect == ASCII ? "0510" : "1530", dialect.answerTo(more.mti()));
      assertEquals("0000000003", more.field(74).orElseThrow());
      assertEquals("0000000000", more.field(75).orElseThrow());
      assertEquals("0000000012", more.field(76).orElseThrow());
      assertEquals("0000000000000400", more.field(86).orElseThrow());
      assertEquals("0000000000123456", more.field(88).orElseThrow());
      assertEquals("D0000000000123056", more.field(97).orElseThrow());
      assertEquals("156", more.field(50).orElseThrow());
      Message less = dialect.request(Kind.SETTLEMENT, totals("0", "400"));
      assertEquals("C0000000000000400", less.field(97).orElseThrow());
      assertFalse(dialect.kinds().contains(Kind.BATCH_ROWS));
    }
    assertEquals(
        SettlementMeaning.UNBALANCED,
        verdict(ASCII, new Message("", "", "0510", Map.of(66, "2")), Element.SETTLEMENT_CODE));
    assertEquals(
        SettlementMeaning.BALANCED,
        verdict(BINARY, new Message("", "", "1530", Map.of(39, "500")), Element.SETTLEMENT_CODE));
    assertEquals(SettlementMeaning.ERROR, BINARY.settlementMeaning("503"));
  }

  @Test
  void totals_that_do_not_fit_are_refused_with_the_limit() {
    Map<Element, String> many = totals("1", "1");
    many.put(Element.DEBIT_COUNT, "1000");

    assertEquals(
        "field 48 (totals and batch rows): debitCount is at most 3 digits",
        assertThrows(InvalidField.class, () -> UNIONPAY.request(Kind.SETTLEMENT, many))
            .getMessage());
    assertEquals(
        "field 97 (amount, net settlement): debitAmount and creditAmount is two amounts in digits",
        assertThrows(InvalidField.class, () -> ASCII.request(Kind.SETTLEMENT, totals("1.5", "1")))
            .getMessage());
  }

  private static SettlementMeaning verdict(Dialect dialect, Message answer, Element element) {
    return dialect.settlementMeaning(dialect.value(answer, element).orElse(""));
  }
}
