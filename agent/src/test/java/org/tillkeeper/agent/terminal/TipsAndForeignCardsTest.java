package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.words.FindingText;
import org.tillkeeper.iso8583.Message;

/**
 * What a terminal tells of tips and of foreign cards in its totals and in its upload. Field 48 of
 * each message is put together by hand: debit amount 12 and count 3, credit amount 12 and count 3,
 * the acquirer's digit; first of domestic cards, then of foreign ones.
 */
class TipsAndForeignCardsTest {
  private static final String NOTHING = "000000000000" + "000" + "000000000000" + "000";

  @TempDir File folder;
  private TerminalOnBench bench;
  private SettlingBench settling;
  private int keys;

  @BeforeEach
  void a_terminal_that_is_online() throws Exception {
    start(Map.of());
  }

  private void start(Map<String, String> options) throws Exception {
    bench = TerminalOnBench.with(folder("t" + keys++), options);
    settling = new SettlingBench(bench);
  }

  private File folder(String name) {
    File made = new File(folder, name);
    assertTrue(made.mkdir());
    return made;
  }

  private Payment sale(long amount, String organisation) {
    bench.acquirer.organisation = request -> organisation;
    return settling.sale(amount);
  }

  private Payment referring(PaymentType type, Payment original, long amount) {
    PaymentOrder order =
        PaymentOrder.referring(
            type, original.id(), amount, "CNY", Optional.empty(), PaymentOrder.Manner.PLAIN);
    Payment started = bench.start(order, "later-" + keys++).payment();
    settling.pass(1);
    Payment payment = bench.payment(started);
    assertEquals(State.CONFIRMED, payment.state());
    return payment;
  }

  private String totals() {
    return settlementMessage("0500").field(48).get();
  }

  private Message settlementMessage(String mti) {
    return bench.acquirer.settlement.received.stream()
        .filter(message -> message.mti().equals(mti))
        .findFirst()
        .orElseThrow();
  }

  /** Digits 31 and 62 of the answer, with the terminal's own totals. */
  private void answersTotalsWith(String domestic, String foreign, String... halves) {
    bench.acquirer.settlement.totalsAnswers.add(halves[0] + domestic + halves[1] + foreign);
  }

  @Test
  void a_sale_and_its_tip_are_one_debit_of_their_sum() {
    Payment sale = sale(1000, "");
    referring(PaymentType.TIP, sale, 80);
    sale(200, "");
    Settlement settlement = settling.settled();
    assertEquals("000000001280" + "002" + "000000000000" + "000" + "0" + NOTHING + "0", totals());
    assertEquals(new Totals(2, 1280, 0, 0), settlement.request().get().totals());
  }

  @Test
  void a_tip_is_a_debit_of_its_own_where_the_acquirer_counts_so() throws Exception {
    start(Map.of("tip.counting", "adds"));
    Payment sale = sale(1000, "");
    referring(PaymentType.TIP, sale, 80);
    settling.settled();
    assertEquals("000000001080" + "002" + "000000000000" + "000" + "0" + NOTHING + "0", totals());
  }

  @Test
  void a_tip_goes_up_instead_of_its_sale_and_names_the_sum_and_the_tip() {
    Payment sale = sale(1000, "");
    Payment tip = referring(PaymentType.TIP, sale, 80);
    Payment other = sale(200, "");
    Settlement settlement = settling.settled();
    SettlingBench.assertEnded(Result.UPLOADED, settlement);
    assertEquals(List.of("0500 201", "0320 000", "0320 201", "0320 202"), settling.messages());
    Message notice = bench.acquirer.settlement.received.get(1);
    assertEquals(Optional.of("000000001080"), notice.field(4));
    assertEquals(Optional.of("000000000080"), notice.field(48));
    assertEquals(Optional.of(stan(tip)), notice.field(11));
    assertEquals(Optional.of("3400000100050"), notice.field(60));
    assertEquals(Optional.of("000001" + stan(sale)), notice.field(61));
    assertEquals(Optional.of("CUP"), notice.field(63));
    assertEquals(List.of(stan(other)), bench.acquirer.settlement.uploaded);
    assertEquals(2, bench.acquirer.settlement.endCounts.get("000001"));
  }

  @Test
  void two_tips_on_a_sale_go_up_as_the_last_of_them_which_names_both() {
    Payment sale = sale(1000, "");
    referring(PaymentType.TIP, sale, 80);
    Payment second = referring(PaymentType.TIP, sale, 20);
    Settlement settlement = settling.settled();
    assertEquals(new Totals(1, 1100, 0, 0), settlement.request().get().totals());
    assertEquals(List.of("0500 201", "0320 000", "0320 202"), settling.messages());
    Message notice = bench.acquirer.settlement.received.get(1);
    assertEquals(Optional.of(stan(second)), notice.field(11));
    assertEquals(Optional.of("000000001100"), notice.field(4));
    assertEquals(Optional.of("000000000100"), notice.field(48));
  }

  @Test
  void where_tips_add_both_go_up_as_they_were_sent() throws Exception {
    start(Map.of("tip.counting", "adds"));
    Payment sale = sale(1000, "");
    referring(PaymentType.TIP, sale, 80);
    referring(PaymentType.TIP, sale, 20);
    settling.settled();
    assertEquals(
        List.of("0500 201", "0320 000", "0320 000", "0320 201", "0320 202"), settling.messages());
    Message second = bench.acquirer.settlement.received.get(2);
    assertEquals(Optional.of("000000001100"), second.field(4));
    assertEquals(Optional.of("000000000020"), second.field(48));
    assertEquals(List.of(stan(sale)), bench.acquirer.settlement.uploaded);
  }

  @Test
  void a_declined_tip_leaves_its_sale_as_it_was() {
    Payment sale = sale(1000, "");
    bench.acquirer.saleCodes.add("51");
    PaymentOrder order =
        PaymentOrder.referring(
            PaymentType.TIP, sale.id(), 80, "CNY", Optional.empty(), PaymentOrder.Manner.PLAIN);
    bench.start(order, "declined");
    settling.pass(1);
    Settlement settlement = settling.settled();
    SettlingBench.assertEnded(Result.BALANCED, settlement);
    assertEquals(new Totals(1, 1000, 0, 0), settlement.request().get().totals());
  }

  @Test
  void foreign_cards_fill_the_second_half() {
    sale(1000, "CUP");
    sale(30, "000");
    sale(4, "");
    Payment foreign = sale(500, "VIS");
    referring(PaymentType.VOID, foreign, 0);
    sale(70, "JCB");
    Settlement settlement = settling.settled();
    assertEquals(
        ("000000001034" + "003" + "000000000000" + "000" + "0")
            + ("000000000570" + "002" + "000000000500" + "001" + "0"),
        totals());
    assertEquals(
        new BatchTotals(new Totals(3, 1034, 0, 0), new Totals(2, 570, 1, 500)),
        settlement.request().get().told());
  }

  @Test
  void what_does_not_say_its_card_is_as_its_original() {
    Payment foreign = sale(500, "VIS");
    bench.acquirer.organisation = request -> "";
    referring(PaymentType.TIP, foreign, 50);
    Payment other = sale(300, "VIS");
    bench.acquirer.organisation = request -> "";
    referring(PaymentType.VOID, other, 0);
    settling.settled();
    assertEquals(NOTHING + "0" + ("000000000850" + "002" + "000000000300" + "001" + "0"), totals());
  }

  @Test
  void the_row_of_a_foreign_card_says_so() {
    sale(500, "VIS");
    sale(200, "CUP");
    bench.acquirer.settlement.hidden.add("000002");
    answersTotalsWith("3", "3", NOTHING, NOTHING);
    settling.settled();
    assertEquals(
        "02"
            + ("01" + "000002" + "00006225000000000006" + "000000000500")
            + ("00" + "000003" + "00006225000000000006" + "000000000200"),
        settlementMessage("0320").field(48).get());
  }

  @Test
  void each_half_of_the_answer_is_judged() {
    sale(500, "VIS");
    sale(200, "CUP");
    // The acquirer has another foreign sale.
    String domestic = "000000000200" + "001" + "000000000000" + "000";
    String foreign = "000000001234" + "002" + "000000000000" + "000";
    answersTotalsWith("1", "2", domestic, foreign);
    Settlement settlement = settling.settled();
    SettlingBench.assertEnded(Result.UPLOADED, settlement);
    assertTrue(settlement.isDisputed());
    assertEquals(List.of("000002"), bench.acquirer.settlement.uploaded);
    assertEquals(List.of("202"), bench.acquirer.settlement.endCodes);
    assertEquals(734, settlement.foreignDifference().get().debitAmount());
    assertEquals(0, settlement.domesticDifference().get().debitAmount());
    assertFalse(settling.diagnosed().ok());
    String said = FindingText.of(settling.diagnosed()).zh();
    assertTrue(said.contains("【外卡】相差：借记 +1 笔 +7.34"), said);
    assertTrue(said.contains("收单机构：借记 2 笔 12.34"), said);
  }

  @Test
  void a_foreign_half_that_both_leave_empty_says_nothing() {
    sale(500, "");
    String domestic = "000000000500" + "001" + "000000000000" + "000";
    answersTotalsWith("1", "0", domestic, NOTHING);
    SettlingBench.assertEnded(Result.BALANCED, settling.settled());
    assertTrue(settling.diagnosed().ok());
  }

  @Test
  void a_foreign_half_that_only_the_acquirer_leaves_empty_is_unclear() {
    sale(500, "VIS");
    answersTotalsWith("1", "0", NOTHING, NOTHING);
    assertTrue(settling.settled().isDisputed());
  }

  @Test
  void only_domestic_payments_go_up_where_only_these_differ() {
    sale(500, "VIS");
    sale(200, "CUP");
    answersTotalsWith("2", "1", NOTHING, "000000000500" + "001" + "000000000000" + "000");
    settling.settled();
    assertEquals(List.of("000003"), bench.acquirer.settlement.uploaded);
  }

  @Test
  void contrary_differences_do_not_cancel_out() {
    sale(500, "");
    // The acquirer counts the same sale as one of a foreign card.
    answersTotalsWith("2", "2", NOTHING, "000000000500" + "001" + "000000000000" + "000");
    Settlement settlement = settling.settled();
    assertTrue(settlement.isDisputed());
    assertEquals(-500, settlement.domesticDifference().get().debitAmount());
    assertEquals(500, settlement.foreignDifference().get().debitAmount());
  }

  @Test
  void which_card_it_was_is_known_after_a_restart() throws Exception {
    sale(500, "VIS");
    bench.killAndRestart();
    settling.settled();
    assertEquals(NOTHING + "0" + ("000000000500" + "001" + "000000000000" + "000" + "0"), totals());
  }

  @Test
  void a_settlement_shows_its_foreign_half_after_a_restart() throws Exception {
    sale(500, "VIS");
    bench.acquirer.settlement.faults.add(Fault.LOST);
    Settlement begun = settling.begun();
    settling.pass(1);
    bench.killAndRestart();
    settling.pass(60);
    assertEquals(new Totals(1, 500, 0, 0), settling.now(begun).request().get().told().foreign());
    String told = NOTHING + "0" + ("000000000500" + "001" + "000000000000" + "000" + "0");
    assertEquals(told, totals());
  }

  private static String stan(Payment payment) {
    return payment.lastSent().get().request().stan();
  }
}
