package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.terminal.SettlingBench.assertEnded;

import java.io.File;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.words.FindingText;

/** An acquirer that says "equal" of totals and names others than the terminal's. */
class TotalsCalledEqualTest {
  private static final String NO_FOREIGN = "0".repeat(30);

  @TempDir File folder;
  private SettlingBench settling;
  private TerminalOnBench bench;

  @BeforeEach
  void a_terminal_that_is_online() throws Exception {
    settling = new SettlingBench(folder);
    bench = settling.bench;
  }

  /** It calls both halves equal, and names these debits. */
  private void callsEqual(int count, long amount) {
    bench.acquirer.settlement.totalsAnswers.add(
        String.format("%012d%03d%015d", amount, count, 0) + "1" + NO_FOREIGN + "1");
  }

  @Test
  void a_difference_is_shown_until_a_person_has_looked_whatever_the_acquirer_calls_it()
      throws Exception {
    settling.sale(1000);
    callsEqual(2, 5000);
    Settlement ended = settling.settled();
    assertEnded(Result.BALANCED, ended);
    assertEquals(List.of("207"), bench.acquirer.settlement.endCodes);
    assertTrue(ended.isUnequal());
    assertTrue(ended.isDisputed());
    bench.killAndRestart();
    settling.pass(1);
    assertFalse(settling.diagnosed().ok());
    assertEquals(
        "Batch 000001: The acquirer calls the totals equal and names others than the terminal's. The"
            + " batch is settled. Compare with the acquirer and acknowledge. Difference: debits +1"
            + " of +40.00, credits 0 of 0.00; acquirer: debits 2 of 50.00, credits 0 of 0.00; terminal:"
            + " debits 1 of 10.00, credits 0 of 0.00.",
        FindingText.of(settling.diagnosed()).en());
    bench.now(bench.agent().acknowledge(ended.id(), "Li", "statement"));
    assertTrue(settling.diagnosed().ok());
  }

  @Test
  void the_same_totals_called_equal_leave_nothing_to_look_at() {
    settling.sale(1000);
    callsEqual(1, 1000);
    Settlement ended = settling.settled();
    assertEnded(Result.BALANCED, ended);
    assertFalse(ended.isDisputed());
    assertTrue(settling.diagnosed().ok());
  }
}
