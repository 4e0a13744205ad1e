package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.ledger.LedgerOnBench;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.words.FindingText;
import org.tillkeeper.iso8583.Message;

/** A line that says far more than belongs to anything, and one on which somebody else speaks. */
class FloodTest extends AgentLoopBench {
  private static final int MANY = 5_000;

  private Finding host() {
    return bench.now(bench.agent().diagnosis()).stream()
        .filter(finding -> finding.check().equals("host"))
        .findFirst()
        .get();
  }

  /** Answers to nothing, each with another trace number. */
  private void flood(int frames) {
    for (int i = 0; i < frames; i++) {
      Message message =
          new Message(
              "6000000003",
              "603100310000",
              "0210",
              Map.of(
                  11,
                  String.format(Locale.ROOT, "%06d", 900_000 + i),
                  39,
                  "00",
                  41,
                  "00000001",
                  60,
                  "22000001000"));
      bench.network.deliver(
          bench.acquirer.dialect.pack(message, (algorithm, input) -> new byte[8]));
    }
    bench.time.settle();
  }

  private List<String> journal(String kind) {
    return LedgerOnBench.texts(
        bench.ledger(),
        "SELECT message FROM history WHERE payment IS NULL AND kind = '" + kind + "' ORDER BY seq");
  }

  private void assertSells() {
    Payment sale = bench.swipe(1234);
    pass(seconds(1));
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
  }

  @Test
  void frames_that_answer_nothing_cost_the_line_and_hardly_a_row_of_the_ledger() {
    flood(MANY);
    assertEquals(20, journal("unexpected").size());
    assertEquals(1, journal("line-flooded").size());
    assertTrue(bench.network.trace.contains("reset"), "the line is given up");
    assertFalse(host().ok());
    assertEquals(
        "The host sent floods of frames that answer nothing; the connection is given up each time,"
            + " and the pauses grow. Check the address, and call the acquirer.",
        FindingText.of(host()).en());
    pass(seconds(2));
    assertSells();
  }

  @Test
  void what_was_left_out_of_the_journal_is_counted_in_its_next_entry() {
    for (int minute = 0; minute < 61; minute++) {
      flood(2);
      pass(seconds(60));
    }
    List<String> rows = journal("unexpected");
    String last = rows.get(rows.size() - 2);
    assertTrue(last.endsWith(" answers nothing that is open. 100 before it left out."), last);
    assertTrue(host().ok());
  }

  @Test
  void a_flood_that_comes_again_at_each_connection_keeps_the_terminal_busy_for_a_bounded_time() {
    for (int minute = 0; minute < 60; minute++) {
      flood(MANY / 10);
      pass(seconds(60));
    }
    assertEquals(20, journal("unexpected").size());
    assertTrue(bench.network.connectedBy.size() <= 61, "" + bench.network.connectedBy.size());
    assertSells();
    assertFalse(host().ok());
    pass(seconds(120));
    assertSells();
    assertTrue(host().ok(), FindingText.of(host()).en());
  }

  @Test
  void one_that_is_told_two_things_says_so_for_a_week() throws Exception {
    bench.acquirer.saleFaults.add(ModelAcquirer.Fault.OTHER_REFUSES_FIRST);
    Payment sale = bench.swipe(1234);
    pass(seconds(5));
    assertEquals(State.DECLINED, bench.payment(sale).state());
    assertEquals(0, bench.acquirer.charged(), "the approval behind it is reversed");
    bench.killAndRestart();
    pass(seconds(5));
    assertFalse(host().ok());
    assertTrue(
        FindingText.of(host())
            .en()
            .startsWith("A payment was refused and then approved with a right MAC ("));
    pass(seconds(8 * 24 * 3600L));
    assertTrue(host().ok());
  }

  @Test
  void a_line_without_tls_is_named_with_what_it_lets_others_say() {
    for (Finding finding : bench.now(bench.agent().diagnosis())) {
      if (finding.check().equals("tls")) {
        assertTrue(finding.ok());
        String text = FindingText.of(finding).en();
        assertTrue(text.contains("mac.onRefusals: required"), text);
        return;
      }
    }
    throw new AssertionError("the line's secrecy is not looked at");
  }
}
