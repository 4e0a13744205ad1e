package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.iso8583.Message;

/** Keys that no longer match, a batch that moves on, a clock that jumps, a till that insists. */
class MoreWaysMoneyHidesTest {
  @TempDir File folder;
  private TerminalOnBench bench;

  @BeforeEach
  void online() throws Exception {
    bench = new TerminalOnBench(folder).online();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void pass(long seconds) {
    bench.time.advance(Duration.ofSeconds(seconds));
  }

  private List<Message> received(String mti) {
    return bench.acquirer.received.stream().filter(message -> message.mti().equals(mti)).toList();
  }

  @Test
  void an_acquirer_that_lost_the_keys_is_signed_in_to_and_nothing_stays_open() {
    bench.acquirer.loseKeys();
    Payment sale = bench.swipe(1234);
    pass(60);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    assertEquals(2, received("0800").size());
    assertEquals(1, bench.acquirer.charged());
  }

  @Test
  void answers_whose_macs_stay_wrong_lead_to_a_sign_in() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    for (int i = 0; i < 3; i++) {
      bench.acquirer.reversalFaults.add(Fault.WRONG_MAC);
    }
    Payment sale = bench.chip(1234);
    pass(120);
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertEquals(2, received("0800").size());
  }

  @Test
  void a_reversal_keeps_its_originals_batch_when_a_sign_in_brings_a_new_one() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.add("97");
    Payment sale = bench.chip(1234);
    pass(20);
    bench.acquirer.batch = "000002";
    pass(60);
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertEquals("000002", bench.now(bench.agent().status()).batch());
    List<Message> reversals = received("0400");
    assertEquals(3, reversals.size(), "an early 00 is asked again");
    for (Message reversal : reversals) {
      assertEquals(reversals.get(0).field(60), reversal.field(60));
      assertTrue(reversal.field(60).get().contains("000001"));
    }
    assertEquals(0, bench.acquirer.charged());
    Payment next = bench.swipe(1);
    pass(1);
    assertEquals("000002", bench.payment(next).attempt(1).request().batch());
  }

  @Test
  void no_original_proves_nothing_once_the_batch_has_moved_on() {
    bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
    bench.acquirer.reversalCodes.add("97");
    bench.acquirer.batch = "000002";
    Payment sale = bench.swipe(1234);
    pass(60);
    assertEquals(State.ATTENTION, bench.payment(sale).state());
    assertEquals(Attention.MAY_BE_CHARGED, bench.payment(sale).attention().get());
  }

  @Test
  void a_late_approval_finds_its_attempt_of_an_older_batch() {
    bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
    Payment sale = bench.swipe(1234);
    pass(30);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    Message second = received("0200").get(0);
    String stan = bench.payment(sale).attempt(1).request().stan();
    TreeMap<Integer, String> fields = new TreeMap<>(second.fields());
    fields.put(11, stan);
    byte[] late =
        bench.acquirer.saleAnswer(
            new Message(second.tpdu(), second.header(), "0200", fields), "00");
    bench.acquirer.batch = "000002";
    bench.acquirer.order = "3";
    bench.swipe(1);
    pass(1);
    bench.acquirer.order = "0";
    pass(5);
    assertEquals("000002", bench.now(bench.agent().status()).batch());
    bench.network.deliver(late);
    pass(20);
    assertTrue(bench.payment(sale).attempt(1).approved());
    assertEquals(State.ATTENTION, bench.payment(sale).state());
    assertEquals(Attention.MAY_BE_CHARGED_TWICE, bench.payment(sale).attention().get());
  }

  @Test
  void a_wall_clock_that_jumps_moves_no_deadline() {
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(1);
    Payment sale = bench.swipe(1234);
    bench.time.setWallClock(Instant.parse("2031-01-01T00:00:00Z"));
    pass(30);
    assertEquals(State.RECORDED, bench.payment(sale).state());
    bench.time.setWallClock(Instant.parse("1970-01-01T00:00:00Z"));
    pass(29);
    assertEquals(State.RECORDED, bench.payment(sale).state());
    pass(2);
    assertEquals(State.NOT_SENT, bench.payment(sale).state());
  }

  @Test
  void a_sale_that_may_go_does_not_wait_behind_one_that_may_not() {
    // The first one waits for a reversal that was answered and is to be asked again.
    bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
    Payment first = bench.swipe(100);
    pass(3);
    assertEquals(State.REVERSING, bench.payment(first).state());
    Payment second = bench.swipe(200);
    assertEquals(State.SENT, second.state());
    pass(1);
    assertEquals(State.CONFIRMED, bench.payment(second).state());
  }

  @Test
  void retry_sends_an_open_reversal_now_and_leaves_a_waiting_sale_alone() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.addAll(List.of("96", "96", "96", "96", "96", "96", "96"));
    Payment sale = bench.chip(1234);
    pass(45);
    int sent = received("0400").size();
    bench.now(bench.agent().retry(sale.id()));
    bench.time.advance(Duration.ofMillis(25));
    assertEquals(sent + 1, received("0400").size());
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(1);
    Payment waits = bench.swipe(1);
    assertEquals(State.RECORDED, bench.now(bench.agent().retry(waits.id())).state());
    assertTrue(bench.payment(waits).attempts().isEmpty());
  }

  @Test
  void a_refused_reversal_is_tried_again_on_a_persons_word() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.add("58");
    Payment sale = bench.swipe(1234);
    pass(60);
    assertEquals(State.ATTENTION, bench.payment(sale).state());
    bench.now(bench.agent().retry(sale.id()));
    pass(1);
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertEquals(0, bench.acquirer.charged());
  }

  @Test
  void a_pin_payment_being_reversed_is_not_sent_again_after_a_new_pin_key() {
    bench.acquirer.saleFaults.add(Fault.CUT_BEFORE_READING);
    bench.acquirer.reversalCodes.add("97");
    Payment sale = bench.swipeWithPin(1234);
    pass(5);
    assertFalse(bench.payment(sale).retryOpen());
    pass(60);
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertEquals(0, received("0200").size());
  }

  @Test
  void working_keys_that_do_not_open_under_a_new_master_key_are_replaced_and_not_used()
      throws Exception {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.chip(1234);
    pass(0);
    bench.time.advance(Duration.ofMillis(15));
    bench.vault.load(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
    bench.killAndRestart();
    pass(20);
    assertFalse(bench.now(bench.agent().status()).signedIn());
    bench.vault.load(ModelAcquirer.MASTER_KEY);
    pass(30);
    assertTrue(bench.now(bench.agent().status()).online());
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertEquals(0, bench.acquirer.charged());
  }
}
