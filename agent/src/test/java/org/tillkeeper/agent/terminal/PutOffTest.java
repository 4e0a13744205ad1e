package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.terminal.SettlingBench.assertEnded;

import java.io.File;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.LedgerOnBench;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.upkeep.Finding;

/** What the acquirer puts off holds a settlement up for a while, and not for ever. */
class PutOffTest {
  @TempDir File folder;
  private SettlingBench settling;
  private TerminalOnBench bench;

  @BeforeEach
  void a_terminal_that_is_online() throws Exception {
    settling = new SettlingBench(folder);
    bench = settling.bench;
  }

  /** Its reversal is answered "not now" so many times. */
  private Payment reversalPutOff(int times) {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.addAll(Collections.nCopies(times, "96"));
    Payment sale = bench.swipe(700);
    settling.pass(31);
    assertEquals(State.REVERSING, bench.payment(sale).state());
    return sale;
  }

  @Test
  void a_settlement_waits_for_a_reversal_that_the_acquirer_puts_off() {
    settling.sale(1000);
    Payment sale = reversalPutOff(20);
    Settlement settlement = settling.begun();
    settling.pass(60);
    assertEquals(Stage.WAITING, settling.now(settlement).stage());
    settling.pass(Duration.ofMinutes(6));
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertEnded(Result.BALANCED, settling.now(settlement));
    assertEquals(0, settling.now(settlement).caveats().leftOpen());
  }

  /** A notice that is put off, and one taken after it. */
  private Payment[] twoTips() {
    Payment[] sales = {settling.sale(1000), settling.sale(1000)};
    Payment[] tips = new Payment[2];
    for (int i = 0; i < 2; i++) {
      PaymentOrder tip =
          PaymentOrder.referring(
              PaymentType.TIP,
              sales[i].id(),
              100,
              "CNY",
              Optional.empty(),
              PaymentOrder.Manner.PLAIN);
      tips[i] = bench.start(tip, "tip-" + i).payment();
    }
    return tips;
  }

  private Finding backlog() {
    return bench.now(bench.agent().diagnosis()).stream()
        .filter(finding -> finding.check().equals("backlog"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_notice_that_is_put_off_is_passed_by_those_behind_it_and_shows() {
    String putOff = "000004";
    bench.acquirer.noticesPutOff = putOff::equals;
    Payment[] tips = twoTips();
    settling.pass(Duration.ofMinutes(9));
    assertEquals(State.SENT, bench.payment(tips[0]).state());
    assertEquals(putOff, bench.payment(tips[0]).lastSent().get().request().stan());
    assertTrue(backlog().ok());
    settling.pass(Duration.ofMinutes(2));
    assertEquals(State.SENT, bench.payment(tips[0]).state());
    assertEquals(State.CONFIRMED, bench.payment(tips[1]).state());
    assertFalse(backlog().ok());
    Settlement settlement = settling.begun();
    settling.pass(Duration.ofMinutes(9));
    assertEquals(Stage.WAITING, settling.now(settlement).stage());
    settling.pass(Duration.ofMinutes(2));
    assertEquals(Stage.ENDED, settling.now(settlement).stage());
    assertEquals(1, settling.now(settlement).caveats().leftOpen());
    int sends = bench.payment(tips[0]).lastSent().get().sends();
    settling.pass(Duration.ofMinutes(21));
    int later = bench.payment(tips[0]).lastSent().get().sends();
    assertTrue(later > sends, "it goes on being sent");
    assertTrue(later <= sends + 3, "once in ten minutes, for each may keep the line");
    bench.acquirer.noticesPutOff = stan -> false;
    settling.pass(Duration.ofMinutes(11));
    assertTrue(backlog().ok());
  }

  @Test
  void after_a_while_it_goes_on_without_it_and_says_so() {
    settling.sale(1000);
    reversalPutOff(1000);
    Settlement settlement = settling.begun();
    settling.pass(Duration.ofMinutes(9));
    assertEquals(Stage.WAITING, settling.now(settlement).stage());
    assertEquals(State.CONFIRMED, settling.sale(50).state(), "sales go on meanwhile");
    settling.pass(Duration.ofMinutes(2));
    Settlement ended = settling.now(settlement);
    assertEquals(Stage.ENDED, ended.stage());
    assertEquals(1, ended.caveats().leftOpen());
    assertTrue(
        LedgerOnBench.texts(bench.ledger(), "SELECT message FROM history WHERE payment IS NULL")
            .stream()
            .anyMatch(said -> said.endsWith("Reversals and notices that are still open: 1.")));
    assertFalse(settling.diagnosed().ok(), "the acquirer has what is still to be reversed");
  }
}
