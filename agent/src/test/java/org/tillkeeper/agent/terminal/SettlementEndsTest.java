package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.terminal.SettlingBench.assertEnded;

import java.io.File;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.words.Bilingual;
import org.tillkeeper.agent.words.FindingText;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.Dialect;

/** A settlement that nobody takes must not close the shop. */
class SettlementEndsTest {
  @TempDir File folder;
  private SettlingBench settling;
  private TerminalOnBench bench;

  @BeforeEach
  void a_terminal_that_is_online() throws Exception {
    settling = new SettlingBench(folder);
    bench = settling.bench;
  }

  private void answersNothing() {
    bench.acquirer.settlement.faults.addAll(Collections.nCopies(10_000, Fault.LOST));
  }

  @Test
  void totals_that_are_never_answered_are_given_up_and_sales_go_on() {
    settling.sale(1000);
    answersNothing();
    Settlement settlement = settling.begun();
    settling.pass(Duration.ofMinutes(9));
    assertEquals(Stage.TOTALS, settling.now(settlement).stage());
    assertFalse(settling.diagnosed().ok());
    assertTrue(
        FindingText.of(settling.diagnosed())
            .en()
            .startsWith("A settlement is under way and keeps"));
    settling.pass(Duration.ofMinutes(4));
    assertEnded(Result.REFUSED, settling.now(settlement));
    assertEquals(State.CONFIRMED, settling.sale(500).state());
    bench.acquirer.settlement.faults.clear();
    Settlement next = settling.settled();
    assertEnded(Result.BALANCED, next);
    assertEquals(new Totals(2, 1500, 0, 0), next.request().get().totals());
    assertTrue(settling.diagnosed().ok());
  }

  @Test
  void a_sale_whose_time_ends_while_settling_says_so_also_after_a_restart() throws Exception {
    settling.sale(1000);
    answersNothing();
    settling.begun();
    settling.pass(1);
    Payment sale = bench.swipe(500);
    assertEquals(State.RECORDED, sale.state());
    settling.pass(Duration.ofSeconds(70));
    assertSettlingSaid(bench.payment(sale));
    bench.killAndRestart();
    assertSettlingSaid(bench.payment(sale));
  }

  @Test
  void a_sale_that_goes_at_once_or_not_at_all_says_that_the_terminal_was_settling(
      @TempDir File other) throws Exception {
    try (TerminalOnBench atOnce = new TerminalOnBench(other, Duration.ZERO)) {
      SettlingBench there = new SettlingBench(atOnce);
      there.sale(1000);
      atOnce.acquirer.settlement.faults.addAll(Collections.nCopies(100, Fault.LOST));
      there.begun();
      there.pass(1);
      assertSettlingSaid(atOnce.swipe(500));
    }
  }

  @Test
  void a_sale_whose_time_ends_without_a_settlement_does_not_speak_of_one() {
    settling.sale(1000);
    bench.acquirer.reachable = false;
    bench.network.cut();
    Payment sale = bench.swipe(500);
    settling.pass(Duration.ofSeconds(70));
    assertEquals(State.NOT_SENT, bench.payment(sale).state());
    assertFalse(bench.payment(sale).endedBySettlement());
  }

  private static void assertSettlingSaid(Payment payment) {
    assertEquals(State.NOT_SENT, payment.state());
    assertTrue(payment.endedBySettlement());
    PaymentText text = new PaymentText(Dialect.named("unionpay-pos")::responseCode);
    assertEquals(
        new Bilingual(
            "终端正在结算，没有发送。未扣款。", "The terminal was settling; nothing was sent. Not charged."),
        new Bilingual(
            text.of(payment).zh().replaceFirst("(扣款。).*", "$1"),
            text.of(payment).en().replaceFirst("(Not charged\\.).*", "$1")));
  }

  @Test
  void totals_that_are_put_off_are_given_up_too_with_the_code() {
    settling.sale(1000);
    bench.acquirer.settlement.totalsCodes.addAll(Collections.nCopies(1000, "96"));
    Settlement settlement = settling.begun();
    settling.pass(Duration.ofMinutes(11));
    assertEnded(Result.REFUSED, settling.now(settlement));
    assertEquals("96", settling.now(settlement).responseCode());
    assertEquals(State.CONFIRMED, settling.sale(500).state());
  }

  @Test
  void an_outage_does_not_count() {
    settling.sale(1000);
    answersNothing();
    Settlement settlement = settling.begun();
    settling.pass(Duration.ofMinutes(3));
    bench.acquirer.reachable = false;
    bench.network.cut();
    settling.pass(Duration.ofHours(2));
    bench.acquirer.reachable = true;
    settling.pass(Duration.ofMinutes(3));
    assertEquals(Stage.TOTALS, settling.now(settlement).stage());
    bench.acquirer.settlement.faults.clear();
    settling.pass(Duration.ofMinutes(1));
    assertEnded(Result.BALANCED, settling.now(settlement));
  }

  @Test
  void an_upload_that_is_never_answered_is_given_up_too() {
    settling.sale(1000);
    bench.acquirer.settlement.faults.add(Fault.NONE);
    answersNothing();
    Settlement settlement = settling.begun();
    settling.pass(Duration.ofMinutes(13));
    assertEnded(Result.REFUSED, settling.now(settlement));
    assertEquals(State.CONFIRMED, settling.sale(500).state());
  }

  @Test
  void an_end_that_was_taken_and_given_up_is_known_by_the_acquirers_next_batch() {
    settling.sale(1000);
    bench.acquirer.settlement.faults.add(Fault.NONE);
    bench.acquirer.settlement.faults.addAll(Collections.nCopies(10_000, Fault.SILENT));
    Settlement settlement = settling.begun();
    settling.pass(Duration.ofMinutes(13));
    assertEnded(Result.REFUSED, settling.now(settlement));
    bench.acquirer.saleCodes.add("77");
    settling.sale(500);
    settling.pass(10);
    assertEnded(Result.BALANCED, settling.now(settlement));
    assertEquals("000002", bench.ledger().batches().open().number());
  }
}
