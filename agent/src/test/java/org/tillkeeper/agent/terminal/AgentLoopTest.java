package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.iso8583.Element;

/** The cases where money hides in an answer, or in none. */
class AgentLoopTest extends AgentLoopBench {
  @Test
  void a_sale_over_a_good_line_is_confirmed_with_one_attempt() {
    Payment sale = bench.swipe(1234);
    assertEquals(State.SENT, sale.state());
    pass(seconds(1));
    Payment confirmed = bench.payment(sale);
    assertEquals(State.CONFIRMED, confirmed.state());
    assertEquals(1, confirmed.attempts().size());
    assertEquals("00", confirmed.decision().responseCode().get());
    assertEquals("654321", confirmed.decision().authCode().get());
    assertEquals(1, bench.acquirer.charged());
    assertEquals(List.of("0800", "0200"), bench.acquirer.receivedMtis());
  }

  @Test
  void a_lost_answer_is_reversed_and_the_sale_is_confirmed_by_a_second_attempt() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(1234);
    pass(seconds(29));
    assertEquals(State.SENT, bench.payment(sale).state());
    pass(seconds(10));
    Payment confirmed = bench.payment(sale);
    assertEquals(State.CONFIRMED, confirmed.state());
    assertEquals(Attempt.Outcome.REVERSED, confirmed.attempt(1).outcome());
    assertEquals(ReversalReason.NO_ANSWER, confirmed.attempt(1).reversal().get().reason());
    assertEquals(Attempt.Outcome.CONFIRMED, confirmed.attempt(2).outcome());
    assertEquals(1, bench.acquirer.charged());
    assertEquals(List.of("0800", "0200", "0820", "0400", "0200"), bench.acquirer.receivedMtis());
  }

  @Test
  void the_old_connection_is_reset_before_the_reversal_goes_out_on_a_new_one() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.swipe(1234);
    pass(seconds(40));
    assertEquals(List.of("connect", "reset", "connect"), bench.network.trace);
  }

  @Test
  void a_lost_request_is_retried_only_after_a_no_original_that_came_late_enough() {
    bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
    Payment sale = bench.swipe(1234);
    pass(seconds(14));
    assertEquals(State.REVERSING, bench.payment(sale).state());
    assertEquals(Display.PENDING, Display.of(bench.payment(sale)));
    assertEquals(1, count("0400"));
    pass(seconds(3));
    assertEnds(State.CONFIRMED, sale, 1);
    assertEquals(2, count("0400"));
    assertEquals(2, bench.payment(sale).attempts().size());
  }

  @Test
  void a_chip_sale_that_was_booked_is_reversed_and_never_sent_again() {
    bench.acquirer.saleFaults.add(Fault.CUT_AFTER_BOOKING);
    Payment sale = bench.chip(1234);
    pass(seconds(50));
    assertEnds(State.CANCELLED, sale, 0);
    assertEquals(1, count("0200"));
  }

  @Test
  void a_chip_sale_the_acquirer_never_saw_is_sent_again() {
    bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
    Payment sale = bench.chip(1234);
    pass(seconds(30));
    assertEnds(State.CONFIRMED, sale, 1);
    assertTrue(bench.payment(sale).attempt(1).unseen());
  }

  @Test
  void an_answer_with_a_wrong_mac_is_never_a_confirmation_and_is_reversed_with_A0() {
    bench.acquirer.saleFaults.add(Fault.WRONG_MAC);
    Payment sale = bench.chip(1234);
    pass(seconds(10));
    assertEnds(State.CANCELLED, sale, 0);
    assertEquals(
        ReversalReason.WRONG_MAC, bench.payment(sale).attempt(1).reversal().get().reason());
  }

  @Test
  void an_approval_without_a_mac_is_reversed_with_A0() {
    bench.acquirer.saleFaults.add(Fault.NO_MAC);
    Payment sale = bench.chip(1234);
    pass(seconds(10));
    assertEnds(State.CANCELLED, sale, 0);
    assertEquals("A0", bench.payment(sale).attempt(1).reversal().get().reason().code());
  }

  @Test
  void a_decline_without_a_mac_is_a_decline() {
    bench.acquirer.saleFaults.add(Fault.NO_MAC);
    bench.acquirer.saleCodes.add("51");
    Payment sale = bench.swipe(1234);
    pass(seconds(10));
    assertEnds(State.DECLINED, sale, 0);
    assertEquals("51", bench.payment(sale).decision().responseCode().get());
  }

  @Test
  void an_approval_of_another_amount_is_reversed_with_06() {
    bench.acquirer.saleFaults.add(Fault.WRONG_AMOUNT);
    Payment sale = bench.chip(1234);
    pass(seconds(10));
    assertEnds(State.CANCELLED, sale, 0);
    assertEquals(ReversalReason.OTHER, bench.payment(sale).attempt(1).reversal().get().reason());
  }

  @Test
  void an_answer_with_another_stan_is_ignored_and_the_right_one_counts() {
    bench.acquirer.saleFaults.add(Fault.OTHER_STAN_FIRST);
    Payment sale = bench.swipe(1234);
    pass(seconds(1));
    assertEnds(State.CONFIRMED, sale, 1);
    assertEquals(1, bench.payment(sale).attempts().size());
  }

  @Test
  void an_answer_that_comes_twice_changes_nothing() {
    bench.acquirer.saleFaults.add(Fault.TWICE);
    Payment sale = bench.swipe(1234);
    pass(seconds(1));
    assertEnds(State.CONFIRMED, sale, 1);
    assertTrue(kinds(sale).contains("late-answer"));
  }

  @Test
  void bytes_that_are_no_message_answer_nothing_and_the_sale_is_reversed() {
    bench.acquirer.saleFaults.add(Fault.GARBAGE);
    Payment sale = bench.swipe(1234);
    pass(seconds(45));
    assertEnds(State.CONFIRMED, sale, 1);
    assertEquals(2, bench.payment(sale).attempts().size());
  }

  @Test
  void an_answer_without_a_response_code_refuses_nothing_and_is_reversed() {
    bench.acquirer.saleFaults.add(Fault.NO_CODE);
    Payment sale = bench.chip(1234);
    pass(seconds(10));
    assertEnds(State.CANCELLED, sale, 0);
    assertEquals("06", bench.payment(sale).attempt(1).reversal().get().reason().code());
  }

  @Test
  void chip_data_the_acquirer_answered_is_not_sent_again_though_it_has_no_original() {
    bench.acquirer.saleCodes.add("68");
    bench.acquirer.reversalCodes.addAll(List.of("25", "25"));
    Payment sale = bench.chip(1234);
    pass(seconds(41));
    // The acquirer has seen the sale, so that it finds no original proves nothing.
    assertEquals(State.ATTENTION, bench.payment(sale).state());
    assertEquals(1, count("0200"));
  }

  @Test
  void a_partial_approval_is_reversed_with_06() {
    bench.acquirer.saleCodes.add("10");
    Payment sale = bench.chip(1234);
    pass(seconds(10));
    assertEnds(State.CANCELLED, sale, 0);
    assertEquals("06", bench.payment(sale).attempt(1).reversal().get().reason().code());
  }

  @Test
  void an_unknown_outcome_is_reversed_with_98_and_is_no_decline() {
    bench.acquirer.saleCodes.add("68");
    Payment sale = bench.chip(1234);
    pass(seconds(40));
    assertFalse(kinds(sale).contains("declined"));
    assertEquals("98", bench.payment(sale).attempt(1).reversal().get().reason().code());
  }

  @Test
  void a_stan_the_acquirer_knows_is_never_reversed_and_the_counter_jumps() {
    bench.acquirer.saleCodes.add("94");
    int before = bench.ledger().stans().last();
    Payment sale = bench.swipe(1234);
    pass(seconds(50));
    assertEnds(State.ATTENTION, sale, 0);
    assertEquals(Attention.STAN_KNOWN, bench.payment(sale).attention().get());
    assertEquals(0, count("0400"));
    assertTrue(bench.ledger().stans().last() > before + 100);
  }

  @Test
  void a_terminal_that_must_sign_in_again_does_and_the_sale_is_sent_again() {
    bench.acquirer.saleCodes.add("97");
    Payment sale = bench.swipe(1234);
    pass(seconds(2));
    assertEnds(State.CONFIRMED, sale, 1);
    assertEquals(List.of("0800", "0200", "0800", "0200"), bench.acquirer.receivedMtis());
  }

  @Test
  void a_sale_with_a_pin_is_not_sent_again_after_a_new_pin_key() {
    bench.acquirer.saleCodes.add("A0");
    Payment sale = bench.swipeWithPin(1234);
    pass(seconds(50));
    assertEnds(State.DECLINED, sale, 0);
    assertEquals(1, count("0200"));
    assertEquals(2, count("0800"));
  }

  @Test
  void an_acquirer_that_orders_sign_in_for_ever_is_followed_after_growing_pauses() {
    for (int i = 0; i < 1000; i++) {
      bench.acquirer.saleCodes.add("97");
    }
    Payment sale = bench.swipe(1234);
    pass(seconds(120));
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertTrue(count("0800") < 40, "signed in " + count("0800") + " times");
  }

  @Test
  void the_headers_order_to_sign_in_is_followed_after_the_payment() {
    bench.acquirer.order = "3";
    Payment sale = bench.swipe(1234);
    bench.time.advance(Duration.ofMillis(25));
    bench.acquirer.order = "0";
    pass(seconds(2));
    assertEnds(State.CONFIRMED, sale, 1);
    assertEquals(List.of("0800", "0200", "0800"), bench.acquirer.receivedMtis());
  }

  @Test
  void a_cancel_while_sent_is_reversed_after_the_answer_and_a_late_approval_confirms_nothing() {
    Payment sale = bench.swipe(1234);
    Payment cancelling = bench.now(bench.agent().cancel(sale.id()));
    assertEquals(State.REVERSING, cancelling.state());
    assertEquals(Display.CANCELLING, Display.of(cancelling));
    pass(seconds(2));
    assertEnds(State.CANCELLED, sale, 0);
    assertEquals(List.of("0800", "0200", "0400"), bench.acquirer.receivedMtis());
    assertEquals("06", bench.payment(sale).attempt(1).reversal().get().reason().code());
  }

  @Test
  void a_cancel_after_the_answer_is_refused_with_the_payment() {
    Payment sale = bench.swipe(1234);
    pass(seconds(1));
    CompletableFuture<Payment> cancel = bench.agent().cancel(sale.id());
    bench.time.settle();
    assertEquals(Ground.Why.ALREADY_FINAL, refusal(cancel).why());
    assertEquals(State.CONFIRMED, refusal(cancel).refusal().payment().get().state());
  }

  private CompletableFuture<?> refundWithoutSlip() {
    PaymentOrder order =
        PaymentOrder.of(
            PaymentType.REFUND,
            100,
            "CNY",
            Optional.empty(),
            Entry.SWIPE,
            new SensitiveData(Map.of(Element.TRACK2, TerminalOnBench.TRACK)));
    CompletableFuture<?> refund = bench.agent().start(order, "refund", new byte[] {1});
    bench.time.settle();
    return refund;
  }

  @Test
  void a_refund_without_its_slip_is_refused_because_of_the_slip() {
    Refused refused = refusal(refundWithoutSlip());
    assertEquals(Ground.SLIP_MISSING, refused.refusal().ground());
  }

  @Test
  void what_cannot_be_said_leaves_no_payment_behind_and_takes_no_stan() {
    Payment before = bench.swipe(100);
    pass(seconds(1));
    refusal(refundWithoutSlip());
    Payment after = bench.swipe(100);
    pass(seconds(1));
    assertEquals(
        Optional.empty(), bench.now(bench.agent().started("refund", new byte[] {1})), "a payment");
    assertEquals(
        stan(before) + 1, stan(after), "the STAN that follows the one of the sale before it");
  }

  private int stan(Payment sale) {
    Payment now = bench.now(bench.agent().payment(sale.id())).get();
    return Integer.parseInt(now.attempt(1).request().stan());
  }
}
