package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.tillkeeper.agent.terminal.SettlingBench.assertEnded;

import java.io.File;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;

/** An acquirer books attempts; what counts in a batch is each attempt it has approved. */
class SettledAttemptsTest {
  @TempDir File folder;
  private SettlingBench settling;
  private TerminalOnBench bench;

  @BeforeEach
  void a_terminal_that_is_online() throws Exception {
    settling = new SettlingBench(folder);
    bench = settling.bench;
  }

  /** Its second attempt is confirmed; its first may be charged too, and nothing can undo it. */
  private Payment mayBeChargedTwice() {
    bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
    Payment sale = bench.swipe(1234);
    settling.pass(30);
    String first = bench.payment(sale).attempt(1).request().stan();
    bench.acquirer.reversalCodes.add("12");
    bench.network.deliver(bench.acquirer.saleAnswer(settling.lastReceived(first), "00"));
    settling.pass(5);
    Payment now = bench.payment(sale);
    assertEquals(State.ATTENTION, now.state());
    assertEquals(Optional.of(Attention.MAY_BE_CHARGED_TWICE), now.attention());
    return now;
  }

  @Test
  void the_confirmed_attempt_of_a_payment_that_needs_a_person_is_in_the_totals() {
    mayBeChargedTwice();
    settling.sale(500);
    Settlement settlement = settling.settled();
    assertEnded(Result.BALANCED, settlement);
    assertEquals(new Totals(2, 1734, 0, 0), settlement.request().get().totals());
  }

  @Test
  void it_goes_up_under_its_own_number() {
    String stan = mayBeChargedTwice().attempt(2).request().stan();
    bench.acquirer.settlement.hidden.add(stan);
    assertEnded(Result.UPLOADED, settling.settled());
    assertEquals(List.of(stan), bench.acquirer.settlement.uploaded);
  }
}
