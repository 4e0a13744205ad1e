package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.agent.words.FindingText;

/** A terminal signs in, is sent to sign in again, takes the acquirer's batch, and signs off. */
class SignInLifeTest {
  @TempDir File folder;
  private TerminalOnBench bench;

  @BeforeEach
  void new_terminal() throws Exception {
    bench = new TerminalOnBench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void pass(long seconds) {
    bench.time.advance(Duration.ofSeconds(seconds));
  }

  private Finding finding(String check) {
    return bench.now(bench.agent().diagnosis()).stream()
        .filter(finding -> finding.check().equals(check))
        .findFirst()
        .get();
  }

  private long signIns() {
    return bench.acquirer.received.stream().filter(message -> message.mti().equals("0800")).count();
  }

  private Status status() {
    return bench.now(bench.agent().status());
  }

  @Test
  void keys_whose_check_value_is_wrong_are_not_taken_and_the_cashier_is_told_why() {
    bench.acquirer.damagedKeys = 4;
    pass(2);
    assertFalse(status().signedIn());
    assertFalse(finding("sign-in").ok());
    assertTrue(
        FindingText.of(finding("sign-in")).en().contains("check value of the MAK"),
        FindingText.of(finding("sign-in")).en());
    assertTrue(
        FindingText.of(finding("sign-in")).zh().contains("校验"),
        FindingText.of(finding("sign-in")).zh());
    assertFalse(finding("keys").ok());
    Payment sale = bench.swipe(1234);
    pass(40);
    assertTrue(status().signedIn());
    assertTrue(finding("sign-in").ok());
    assertTrue(finding("keys").ok());
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    assertEquals(5, signIns(), "each try after a pause");
  }

  @Test
  void a_refused_sign_in_says_with_what_code_and_is_tried_again() {
    for (int i = 0; i < 4; i++) {
      bench.acquirer.signInCodes.add("03");
    }
    pass(1);
    assertTrue(
        FindingText.of(finding("sign-in")).en().contains("answered 03"),
        FindingText.of(finding("sign-in")).en());
    pass(30);
    assertTrue(status().signedIn());
    assertTrue(finding("sign-in").ok());
  }

  @Test
  void another_batch_of_the_acquirer_is_taken_while_ours_is_empty() {
    pass(1);
    bench.acquirer.saleCodes.add("77");
    bench.acquirer.batch = "000007";
    Payment sale = bench.swipe(1234);
    pass(10);
    Payment confirmed = bench.payment(sale);
    assertEquals(State.CONFIRMED, confirmed.state());
    assertEquals("000007", confirmed.attempt(2).request().batch());
    assertEquals("000007", status().batch());
    assertEquals(1, bench.acquirer.charged());
  }

  @Test
  void a_batch_with_payments_that_the_acquirer_has_left_is_closed_by_the_acquirer() {
    pass(1);
    Payment before = bench.swipe(1234);
    pass(1);
    bench.acquirer.saleCodes.add("77");
    bench.acquirer.batch = "000007";
    Payment sale = bench.swipe(500);
    pass(10);
    assertEquals("000007", bench.payment(sale).attempt(2).request().batch());
    assertFalse(bench.payment(sale).batchClosed());
    assertTrue(bench.payment(before).batchClosed());
    assertEquals(State.CONFIRMED, bench.payment(before).state());
    assertEquals("000007", status().batch());
  }

  @Test
  void a_host_that_goes_on_ordering_sign_ins_is_followed_with_pauses() {
    pass(1);
    for (int i = 0; i < 50; i++) {
      bench.acquirer.saleCodes.add("97");
    }
    Payment sale = bench.swipe(1234);
    pass(90);
    assertTrue(signIns() < 30, "signed in " + signIns() + " times");
    assertTrue(bench.payment(sale).state().isFinal());
    assertEquals(0, bench.acquirer.charged());
  }

  @Test
  void signing_off_ends_the_sign_in_and_the_next_payment_signs_in_first() {
    pass(1);
    Status off = bench.now(signOff());
    assertFalse(off.signedIn());
    assertTrue(off.online());
    assertTrue(finding("sign-in").ok());
    pass(300);
    assertEquals(1, signIns(), "a terminal that is signed off stays so by itself");
    Payment sale = bench.swipe(1234);
    pass(2);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    assertEquals(2, signIns());
    assertTrue(status().signedIn());
  }

  private CompletableFuture<Status> signOff() {
    CompletableFuture<Status> result = bench.agent().signOff();
    pass(1);
    return result;
  }

  @Test
  void a_restart_and_a_cut_leave_the_terminal_signed_off() throws Exception {
    pass(1);
    assertFalse(bench.now(signOff()).signedIn());
    bench.killAndRestart();
    pass(5);
    bench.network.cut();
    pass(20);
    assertTrue(status().online(), "an echo proves the line");
    assertFalse(status().signedIn());
    assertEquals(1, signIns());
    Payment sale = bench.swipe(1234);
    pass(2);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
  }

  @Test
  void a_pin_block_of_before_the_sign_off_is_refused() {
    pass(1);
    assertFalse(bench.now(signOff()).signedIn());
    CompletionException refused =
        assertThrows(CompletionException.class, () -> bench.swipeWithPin(1234));
    assertEquals(Ground.Why.NOT_SIGNED_IN, ((Refused) refused.getCause()).why());
    pass(2);
    assertTrue(status().signedIn(), "it signs in for the next try");
  }

  @Test
  void a_sign_off_is_refused_without_a_line_and_while_something_is_open() {
    pass(1);
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.swipe(1234);
    assertEquals(Ground.Why.OPERATION_OPEN, refusal());
    pass(90);
    bench.acquirer.reachable = false;
    bench.network.cut();
    pass(1);
    assertEquals(Ground.Why.NOT_ONLINE, refusal());
  }

  private Ground.Why refusal() {
    CompletableFuture<Status> asked = signOff();
    CompletionException failed = assertThrows(CompletionException.class, asked::join);
    return ((Refused) failed.getCause()).why();
  }

  @Test
  void a_sign_off_the_acquirer_refuses_leaves_the_terminal_signed_in() {
    pass(1);
    bench.acquirer.downloads.code = "96";
    assertEquals(Ground.Why.ACQUIRER_REFUSED, refusal());
    assertTrue(status().signedIn());
  }
}
