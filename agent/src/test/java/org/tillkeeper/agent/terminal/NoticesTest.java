package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.upkeep.Status;

/** Which changes somebody is told of afterwards, and how long that is remembered. */
class NoticesTest {
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

  private void pass(Duration time) {
    bench.time.advance(time);
  }

  private List<Payment> unseen() {
    return bench.now(bench.agent().unseen(100));
  }

  private Payment seen(Payment payment, Optional<String> by) {
    CompletableFuture<Payment> seen = bench.agent().seen(payment.id(), by);
    bench.time.settle();
    return seen.join();
  }

  private List<String> history(Payment payment) {
    List<String> lines = new ArrayList<>();
    for (Terminal.HistoryEvent event : bench.now(bench.agent().history(payment.id())).get()) {
      lines.add(event.message());
    }
    return lines;
  }

  /** A sale of which the line is lost before its answer. */
  private Payment cutOff(long amount) {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(amount);
    pass(Duration.ofMillis(15));
    bench.acquirer.reachable = false;
    bench.network.cut();
    return sale;
  }

  private void lineComesBack() {
    bench.acquirer.reachable = true;
    pass(Duration.ofMinutes(3));
  }

  @Test
  void what_ends_while_the_customer_stands_there_is_no_notice() {
    Payment paid = bench.swipe(100);
    pass(Duration.ofSeconds(1));
    bench.acquirer.saleCodes.add("51");
    Payment refused = bench.swipe(200);
    pass(Duration.ofSeconds(1));
    assertEquals(State.CONFIRMED, bench.payment(paid).state());
    assertEquals(State.DECLINED, bench.payment(refused).state());
    assertEquals(List.of(), unseen());
    assertFalse(bench.agent().next(bench.payment(paid)).contains(NextCall.ACKNOWLEDGE));
  }

  @Test
  void what_ends_after_the_customer_has_left_is_one_until_somebody_has_seen_it() throws Exception {
    Payment sale = cutOff(100);
    pass(Duration.ofMinutes(10));
    assertEquals(List.of(), unseen());
    lineComesBack();
    Payment ended = bench.payment(sale);
    assertEquals(State.CANCELLED, ended.state());
    assertEquals(List.of(ended), unseen());
    assertTrue(bench.agent().next(ended).contains(NextCall.ACKNOWLEDGE));

    bench.killAndRestart();
    assertEquals(List.of(ended), unseen(), "it outlives a restart");
    Payment seen = seen(ended, Optional.of("Li Ming"));
    assertEquals(Optional.empty(), seen.unseenSince());
    assertEquals(List.of(), unseen());
    assertTrue(history(sale).contains("Seen by Li Ming."), history(sale).toString());

    assertEquals(seen, seen(ended, Optional.of("Li Ming")), "a lost answer is asked for again");
    assertEquals(1, history(sale).stream().filter(line -> line.startsWith("Seen")).count());
    bench.killAndRestart();
    assertEquals(List.of(), unseen(), "and so does that it was seen");
  }

  @Test
  void a_sale_that_a_restart_ends_is_one_since_nobody_saw_the_screen() throws Exception {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(100);
    pass(Duration.ofMillis(15));
    bench.killAndRestart();
    pass(Duration.ofSeconds(20));
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertEquals(1, unseen().size());
  }

  @Test
  void who_waits_for_the_end_is_told_by_the_answer() {
    Payment sale = cutOff(100);
    pass(Duration.ofMinutes(10));
    CompletableFuture<Payment> end = bench.agent().whenFinal(sale.id(), Duration.ofMinutes(4));
    lineComesBack();
    assertEquals(State.CANCELLED, end.join().state());
    assertEquals(List.of(), unseen());
  }

  @Test
  void who_gives_a_payment_up_waits_for_that_but_not_for_an_hour() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment soon = bench.swipe(100);
    pass(Duration.ofSeconds(2));
    bench.now(bench.agent().cancel(soon.id()));
    pass(Duration.ofSeconds(50));
    assertEquals(State.CANCELLED, bench.payment(soon).state());
    assertEquals(List.of(), unseen());

    Payment late = cutOff(200);
    bench.now(bench.agent().cancel(late.id()));
    pass(Duration.ofHours(1));
    lineComesBack();
    assertEquals(State.CANCELLED, bench.payment(late).state());
    assertEquals(List.of(bench.payment(late)), unseen());
  }

  @Test
  void what_needs_a_person_is_one_whoever_stands_there_until_a_person_has_settled_it() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.acquirer.reversalCodes.add("12");
    Payment sale = bench.swipe(100);
    CompletableFuture<Payment> end = bench.agent().whenFinal(sale.id(), Duration.ofSeconds(60));
    pass(Duration.ofSeconds(50));
    assertEquals(State.ATTENTION, end.join().state());
    assertEquals(1, unseen().size());
    bench.now(
        bench
            .agent()
            .resolve(sale.id(), new Resolution(Resolution.Outcome.CANCELLED, "Li", "statement")));
    assertEquals(State.CANCELLED, bench.payment(sale).state());
    assertEquals(List.of(), unseen());
  }

  @Test
  void where_nothing_has_changed_there_is_nothing_to_see() {
    Payment paid = bench.swipe(100);
    pass(Duration.ofSeconds(1));
    CompletionException failed =
        assertThrows(CompletionException.class, () -> seen(paid, Optional.empty()));
    Refused refused = (Refused) failed.getCause();
    assertEquals(Ground.NOTHING_UNSEEN, refused.refusal().ground());
    assertEquals("nothing-to-acknowledge", refused.refusal().ground().why().label());
  }

  @Test
  void that_it_was_seen_is_told_to_all_who_follow() {
    Payment sale = cutOff(100);
    pass(Duration.ofMinutes(10));
    lineComesBack();
    List<Boolean> told = new ArrayList<>();
    bench
        .agent()
        .subscribe(
            Optional.empty(),
            new Terminal.Subscriber() {
              @Override
              public void payment(long id, Payment payment) {
                told.add(payment.unseenSince().isPresent());
              }

              @Override
              public void status(long id, Status status) {}
            });
    bench.time.settle();
    seen(sale, Optional.empty());
    assertEquals(List.of(false), told);
    assertTrue(history(sale).contains("Seen."), history(sale).toString());
  }

  @Test
  void the_latest_change_comes_first() {
    Payment one = cutOff(100);
    bench.swipe(200);
    pass(Duration.ofMinutes(10));
    lineComesBack();
    List<Long> amounts = new ArrayList<>();
    for (Payment payment : unseen()) {
      amounts.add(payment.amount());
    }
    assertEquals(List.of(100L, 200L), amounts);
    assertEquals(1, bench.now(bench.agent().unseen(1)).size());
    assertEquals(one.id(), unseen().get(0).id());
  }
}
