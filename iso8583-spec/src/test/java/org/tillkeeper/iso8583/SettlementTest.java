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
