package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.ledger.LedgerOnBench;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.iso8583.Hex;

/** Answers that say more than the dialect knows, or that cannot be read: the line stays up. */
class AnswersThatSayMoreTest extends AgentLoopBench {
  private static final int MTI = 13;
  private static final int BITMAP = MTI + 2;
  private static final int MAC = 8;

  /** The frame with bytes put in at an offset, a bit of the bitmap set, and its MAC made anew. */
  private byte[] with(byte[] frame, int field, int offset, String hex) {
    byte[] more = Hex.decode(hex);
    byte[] longer = new byte[frame.length + more.length];
    System.arraycopy(frame, 0, longer, 0, offset);
    System.arraycopy(more, 0, longer, offset, more.length);
    System.arraycopy(frame, offset, longer, offset + more.length, frame.length - offset);
    longer[1] += (byte) more.length;
    longer[BITMAP + (field - 1) / 8] |= (byte) (0x80 >> (field - 1) % 8);
    byte[] mac = bench.acquirer.mac(Arrays.copyOfRange(longer, MTI, longer.length - MAC));
    System.arraycopy(mac, 0, longer, longer.length - MAC, MAC);
    return longer;
  }

  /** Field 5, an amount for settlement, which the dialect lacks. */
  private byte[] withAmountForSettlement(byte[] frame) {
    boolean processingCode = (frame[BITMAP] & 0x20) != 0;
    int behindAmount = BITMAP + 8 + (processingCode ? 3 : 0) + 6;
    return with(frame, 5, behindAmount, "000000001234");
  }

  private List<String> journal() {
    return LedgerOnBench.rows(bench.ledger(), "kind", "history");
  }

  @Test
  void a_further_field_of_the_standard_is_read_past_and_the_sale_confirmed() {
    bench.acquirer.rewritten = this::withAmountForSettlement;
    Payment sale = bench.swipe(1234);
    pass(seconds(1));
    assertEnds(State.CONFIRMED, sale, 1);
    assertEquals(1, bench.payment(sale).attempts().size());
    assertTrue(journal().contains("read-past"), journal().toString());
  }

  @Test
  void a_reversals_answer_may_say_more_and_ends_the_reversal() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.rewritten = this::withAmountForSettlement;
    Payment sale = bench.chip(1234);
    pass(seconds(60));
    assertEnds(State.CANCELLED, sale, 0);
    assertEquals(2, count("0400"), "an early 00 is asked again");
  }

  @Test
  void a_message_that_cannot_be_read_is_noted_and_the_time_out_decides() {
    bench.acquirer.saleFaults.add(Fault.GARBAGE);
    Payment sale = bench.chip(1234);
    pass(seconds(1));
    assertEquals(State.SENT, bench.payment(sale).state());
    assertEquals(1, bench.network.connectedBy.size());
    assertTrue(journal().contains("malformed"), journal().toString());
    pass(seconds(60));
    assertEnds(State.CANCELLED, sale, 0);
  }
}
