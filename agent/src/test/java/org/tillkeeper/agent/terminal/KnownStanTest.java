package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.upkeep.Finding;

/** What a 94 says of a ledger that never gave that number before. */
class KnownStanTest extends AgentLoopBench {
  private Finding witness() {
    return bench.now(bench.agent().diagnosis()).stream()
        .filter(finding -> finding.check().equals("witness"))
        .findFirst()
        .get();
  }

  @Test
  void in_a_new_ledger_the_terminal_number_was_in_use_and_sales_go_on_behind_a_jump() {
    bench.acquirer.saleCodes.add("94");
    Payment first = bench.swipe(100);
    pass(seconds(1));
    assertEquals(State.ATTENTION, bench.payment(first).state());
    assertTrue(kinds(first).contains("numbers-in-use"), kinds(first).toString());
    assertFalse(bench.ledger().lossWaits(), "it can have lost nothing");
    assertFalse(witness().ok());
    Payment second = bench.swipe(200);
    pass(seconds(1));
    assertEquals(State.CONFIRMED, bench.payment(second).state());
    assertTrue(
        Integer.parseInt(bench.payment(second).attempt(1).request().stan()) > 1000, "jumped");
    assertTrue(witness().ok(), "the jump was far enough");
  }

  @Test
  void in_a_ledger_the_acquirer_has_dealt_with_records_are_lost_and_a_person_accepts_it()
      throws Exception {
    bench.swipe(100);
    pass(seconds(1));
    bench.acquirer.saleCodes.add("94");
    Payment strange = bench.swipe(200);
    pass(seconds(1));
    assertEquals(State.ATTENTION, bench.payment(strange).state());
    assertTrue(kinds(strange).contains("stan-of-a-lost-life"), kinds(strange).toString());
    bench.killAndRestart();
    bench.online();
    assertTrue(bench.ledger().lossWaits());
    CompletionException refused = assertThrows(CompletionException.class, () -> bench.swipe(300));
    assertEquals(Ground.LEDGER_LOSS, ((Refused) refused.getCause()).refusal().ground());
    bench.now(bench.agent().acceptLedgerLoss("Li", "compared with the acquirer"));
    Payment next = bench.swipe(400);
    pass(seconds(1));
    assertEquals(State.CONFIRMED, bench.payment(next).state());
  }
}
