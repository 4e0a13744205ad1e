package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tillkeeper.agent.terminal.SettlingBench.assertEnded;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.words.FindingText;
import org.tillkeeper.iso8583.Message;

/** From the totals on nothing changes a batch but what must: a chip's refusal. */
class BatchBeingSettledTest {
  private static final String CHIP_SAYS = "9F2608AABBCCDDEEFF00119F270180";

  @TempDir File folder;
  private SettlingBench settling;
  private TerminalOnBench bench;

  @BeforeEach
  void a_terminal_that_is_online() throws Exception {
    settling = new SettlingBench(folder);
    bench = settling.bench;
  }

  private Ground refused(PaymentType type, Payment original) {
    PaymentOrder order =
        PaymentOrder.referring(
            type, original.id(), 100, "CNY", Optional.empty(), PaymentOrder.Manner.PLAIN);
    CompletableFuture<?> call =
        bench.agent().start(order, type.label(), type.label().getBytes(StandardCharsets.UTF_8));
    bench.time.settle();
    CompletionException thrown = assertThrows(CompletionException.class, call::join);
    return ((Refused) thrown.getCause()).refusal().ground();
  }

  private void chipRefuses(Payment payment) {
    bench.now(bench.agent().cardResult(payment.id(), false, CHIP_SAYS));
  }

  private Payment chip(long amount) {
    Payment payment = bench.chip(amount);
    settling.pass(1);
    assertEquals(State.CONFIRMED, bench.payment(payment).state());
    return bench.payment(payment);
  }

  private List<String> heard() {
    List<String> mtis = new ArrayList<>();
    bench.acquirer.before = message -> mtis.add(message.mti());
    return mtis;
  }

  @Test
  void a_void_and_a_tip_are_refused_from_the_totals_on() throws Exception {
    Payment sale = settling.sale(1000);
    assertTrue(bench.agent().next(sale).contains(NextCall.VOID));
    bench.acquirer.settlement.faults.add(Fault.LOST);
    Settlement settlement = settling.begun();
    settling.pass(1);
    assertEquals(Stage.TOTALS, settling.now(settlement).stage());
    assertEquals(Ground.BEING_SETTLED, refused(PaymentType.VOID, sale));
    assertEquals(Ground.BEING_SETTLED, refused(PaymentType.TIP, sale));
    assertFalse(bench.agent().next(sale).contains(NextCall.VOID));
    bench.killAndRestart();
    assertEquals(Ground.BEING_SETTLED, refused(PaymentType.VOID, sale));
    assertFalse(bench.agent().next(sale).contains(NextCall.TIP));
    settling.pass(60);
    assertEnded(Result.BALANCED, settling.now(settlement));
    assertEquals(Ground.BATCH_CLOSED, refused(PaymentType.VOID, sale));
    Payment next = settling.sale(500);
    assertTrue(bench.agent().next(next).contains(NextCall.VOID));
  }

  @Test
  void while_a_settlement_waits_a_void_goes_before_the_totals() {
    Payment sale = settling.sale(1000);
    bench.acquirer.saleCodes.add("68");
    bench.acquirer.reversalCodes.add("00");
    Payment taken = bench.voiding(sale);
    settling.pass(Duration.ofMillis(150));
    assertEquals(State.RECORDED, bench.payment(taken).state());
    Settlement settlement = settling.begun();
    settling.pass(60);
    assertEquals(State.CONFIRMED, bench.payment(taken).state());
    assertEnded(Result.BALANCED, settling.now(settlement));
    assertEquals(new Totals(1, 1000, 1, 1000), settling.now(settlement).request().get().totals());
  }

  @Test
  void a_chips_refusal_is_reversed_before_the_next_message_and_its_row_does_not_go() {
    List<String> stans = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      stans.add(settling.sale(i * 100L).lastSent().get().request().stan());
    }
    Payment chip = chip(1234);
    bench.acquirer.settlement.hidden.add(stans.get(0));
    bench.acquirer.settlement.faults.add(Fault.NONE);
    bench.acquirer.settlement.faults.add(Fault.LOST);
    Settlement settlement = settling.begun();
    settling.pass(40);
    assertEquals(Stage.UPLOADING, settling.now(settlement).stage());
    List<String> heard = heard();
    chipRefuses(chip);
    settling.pass(60);
    Settlement ended = settling.now(settlement);
    assertEnded(Result.UPLOADED, ended);
    assertEquals(List.of("0400", "0320", "0320"), withoutEchoes(heard));
    assertEquals(stans, bench.acquirer.settlement.uploaded);
    assertEquals(8, bench.acquirer.settlement.endCounts.get("000001"));
    assertEquals(3, ended.progress().messages());
    assertEquals(3, ended.progress().done());
    assertEquals(1, ended.caveats().undone());
    assertTrue(bench.acquirer.bookings.get("000001" + stan(chip)).reversed()[0]);
  }

  private static String stan(Payment payment) {
    return payment.lastSent().get().request().stan();
  }

  private static List<String> withoutEchoes(List<String> mtis) {
    return mtis.stream().filter(mti -> !mti.startsWith("08")).toList();
  }

  @Test
  void what_is_reversed_after_equal_totals_needs_a_person() {
    settling.sale(1000);
    Payment chip = chip(1234);
    bench.acquirer.settlement.faults.add(Fault.NONE);
    bench.acquirer.settlement.faults.add(Fault.LOST);
    Settlement settlement = settling.begun();
    settling.pass(40);
    assertEquals(Stage.UPLOADING, settling.now(settlement).stage());
    chipRefuses(chip);
    settling.pass(60);
    Settlement ended = settling.now(settlement);
    assertEnded(Result.BALANCED, ended);
    assertEquals(1, ended.caveats().undone());
    assertTrue(ended.isDisputed());
    assertEquals(
        "Batch 000001: Balanced. The batch is settled. 1 payment was reversed after the totals; compare"
            + " with the acquirer and acknowledge.",
        FindingText.of(settling.diagnosed()).en());
  }

  @Test
  void a_repeated_message_of_the_upload_says_what_its_first_send_said() {
    settling.sale(1000);
    Payment chip = chip(1234);
    bench.acquirer.settlement.hidden.add(stan(chip));
    bench.acquirer.settlement.faults.add(Fault.NONE);
    bench.acquirer.settlement.faults.add(Fault.SILENT);
    Settlement settlement = settling.begun();
    settling.pass(40);
    chipRefuses(chip);
    settling.pass(60);
    Settlement ended = settling.now(settlement);
    assertEnded(Result.UPLOADED, ended);
    List<Message> received = bench.acquirer.settlement.received;
    assertEquals(received.get(1).fields(), received.get(2).fields());
    assertTrue(ended.isDisputed());
  }
}
