package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal.Stage;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;

/**
 * What was sent under a batch that is closed by now, and that the acquirer refuses for its batch
 * (77) whatever the terminal does: no sign-in brings the batch back, so a person is asked.
 */
class ClosedBatchRefusedTest {
  private static final String SCRIPT = "910A112233445566778830307206860484240000";
  private static final String CHIP_SAID = "9F2608AABBCCDDEEFF00119F3602000195050000000000";

  @TempDir File folder;
  private TerminalOnBench bench;

  @BeforeEach
  void signed_in_and_online() throws Exception {
    Limits limits =
        new Limits(
            Duration.ofSeconds(45),
            115,
            Duration.ofSeconds(60),
            new Limits.Offline(true, 50000, 500000, 75, Duration.ofHours(24)));
    bench = new TerminalOnBench(folder, limits).online();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void pass(long seconds) {
    bench.time.advance(Duration.ofSeconds(seconds));
  }

  private long signIns() {
    return bench.acquirer.received.stream().filter(message -> message.mti().equals("0800")).count();
  }

  private void movesOnAndRefuses(Collection<String> codes) {
    bench.acquirer.batch = "000007";
    codes.addAll(Collections.nCopies(40, "77"));
  }

  private void assertNoSignInForEver() {
    long before = signIns();
    pass(3600);
    assertEquals(before, signIns(), "a sign-in changes nothing any more");
  }

  private void untilBooked() {
    for (int i = 0; i < 1000 && bench.acquirer.bookings.isEmpty(); i++) {
      bench.time.advance(Duration.ofMillis(100));
    }
    assertEquals(1, bench.acquirer.charged());
  }

  private Payment storedAndBookedWithoutAnswer() {
    bench.acquirer.saleFaults.add(Fault.CUT_AFTER_BOOKING);
    Payment stored = bench.start(TerminalOnBench.chipApprovedOrder(1000), "chip").payment();
    untilBooked();
    assertFalse(bench.payment(stored).state().isFinal());
    return stored;
  }

  @Test
  void a_notice_needs_a_person_and_what_waits_behind_it_goes_on() {
    Payment first = storedAndBookedWithoutAnswer();
    movesOnAndRefuses(bench.acquirer.saleCodes);
    pass(60);
    Payment now = bench.payment(first);
    assertEquals(State.ATTENTION, now.state());
    assertEquals(Optional.of(Attention.NOTICE_UNRESOLVED), now.attention());
    assertEquals(Optional.of("77"), now.decision().responseCode());
    assertNoSignInForEver();
    bench.acquirer.saleCodes.clear();
    Payment sale = bench.swipe(500);
    pass(5);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
  }

  @Test
  void a_notice_that_the_acquirer_takes_after_the_sign_in_is_confirmed() {
    Payment first = storedAndBookedWithoutAnswer();
    bench.acquirer.batch = "000007";
    bench.acquirer.saleCodes.addAll(List.of("77", "00"));
    pass(60);
    assertEquals(State.CONFIRMED, bench.payment(first).state());
    assertEquals("000001", bench.payment(first).attempt(1).request().batch());
  }

  @Test
  void a_reversal_needs_a_person_and_is_tried_at_every_sign_in() {
    bench.acquirer.saleFaults.add(Fault.CUT_AFTER_BOOKING);
    Payment sale = bench.swipe(1234);
    untilBooked();
    movesOnAndRefuses(bench.acquirer.reversalCodes);
    pass(120);
    Payment now = bench.payment(sale);
    assertEquals(State.ATTENTION, now.state());
    assertEquals(Optional.of(Attention.REVERSAL_REFUSED), now.attention());
    assertEquals(Stage.PARKED, now.attempt(1).reversal().get().stage());
    assertNoSignInForEver();
    bench.acquirer.reversalCodes.clear();
    bench.acquirer.order = "3";
    bench.swipe(500);
    pass(1);
    bench.acquirer.order = "0";
    pass(5);
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertEquals(1, bench.acquirer.charged(), "only the sale that brought the order");
  }

  @Test
  void a_script_result_is_refused_and_the_reason_journaled() {
    bench.acquirer.chipAnswer = SCRIPT;
    Payment sale = bench.chip(1234);
    pass(1);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    movesOnAndRefuses(bench.acquirer.scriptCodes);
    bench.now(bench.agent().cardResult(sale.id(), true, CHIP_SAID));
    pass(120);
    assertEquals(List.of(), bench.ledger().scriptNotices().open());
    assertFalse(bench.acquirer.scriptCodes.isEmpty());
    assertNoSignInForEver();
  }
}
