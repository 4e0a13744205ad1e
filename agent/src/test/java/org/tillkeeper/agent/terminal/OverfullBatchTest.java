package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.tillkeeper.agent.terminal.SettlingBench.assertEnded;

import java.io.File;
import java.util.Collections;
import java.util.concurrent.CompletionException;
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

/** The totals of a UnionPay batch name a sum in 12 digits. */
class OverfullBatchTest {
  private static final long MOST = 999_999_999_999L;

  @TempDir File folder;
  private SettlingBench settling;
  private TerminalOnBench bench;

  @BeforeEach
  void a_terminal_that_is_online() throws Exception {
    settling = new SettlingBench(folder);
    bench = settling.bench;
  }

  private void assertFull(long amount) {
    CompletionException thrown = assertThrows(CompletionException.class, () -> bench.swipe(amount));
    Refusal refusal = ((Refused) thrown.getCause()).refusal();
    assertEquals(Ground.BATCH_FULL, refusal.ground());
  }

  @Test
  void a_sale_that_the_totals_could_not_name_is_refused_until_the_batch_is_settled() {
    settling.sale(MOST - 1000);
    assertFull(1001);
    assertEquals(State.CONFIRMED, settling.sale(1000).state());
    assertFull(1);
    Settlement settlement = settling.settled();
    assertEnded(Result.BALANCED, settlement);
    assertEquals(new Totals(2, MOST, 0, 0), settlement.request().get().totals());
    assertEquals(State.CONFIRMED, settling.sale(1001).state());
  }

  @Test
  void what_is_still_open_counts_and_what_was_declined_does_not() {
    bench.acquirer.saleCodes.add("51");
    assertEquals(State.DECLINED, settling.sale(MOST).state());
    bench.acquirer.reachable = false;
    bench.network.cut();
    Payment waits = bench.swipe(MOST);
    assertEquals(State.RECORDED, waits.state());
    assertFull(1);
    settling.pass(70);
    assertEquals(State.NOT_SENT, bench.payment(waits).state());
    assertEquals(State.RECORDED, bench.swipe(1).state());
  }

  @Test
  void a_void_of_the_whole_batch_fits() {
    Payment sale = settling.sale(MOST);
    Payment taken = bench.voiding(sale);
    settling.pass(1);
    assertEquals(State.CONFIRMED, bench.payment(taken).state());
  }

  @Test
  void a_sale_taken_while_a_full_batch_is_being_settled_belongs_to_the_next() {
    settling.sale(MOST);
    bench.acquirer.settlement.faults.addAll(Collections.nCopies(1, Fault.LOST));
    Settlement settlement = settling.begun();
    settling.pass(1);
    assertEquals(Stage.TOTALS, settling.now(settlement).stage());
    Payment next = bench.swipe(1000);
    settling.pass(50);
    assertEnded(Result.BALANCED, settling.now(settlement));
    assertEquals(State.CONFIRMED, bench.payment(next).state());
  }
}
