package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.iso8583.Message;

/** What the chip says to the acquirer's approval: scripts it ran, approvals it refused. */
class ScriptResultsTest {
  /** Authentication data and a script. */
  private static final String WITH_SCRIPT = "910A112233445566778830307206860484240000";

  private static final String WITHOUT_SCRIPT = "910A11223344556677883030";

  /** Tag 9F02 is none of a notice's. */
  private static final String SAID =
      "9F2608AABBCCDDEEFF0011" + "9F02060000000012349F3602000195050000000000DF31050000000000";

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

  private Payment approved(String chipAnswer) {
    bench.acquirer.chipAnswer = chipAnswer;
    Payment sale = bench.chip(1234);
    pass(1);
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
    return bench.payment(sale);
  }

  private void pass(long seconds) {
    bench.time.advance(Duration.ofSeconds(seconds));
  }

  private Payment cardSays(Payment sale, boolean accepted) {
    return bench.now(bench.agent().cardResult(sale.id(), accepted, SAID));
  }

  private List<Message> notices() {
    return bench.acquirer.received.stream()
        .filter(message -> message.mti().equals("0620"))
        .collect(Collectors.toList());
  }

  private List<String> history(Payment payment) {
    return bench.now(bench.agent().history(payment.id())).get().stream()
        .map(Terminal.HistoryEvent::kind)
        .filter(kind -> kind.startsWith("script-result"))
        .collect(Collectors.toList());
  }

  private boolean isWell() {
    return bench.now(bench.agent().diagnosis()).stream()
        .filter(finding -> finding.check().equals("script-results"))
        .allMatch(Finding::ok);
  }

  @Test
  void scripts_that_the_chip_ran_are_reported_with_the_original_and_the_chips_data() {
    Payment sale = approved(WITH_SCRIPT);
    cardSays(sale, true);
    pass(1);
    assertEquals(1, notices().size());
    Message notice = notices().get(0);
    Attempt.Request original = sale.attempt(1).request();
    assertEquals("000000", notice.field(3).get());
    assertEquals("000000001234", notice.field(4).get());
    assertEquals("052", notice.field(22).get());
    assertEquals("001", notice.field(23).get());
    assertEquals("00", notice.field(25).get());
    assertEquals("123456789012", notice.field(37).get());
    assertEquals("654321", notice.field(38).get());
    assertEquals(
        "9F2608AABBCCDDEEFF00119F3602000195050000000000DF31050000000000", notice.field(55).get());
    assertEquals("0000000195150", notice.field(60).get());
    assertEquals(original.batch() + original.stan() + "0304", notice.field(61).get());
    assertFalse(notice.field(11).get().equals(original.stan()), "a STAN of its own");
    assertEquals(
        List.of("script-result-recorded", "script-result-sent", "script-result-delivered"),
        history(sale));
    assertTrue(isWell());
    assertEquals(CardResult.ACCEPTED, bench.payment(sale).cardResult());
  }

  @Test
  void an_approval_without_scripts_is_followed_by_no_notice() {
    cardSays(approved(WITHOUT_SCRIPT), true);
    pass(5);
    assertEquals(List.of(), notices());
  }

  @Test
  void a_notice_that_nobody_answers_is_sent_again_with_the_same_stan_and_counted() {
    Payment sale = approved(WITH_SCRIPT);
    bench.acquirer.scriptFaults.add(Fault.SILENT);
    bench.acquirer.scriptFaults.add(Fault.CUT_BEFORE_READING);
    cardSays(sale, true);
    pass(10);
    assertFalse(isWell());
    assertEquals(1, bench.ledger().scriptNotices().open().get(0).sends());
    pass(60);
    assertEquals(2, notices().size());
    assertEquals(notices().get(0).fields(), notices().get(1).fields());
    assertTrue(isWell(), "94 on a repeat says that the acquirer has it");
    assertEquals(List.of(), bench.ledger().scriptNotices().open());
  }

  @Test
  void a_notice_that_is_never_answered_leaves_the_line_to_customers_most_of_the_time() {
    Payment sale = approved(WITH_SCRIPT);
    bench.acquirer.scriptFaults.addAll(Collections.nCopies(1000, Fault.SILENT));
    cardSays(sale, true);
    pass(600);
    int before = bench.ledger().scriptNotices().open().get(0).sends();
    pass(7200);
    int sends = bench.ledger().scriptNotices().open().get(0).sends() - before;
    assertTrue(sends > 5 && sends < 40, "sent " + sends + " times in two hours");
  }

  @Test
  void a_notice_goes_before_the_reversal_of_the_same_payment_and_before_the_next_sale() {
    Payment sale = approved(WITH_SCRIPT);
    bench.acquirer.reachable = false;
    bench.network.cut();
    cardSays(sale, false);
    pass(5);
    bench.swipe(500);
    bench.acquirer.reachable = true;
    pass(20);
    List<String> mtis = bench.acquirer.receivedMtis();
    assertEquals(List.of("0820", "0620", "0400", "0200"), mtis.subList(2, mtis.size()));
    assertEquals(State.CANCELLED, bench.payment(sale).state());
  }

  @Test
  void a_notice_the_acquirer_does_not_know_is_shown_and_holds_nothing_up() {
    Payment sale = approved(WITH_SCRIPT);
    bench.acquirer.scriptCodes.add("12");
    cardSays(sale, true);
    pass(1);
    assertEquals(
        List.of("script-result-recorded", "script-result-sent", "script-result-refused"),
        history(sale));
    assertFalse(isWell());
    Payment next = bench.swipe(500);
    pass(60);
    assertEquals(State.CONFIRMED, bench.payment(next).state());
    assertEquals(1, notices().size());
  }

  @Test
  void a_wrong_mac_on_the_answer_proves_nothing_and_a_lost_key_is_followed_by_a_sign_in() {
    Payment sale = approved(WITH_SCRIPT);
    bench.acquirer.scriptFaults.add(Fault.WRONG_MAC);
    cardSays(sale, true);
    pass(5);
    assertEquals(2, notices().size());
    assertTrue(isWell());
    Payment other = approved(WITH_SCRIPT);
    bench.acquirer.loseKeys();
    cardSays(other, true);
    pass(30);
    assertTrue(isWell(), () -> history(other).toString());
    assertEquals(2, bench.acquirer.scriptResults.stream().distinct().count());
  }

  @Test
  void a_kill_at_any_place_of_the_cards_result_loses_neither_the_notice_nor_the_reversal()
      throws Exception {
    int places = 0;
    int died;
    do {
      places++;
      try (TerminalOnBench world = new TerminalOnBench(made(folder, places)).online()) {
        died = refusedByChip(world, places);
      }
    } while (died == 1);
    assertTrue(places > 8, "a notice and a reversal have more effects than " + places);
  }

  /** Returns how often the process died. */
  private static int refusedByChip(TerminalOnBench world, int place) throws Exception {
    world.acquirer.chipAnswer = WITH_SCRIPT;
    Payment sale = world.chip(1234);
    world.time.advance(Duration.ofSeconds(1));
    world.process().dieAt(place);
    world.now(world.agent().cardResult(sale.id(), false, SAID));
    int died = 0;
    for (int i = 0; i < 90; i++) {
      if (!world.process().isAlive()) {
        died++;
        world.restart();
        if (world.payment(sale).cardResult() == CardResult.AWAITED) {
          world.now(world.agent().cardResult(sale.id(), false, SAID));
        }
      }
      world.time.advance(Duration.ofSeconds(1));
    }
    world.process().dieAt(Integer.MAX_VALUE);
    assertEquals(State.CANCELLED, world.payment(sale).state(), "killed at " + place);
    assertEquals(0, world.acquirer.charged(), "killed at " + place);
    assertEquals(1, world.acquirer.scriptResults.stream().distinct().count());
    assertEquals(List.of(), world.ledger().scriptNotices().open());
    assertEquals(0, world.ledger().firstBrokenLink());
    return died;
  }

  @Test
  void a_chip_that_refuses_what_was_approved_is_followed_by_a_reversal_with_06() {
    Payment sale = approved(WITHOUT_SCRIPT);
    cardSays(sale, false);
    pass(5);
    Payment cancelled = bench.payment(sale);
    assertEquals(State.CANCELLED, cancelled.state());
    assertEquals("06", cancelled.attempt(1).reversal().get().reason().code());
    assertEquals(0, bench.acquirer.charged());
    Message reversal = bench.acquirer.received.get(bench.acquirer.received.size() - 1);
    assertEquals("0400", reversal.mti());
    assertEquals("654321", reversal.field(38).get());
  }

  @Test
  void the_same_result_again_changes_nothing_and_another_one_is_refused() {
    Payment sale = approved(WITH_SCRIPT);
    cardSays(sale, true);
    pass(2);
    assertEquals(CardResult.ACCEPTED, cardSays(sale, true).cardResult());
    pass(2);
    assertEquals(1, notices().size());
    assertEquals(Ground.Why.CARD_NOT_AWAITED, refusal(sale, false));
  }

  private Ground.Why refusal(Payment sale, boolean accepted) {
    var call = bench.agent().cardResult(sale.id(), accepted, SAID);
    bench.time.settle();
    CompletionException failed = assertThrows(CompletionException.class, call::join);
    return ((Refused) failed.getCause()).why();
  }

  @Test
  void a_result_that_comes_after_the_batch_was_closed_is_refused() {
    Payment sale = approved(WITHOUT_SCRIPT);
    bench.acquirer.batch = "000009";
    bench.acquirer.order = "3";
    bench.swipe(500);
    pass(2);
    bench.acquirer.order = "0";
    pass(5);
    assertTrue(bench.payment(sale).batchClosed());
    assertEquals(Ground.Why.CARD_NOT_AWAITED, refusal(sale, false));
    assertEquals(State.CONFIRMED, bench.payment(sale).state());
  }

  @Test
  void a_result_during_a_void_is_refused_until_the_void_has_its_end_and_then_for_good() {
    Payment sale = approved(WITHOUT_SCRIPT);
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment takenBack = bench.voiding(sale);
    assertEquals(Ground.Why.OPERATION_OPEN, refusal(sale, false));
    pass(60);
    assertEquals(State.CONFIRMED, bench.payment(takenBack).state());
    assertEquals(Ground.Why.CARD_NOT_AWAITED, refusal(sale, false));
  }

  @Test
  void a_tip_waits_for_what_the_chip_says_to_its_sale() {
    Payment sale = approved(WITHOUT_SCRIPT);
    PaymentOrder tip =
        PaymentOrder.referring(
            PaymentType.TIP, sale.id(), 100, "CNY", Optional.empty(), PaymentOrder.Manner.PLAIN);
    CompletionException refused =
        assertThrows(CompletionException.class, () -> bench.start(tip, "tip"));
    assertEquals(Ground.Why.OPERATION_OPEN, ((Refused) refused.getCause()).why());
    assertEquals(State.REVERSING, cardSays(sale, false).state());
    Payment other = approved(WITHOUT_SCRIPT);
    cardSays(other, true);
    PaymentOrder allowed =
        PaymentOrder.referring(
            PaymentType.TIP, other.id(), 100, "CNY", Optional.empty(), PaymentOrder.Manner.PLAIN);
    assertEquals(State.SENT, bench.start(allowed, "tip").payment().state());
  }

  private static File made(File folder, int number) {
    File made = new File(folder, "world" + number);
    assertTrue(made.mkdir());
    return made;
  }
}
