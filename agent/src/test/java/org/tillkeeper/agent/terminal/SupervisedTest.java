package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.bundle.ChainLine;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;

/** What was done with a supervisor's PIN says so in the history, where it is chained. */
class SupervisedTest {
  private static final Optional<String> SESSION = Optional.of("1a2b3c4d");
  private static final String LINE = "A supervisor's PIN was given in session 1a2b3c4d.";

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

  private Payment paid() {
    Payment sale = bench.swipe(100);
    bench.time.advance(Duration.ofSeconds(1));
    return bench.payment(sale);
  }

  private static PaymentOrder voiding(Payment sale) {
    return PaymentOrder.referring(
        PaymentType.VOID, sale.id(), 0, "CNY", Optional.empty(), PaymentOrder.Manner.PLAIN);
  }

  private List<String> kinds(Payment payment) {
    List<String> kinds = new ArrayList<>();
    for (Terminal.HistoryEvent event : bench.now(bench.agent().history(payment.id())).get()) {
      kinds.add(event.kind());
    }
    return kinds;
  }

  private List<String> lines(Payment payment) {
    List<String> lines = new ArrayList<>();
    for (Terminal.HistoryEvent event : bench.now(bench.agent().history(payment.id())).get()) {
      lines.add(event.message());
    }
    return lines;
  }

  @Test
  void a_void_names_the_session_before_it_is_sent_and_its_original_does_not() {
    Payment sale = paid();
    Payment undone = bench.start(voiding(sale).askedBy(SESSION), "void").payment();
    assertEquals(LINE, lines(undone).get(1));
    assertEquals(List.of("recorded", "supervisor", "sent"), kinds(undone).subList(0, 3));
    bench.time.advance(Duration.ofSeconds(1));
    assertEquals(State.CONFIRMED, bench.payment(undone).state());
    assertEquals(1, lines(undone).stream().filter(LINE::equals).count());
    assertTrue(!kinds(sale).contains("supervisor"), kinds(sale).toString());
  }

  @Test
  void a_call_that_is_asked_again_after_a_lost_answer_is_noted_once() {
    Payment sale = paid();
    bench.start(voiding(sale).askedBy(SESSION), "void");
    Payment again = bench.start(voiding(sale).askedBy(Optional.of("ffffffff")), "void").payment();
    assertEquals(1, kinds(again).stream().filter("supervisor"::equals).count());
  }

  @Test
  void what_waits_for_the_line_is_noted_too_and_outlives_a_kill() throws Exception {
    Payment sale = paid();
    bench.acquirer.reachable = false;
    bench.network.cut();
    bench.time.advance(Duration.ofSeconds(1));
    Payment waiting = bench.start(voiding(sale).askedBy(SESSION), "void").payment();
    assertEquals(List.of("recorded", "supervisor"), kinds(waiting));
    bench.killAndRestart();
    assertEquals("supervisor", kinds(waiting).get(1));
  }

  @Test
  void without_a_pin_nothing_is_noted() {
    Payment undone = bench.voiding(paid());
    assertTrue(!kinds(undone).contains("supervisor"), kinds(undone).toString());
  }

  @Test
  void what_a_person_decides_names_the_session_before_the_word() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.add("12");
    Payment sale = bench.swipe(1234);
    bench.time.advance(Duration.ofMinutes(5));
    assertEquals(State.ATTENTION, bench.payment(sale).state());
    Resolution word = new Resolution(Resolution.Outcome.CANCELLED, "Li", "statement");
    bench.now(bench.agent().resolve(sale.id(), word, SESSION));
    List<String> kinds = kinds(sale);
    assertEquals("supervisor", kinds.get(kinds.indexOf("resolved") - 1), kinds.toString());
  }

  @Test
  void a_settlement_has_it_in_the_ledgers_own_history() {
    paid();
    bench.now(bench.agent().settle("settle", new byte[] {1}, SESSION));
    List<String> journal = new ArrayList<>();
    for (ChainLine line : bench.now(bench.agent().chain(0, Optional.empty(), 1000))) {
      journal.add(line.kind() + ": " + line.message());
    }
    int noted = journal.indexOf("supervisor: " + LINE);
    assertTrue(noted > 0, journal.toString());
    assertTrue(
        journal.get(noted + 1).startsWith("settlement: Settlement of batch 000001 recorded"));
  }
}
