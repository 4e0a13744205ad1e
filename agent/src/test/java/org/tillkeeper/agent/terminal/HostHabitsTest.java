package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.words.FindingText;
import org.tillkeeper.iso8583.Hex;

/** Hosts that do otherwise than their dialect says, and what the diagnosis says of them. */
class HostHabitsTest extends AgentLoopBench {
  private Finding host() {
    for (Finding finding : bench.now(bench.agent().diagnosis())) {
      if (finding.check().equals("host")) {
        return finding;
      }
    }
    throw new AssertionError("no check of the host");
  }

  private void assertSells() {
    Payment sale = bench.swipe(1234);
    pass(seconds(1));
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
  }

  @Test
  void a_host_that_speaks_as_its_dialect_says_has_no_habits() {
    assertTrue(host().ok());
    assertEquals("The host speaks as its dialect says.", FindingText.of(host()).en());
  }

  @Test
  void a_host_that_refuses_echoes_is_proven_by_a_sign_in_also_after_a_restart() throws Exception {
    bench.acquirer.echoCode = "12";
    bench.killAndRestart();
    pass(seconds(2));
    assertSells();
    assertTrue(host().ok());
    assertTrue(FindingText.of(host()).en().startsWith("The host refuses echoes (12)"));
    bench.network.cut();
    pass(seconds(2));
    assertSells();
    assertEquals(1, count("0820"));
  }

  @Test
  void an_idle_line_whose_echo_is_refused_stays_online() {
    bench.acquirer.echoCode = "12";
    pass(seconds(300));
    assertEquals(1, bench.network.connectedBy.size());
    assertEquals(1, count("0820"));
    assertSells();
  }

  @Test
  void a_host_that_answers_no_echo_is_proven_by_a_sign_in() throws Exception {
    bench.acquirer.echoCode = "";
    bench.killAndRestart();
    pass(seconds(90));
    assertSells();
    assertEquals(2, count("0820"));
    assertTrue(FindingText.of(host()).zh().startsWith("主机不应答线路测试"), FindingText.of(host()).zh());
    // Tested once more when idle, and never again.
    pass(seconds(600));
    assertEquals(3, count("0820"));
    assertSells();
  }

  @Test
  void a_host_that_ends_each_connection_after_one_answer_is_noticed_and_sold_through()
      throws Exception {
    bench.network.closesAfterEachAnswer = true;
    bench.killAndRestart();
    bench.network.connectedBy.clear();
    pass(seconds(10));
    assertTrue(bench.network.connectedBy.size() <= 5, bench.network.connectedBy.toString());
    assertSells();
    assertTrue(FindingText.of(host()).en().startsWith("The host ends each connection"));
    bench.network.connectedBy.clear();
    long echoes = count("0820");
    for (int i = 0; i < 5; i++) {
      assertSells();
    }
    assertEquals(5, bench.network.connectedBy.size());
    assertEquals(echoes, count("0820"));
  }

  @Test
  void a_reversal_too_goes_on_a_connection_of_its_own() throws Exception {
    bench.network.closesAfterEachAnswer = true;
    bench.killAndRestart();
    pass(seconds(10));
    bench.acquirer.saleFaults.add(ModelAcquirer.Fault.SILENT);
    Payment sale = bench.swipe(1234);
    pass(seconds(60));
    assertEnds(State.CONFIRMED, sale, 1);
    assertEquals(2, bench.payment(sale).attempts().size());
  }

  @Test
  void answers_that_match_in_all_but_the_mti_are_named() {
    bench.acquirer.saleFaults.add(ModelAcquirer.Fault.SILENT);
    bench.acquirer.rewritten = frame -> withMti(frame, "0430");
    Payment sale = bench.chip(1234);
    pass(seconds(60));
    assertEquals(State.REVERSING, bench.payment(sale).state());
    assertFalse(host().ok());
    assertEquals(
        "Answers match in all but the MTI: 0430 came, 0410 is expected. Check the dialect's option"
            + " (reversal.answerMti for reversals).",
        FindingText.of(host()).en());
    bench.acquirer.rewritten = frame -> frame;
    pass(seconds(120));
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertTrue(host().ok());
  }

  @Test
  void a_sale_that_was_answered_under_another_mti_is_not_sent_again_on_no_original() {
    bench.acquirer.rewritten = frame -> frame[13] == 2 ? withMti(frame, "0230") : frame;
    bench.acquirer.reversalCodes.addAll(Collections.nCopies(5, "25"));
    Payment sale = bench.swipe(1234);
    pass(seconds(120));
    assertEquals(1, count("0200"), "it may be charged already");
    assertEquals(State.ATTENTION, bench.payment(sale).state());
  }

  private byte[] withMti(byte[] frame, String mti) {
    byte[] other = frame.clone();
    System.arraycopy(Hex.decode(mti), 0, other, 13, 2);
    byte[] mac = bench.acquirer.mac(Arrays.copyOfRange(other, 13, other.length - 8));
    System.arraycopy(mac, 0, other, other.length - 8, 8);
    return other;
  }
}
