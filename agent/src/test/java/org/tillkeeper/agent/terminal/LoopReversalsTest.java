package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.iso8583.Message;

/** The cases where money hides behind a reversal. */
class LoopReversalsTest extends AgentLoopBench {
  @Test
  void a_reversal_comes_to_its_end_after_the_terminal_was_given_another_number() throws Exception {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(100);
    pass(seconds(5));
    bench.terminal = "00000002";
    bench.killAndRestart();
    pass(seconds(120));
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertEquals(0, bench.acquirer.charged());
  }

  @Test
  void a_reversal_goes_before_the_next_sale_and_an_unanswered_one_blocks_it() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalFaults.add(Fault.LOST);
    Payment first = bench.chip(100);
    pass(seconds(31));
    Payment second = bench.swipe(200);
    assertEquals(State.RECORDED, second.state());
    pass(seconds(50));
    assertEnds(State.CANCELLED, first, 1);
    assertEquals(State.CONFIRMED, bench.payment(second).state());
    assertEquals(
        List.of("0800", "0200", "0820", "0820", "0400", "0200"), bench.acquirer.receivedMtis());
  }

  @Test
  void a_reversal_that_was_answered_no_longer_blocks_sales() {
    bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
    Payment first = bench.chip(100);
    pass(seconds(3));
    assertEquals(State.REVERSING, bench.payment(first).state());
    Payment second = bench.swipe(200);
    pass(seconds(1));
    assertEnds(State.CONFIRMED, second, 1);
  }

  @Test
  void a_reversal_keeps_its_stan_and_fields_and_its_sends_are_counted_before_each() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalFaults.addAll(
        List.of(Fault.SILENT, Fault.WRONG_MAC, Fault.CUT_AFTER_BOOKING));
    Payment sale = bench.chip(1234);
    pass(seconds(120));
    assertEnds(State.CANCELLED, sale, 0);
    assertEquals(4, bench.payment(sale).attempt(1).reversal().get().sends());
    List<Message> reversals =
        bench.acquirer.received.stream().filter(message -> message.mti().equals("0400")).toList();
    for (Message reversal : reversals) {
      for (int field : new int[] {2, 3, 4, 11, 22, 23, 25, 39, 41, 42, 49, 55, 60}) {
        assertEquals(reversals.get(0).field(field), reversal.field(field), "field " + field);
      }
    }
    assertEquals(4, reversals.size());
  }

  @Test
  void a_reversal_ended_without_proof_needs_a_person_and_is_not_sent_again() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.add("12");
    Payment sale = bench.swipe(1234);
    pass(seconds(300));
    assertEquals(State.ATTENTION, bench.payment(sale).state());
    assertEquals(Attention.MAY_BE_CHARGED, bench.payment(sale).attention().get());
    assertEquals(1, count("0400"));
  }

  @Test
  void a_refused_reversal_needs_a_person_is_sent_again_at_sign_in_and_may_still_cancel()
      throws Exception {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.add("58");
    Payment sale = bench.swipe(1234);
    pass(seconds(100));
    assertEquals(State.ATTENTION, bench.payment(sale).state());
    assertEquals(1, count("0400"));
    CompletableFuture<Payment> resolve =
        bench.agent().resolve(sale.id(), new Resolution(Resolution.Outcome.CONFIRMED, "A", "slip"));
    bench.time.settle();
    assertEquals(Ground.Why.REVERSAL_OPEN, refusal(resolve).why());
    bench.acquirer.saleCodes.add("97");
    bench.swipe(1);
    pass(seconds(5));
    assertEnds(State.CANCELLED, sale, 1);
  }

  @Test
  void reversals_the_acquirer_asks_to_repeat_are_sent_until_they_succeed() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.addAll(List.of("96", "91", "A0", "98"));
    Payment sale = bench.chip(1234);
    pass(seconds(120));
    assertEnds(State.CANCELLED, sale, 0);
    // The last of them once more: it was answered 00 when a lost sale could still arrive.
    assertEquals(6, count("0400"));
    assertEquals(2, count("0800"));
  }

  @Test
  void no_original_proves_nothing_once_the_acquirers_date_has_moved_on() {
    bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
    Payment sale = bench.swipe(1234);
    bench.acquirer.date = "0305";
    pass(seconds(60));
    assertEquals(State.ATTENTION, bench.payment(sale).state());
    assertEquals(1, count("0400"));
  }

  @Test
  void a_late_approval_of_an_attempt_thought_unseen_opens_its_reversal_again() {
    bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
    Payment sale = bench.swipe(1234);
    pass(seconds(30));
    assertEnds(State.CONFIRMED, sale, 1);
    Payment confirmed = bench.payment(sale);
    Message second = bench.acquirer.received.get(bench.acquirer.received.size() - 1);
    String firstStan = confirmed.attempt(1).request().stan();
    bench.acquirer.bookings.put(
        "000001" + firstStan, new ModelAcquirer.Booking(firstStan, "000001", 1234, new boolean[1]));
    java.util.Map<Integer, String> fields = new java.util.TreeMap<>(second.fields());
    fields.put(11, firstStan);
    bench.network.deliver(
        bench.acquirer.saleAnswer(
            new Message(second.tpdu(), second.header(), "0200", fields), "00"));
    pass(seconds(5));
    assertEnds(State.CONFIRMED, sale, 1);
    assertTrue(kinds(sale).contains("reversal-reopened"));
    assertTrue(bench.acquirer.booking(firstStan).get().reversed()[0]);
  }
}
