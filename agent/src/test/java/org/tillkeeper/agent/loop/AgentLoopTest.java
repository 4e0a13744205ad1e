package org.tillkeeper.agent.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.loop.ModelAcquirer.Fault;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Message;

/**
 * The cases where money hides, on the agent's own loop, core, ledger and dialect, in virtual time.
 */
class AgentLoopTest {
  @TempDir File folder;
  private TerminalOnBench bench;

  @BeforeEach
  void signedInAndOnline() throws Exception {
    bench = new TerminalOnBench(folder).online();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void pass(Duration time) {
    bench.time.advance(time);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private void assertEnds(State state, Payment payment, long charged) {
    assertEquals(state, bench.payment(payment).state());
    assertEquals(charged, bench.acquirer.charged());
  }

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

  private long count(String mti) {
    return bench.acquirer.receivedMtis().stream().filter(mti::equals).count();
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

  private List<String> kinds(Payment payment) {
    return bench.now(bench.agent().history(payment.id())).get().stream()
        .map(Terminal.HistoryEvent::kind)
        .toList();
  }

  @Test
  void bytes_that_are_no_message_end_the_connection_and_the_sale_is_reversed() {
    bench.acquirer.saleFaults.add(Fault.GARBAGE);
    Payment sale = bench.swipe(1234);
    pass(seconds(10));
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
    pass(seconds(1));
    assertEquals(Display.CANCELLING, Display.of(bench.payment(sale)));
    pass(seconds(40));
    assertEnds(State.CANCELLED, sale, 0);
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
    int before = bench.ledger().lastStan();
    Payment sale = bench.swipe(1234);
    pass(seconds(50));
    assertEnds(State.ATTENTION, sale, 0);
    assertEquals(Attention.STAN_KNOWN, bench.payment(sale).attention().get());
    assertEquals(0, count("0400"));
    assertTrue(bench.ledger().lastStan() > before + 100);
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
    assertEquals(Refused.Why.ALREADY_FINAL, refusal(cancel).why());
    assertEquals(State.CONFIRMED, refusal(cancel).payment().get().state());
  }

  private static Refused refusal(CompletableFuture<?> future) {
    try {
      future.get();
      throw new AssertionError("was not refused");
    } catch (InterruptedException | ExecutionException e) {
      return (Refused) e.getCause();
    }
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
    assertEquals(Refused.Why.REVERSAL_OPEN, refusal(resolve).why());
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
    assertEquals(5, count("0400"));
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

  @Test
  void a_sale_taken_during_a_short_outage_is_confirmed_without_the_cashier() {
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(seconds(1));
    Payment sale = bench.swipe(1234);
    assertEquals(State.RECORDED, sale.state());
    assertFalse(sale.lastSent().isPresent());
    pass(seconds(20));
    bench.acquirer.reachable = true;
    pass(seconds(15));
    assertEnds(State.CONFIRMED, sale, 1);
  }

  @Test
  void a_sale_taken_during_a_long_outage_ends_not_sent_and_is_never_sent_later() {
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(seconds(1));
    Payment sale = bench.swipe(1234);
    pass(seconds(61));
    assertEquals(State.NOT_SENT, bench.payment(sale).state());
    bench.acquirer.reachable = true;
    pass(seconds(60));
    assertEnds(State.NOT_SENT, sale, 0);
    assertEquals(0, count("0200"));
  }

  @Test
  void a_request_that_never_left_is_recorded_again_and_sent_with_a_new_stan() {
    bench.network.closedBeforeNextSend = true;
    Payment sale = bench.swipe(1234);
    pass(seconds(10));
    Payment confirmed = bench.payment(sale);
    assertEquals(State.CONFIRMED, confirmed.state());
    assertEquals(Attempt.Outcome.NOT_SENT, confirmed.attempt(1).outcome());
    assertEquals(0, confirmed.attempt(1).sends());
    assertEquals(0, count("0400"));
    assertEquals(1, bench.acquirer.charged());
  }

  @Test
  void a_restart_while_sent_reverses_and_never_sends_again() throws Exception {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(1234);
    pass(Duration.ofMillis(15));
    assertEquals(1, bench.acquirer.charged());
    bench.killAndRestart();
    assertEquals(State.REVERSING, bench.payment(sale).state());
    assertEquals(Display.CANCELLING, Display.of(bench.payment(sale)));
    pass(seconds(5));
    assertEnds(State.CANCELLED, sale, 0);
    assertEquals(1, count("0200"));
  }

  @Test
  void a_restart_with_a_request_that_was_lost_cancels_once_it_can_no_longer_arrive()
      throws Exception {
    bench.acquirer.saleFaults.add(Fault.LOST);
    Payment sale = bench.swipe(1234);
    bench.killAndRestart();
    pass(seconds(10));
    assertEquals(State.REVERSING, bench.payment(sale).state());
    pass(seconds(10));
    assertEnds(State.CANCELLED, sale, 0);
  }

  @Test
  void a_restart_ends_what_was_never_sent_as_not_sent() throws Exception {
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(seconds(1));
    Payment sale = bench.swipe(1234);
    bench.killAndRestart();
    assertEquals(State.NOT_SENT, bench.payment(sale).state());
    bench.acquirer.reachable = true;
    pass(seconds(30));
    assertEnds(State.NOT_SENT, sale, 0);
  }

  @Test
  void one_key_is_one_payment_before_and_after_a_restart() throws Exception {
    PaymentOrder order =
        TerminalOnBench.order(
            Entry.SWIPE, 500, java.util.Map.of(Element.TRACK2, TerminalOnBench.TRACK));
    Terminal.Started first = bench.start(order, "till-1");
    assertTrue(first.created());
    pass(seconds(1));
    bench.killAndRestart();
    bench.online();
    Terminal.Started again = bench.start(order, "till-1");
    assertFalse(again.created());
    assertEquals(first.payment().id(), again.payment().id());
    assertEquals(State.CONFIRMED, again.payment().state());
    PaymentOrder other =
        TerminalOnBench.order(
            Entry.SWIPE, 501, java.util.Map.of(Element.TRACK2, TerminalOnBench.TRACK));
    CompletableFuture<Terminal.Started> conflict =
        bench.agent().start(other, "till-1", new byte[] {1});
    bench.time.settle();
    assertEquals(Refused.Why.IDEMPOTENCY_CONFLICT, refusal(conflict).why());
    assertEquals(1, bench.acquirer.charged());
  }

  @Test
  void an_idle_line_is_tested_with_an_echo_and_a_dead_one_is_found() {
    pass(seconds(61));
    assertEquals(1, count("0820"));
    bench.acquirer.reachable = false;
    pass(seconds(95));
    assertFalse(bench.now(bench.agent().status()).online());
    bench.acquirer.reachable = true;
    pass(seconds(20));
    assertTrue(bench.now(bench.agent().status()).online());
  }

  @Test
  void a_refused_sign_in_keeps_the_terminal_offline_until_it_succeeds() throws Exception {
    bench.close();
    File fresh = new File(folder, "fresh");
    assertTrue(fresh.mkdir());
    bench = new TerminalOnBench(fresh);
    bench.acquirer.signInCodes.addAll(List.of("97", "97"));
    pass(Duration.ofMillis(60));
    assertFalse(bench.now(bench.agent().status()).online());
    pass(seconds(20));
    assertTrue(bench.now(bench.agent().status()).online());
    assertEquals(3, count("0800"));
  }

  @Test
  void card_data_is_erased_once_no_attempt_can_follow() {
    Payment sale = bench.swipe(1234);
    assertTrue(bench.ledger().card(sale.id()).isPresent());
    pass(seconds(1));
    assertFalse(bench.ledger().card(sale.id()).isPresent());
  }
}
