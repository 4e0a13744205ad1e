package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.upkeep.Status;

/** Who waits for a payment's end, and who follows all of them. */
class WaitingTillTest {
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

  private void pass(long millis) {
    bench.time.advance(Duration.ofMillis(millis));
  }

  private WaitingTills waitingTills() throws ReflectiveOperationException {
    Field field = AgentLoop.class.getDeclaredField("waitingTills");
    field.setAccessible(true);
    return (WaitingTills) field.get(bench.agent());
  }

  @Test
  void a_till_that_waits_is_answered_at_the_end_and_not_before() {
    Payment sale = bench.swipe(100);
    CompletableFuture<Payment> end = bench.agent().whenFinal(sale.id(), Duration.ofSeconds(60));
    pass(15);
    assertFalse(end.isDone());
    pass(10);
    assertEquals(State.CONFIRMED, end.join().state());
  }

  @Test
  void a_till_whose_time_is_up_gets_the_payment_as_it_is_and_leaves_nothing_behind()
      throws Exception {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(100);
    CompletableFuture<Payment> one = bench.agent().whenFinal(sale.id(), Duration.ofSeconds(2));
    CompletableFuture<Payment> two = bench.agent().whenFinal(sale.id(), Duration.ofSeconds(3));
    pass(2000);
    assertEquals(State.SENT, one.join().state());
    assertFalse(two.isDone());
    pass(1000);
    assertEquals(State.SENT, two.join().state());
    assertTrue(waitingTills().isEmpty());
  }

  @Test
  void a_till_that_waits_no_more_leaves_nothing_behind_at_once() throws Exception {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(100);
    CompletableFuture<Payment> gone = bench.agent().whenFinal(sale.id(), Duration.ofSeconds(60));
    CompletableFuture<Payment> before = bench.agent().whenFinal(sale.id(), Duration.ofSeconds(60));
    before.cancel(false);
    pass(10);
    assertFalse(waitingTills().isEmpty());
    gone.cancel(false);
    pass(1);
    assertTrue(waitingTills().isEmpty());
  }

  @Test
  void a_ledger_that_cannot_be_read_when_the_time_is_up_does_not_end_the_agent() {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(100);
    CompletableFuture<Payment> end = bench.agent().whenFinal(sale.id(), Duration.ofSeconds(2));
    pass(10);
    bench.process().count(() -> 0);
    bench.close();
    pass(2000);
    assertTrue(end.isCompletedExceptionally());
  }

  @Test
  void who_waits_is_noted_by_the_agents_thread_however_late_the_caller_chains_to_it()
      throws Exception {
    bench.acquirer.saleFaults.add(Fault.SILENT);
    Payment sale = bench.swipe(100);
    bench.scheduler().ownThread = true;
    CompletableFuture<Payment> end = bench.agent().whenFinal(sale.id(), Duration.ofSeconds(5));
    bench.scheduler().ownThread = false;
    assertSame(bench.scheduler().lastThread(), bench.scheduler().lastTimerBy());
    pass(5000);
    assertEquals(State.SENT, end.join().state());
  }

  /** Notes what it is told. */
  private static final class Notes implements Terminal.Subscriber {
    final List<Long> ids = new ArrayList<>();
    final List<String> states = new ArrayList<>();
    int statuses;

    @Override
    public void payment(long id, Payment payment) {
      ids.add(id);
      states.add(payment.amount() + " " + payment.state().label());
    }

    @Override
    public void status(long id, Status status) {
      statuses++;
    }
  }

  private Notes follow(Optional<Long> after) {
    Notes notes = new Notes();
    bench.agent().subscribe(after, notes);
    bench.time.settle();
    return notes;
  }

  @Test
  void every_change_is_told_once_and_in_order() {
    Notes all = follow(Optional.empty());
    bench.swipe(1);
    pass(100);
    bench.acquirer.saleCodes.add("51");
    bench.swipe(2);
    pass(100);
    assertEquals(List.of("1 sent", "1 confirmed", "2 sent", "2 declined"), all.states);
    List<Long> sorted = new ArrayList<>(all.ids);
    sorted.sort(null);
    assertEquals(sorted, all.ids);
    assertEquals(4, all.ids.stream().distinct().count());
    assertTrue(all.statuses > 0);
  }

  @Test
  void who_comes_back_is_told_what_it_missed_also_across_a_restart() throws Exception {
    Notes first = follow(Optional.empty());
    bench.swipe(1);
    pass(100);
    long seen = first.ids.get(first.ids.size() - 1);
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.swipe(2);
    pass(15);
    assertEquals(List.of("2 sent"), follow(Optional.of(seen)).states);
    bench.killAndRestart();
    assertEquals(List.of("2 reversing"), follow(Optional.of(seen)).states);
    pass(5000);
    List<String> states = follow(Optional.of(seen)).states;
    assertEquals("2 cancelled", states.get(states.size() - 1));
    assertTrue(states.stream().allMatch(state -> state.startsWith("2 ")), states.toString());
  }

  @Test
  void who_was_away_for_long_is_told_each_payment_as_it_is_now() {
    Notes first = follow(Optional.empty());
    bench.swipe(1);
    pass(100);
    long seen = first.ids.get(first.ids.size() - 1);
    List<String> expected = new ArrayList<>();
    for (int i = 2; i <= 200; i++) {
      bench.swipe(i);
      pass(100);
      expected.add(i + " confirmed");
    }
    assertEquals(expected, follow(Optional.of(seen)).states);
    long last = first.ids.get(first.ids.size() - 1);
    assertEquals(List.of(), follow(Optional.of(last)).states);
    assertEquals(List.of("200 confirmed"), follow(Optional.of(last - 1)).states);
  }

  /** Notes the number of every event, and the payments as they were told last. */
  private static final class Cut implements Terminal.Subscriber {
    final List<Long> ids = new ArrayList<>();
    final Map<String, Payment> known = new HashMap<>();
    final List<Map<String, Payment>> knownAfter = new ArrayList<>();

    @Override
    public void payment(long id, Payment payment) {
      known.put(payment.id(), payment);
      event(id);
    }

    @Override
    public void status(long id, Status status) {
      event(id);
    }

    private void event(long id) {
      ids.add(id);
      knownAfter.add(new HashMap<>(known));
    }
  }

  @Test
  void whoever_is_cut_off_after_any_event_comes_back_with_its_number_and_misses_nothing() {
    Cut all = new Cut();
    bench.agent().subscribe(Optional.empty(), all);
    bench.swipe(1);
    bench.swipe(2);
    pass(200);
    Payment sale = bench.swipe(3);
    pass(200);
    bench.voiding(sale);
    pass(200);
    bench.now(bench.agent().settle("settle", new byte[0]));
    pass(5000);
    assertTrue(all.known.values().stream().allMatch(Payment::batchClosed), all.ids.toString());
    for (int i = 0; i < all.ids.size(); i++) {
      Cut again = new Cut();
      again.known.putAll(all.knownAfter.get(i));
      bench.agent().subscribe(Optional.of(all.ids.get(i)), again);
      bench.time.settle();
      assertEquals(all.known, again.known, "cut off after event " + i + " of " + all.ids);
    }
  }

  @Test
  void what_was_missed_is_read_page_by_page_and_ends_with_the_present() {
    for (int i = 1; i <= 150; i++) {
      bench.swipe(i);
      pass(100);
    }
    Terminal.Changes present = changes(Optional.empty(), 16);
    assertEquals(List.of(), present.changes());
    assertFalse(present.more());
    List<Long> amounts = new ArrayList<>();
    long last = 0;
    Terminal.Changes page = changes(Optional.of(0L), 16);
    while (true) {
      assertTrue(page.changes().size() <= 16);
      for (Terminal.Change change : page.changes()) {
        assertTrue(change.id() > last, change.id() + " after " + last);
        last = change.id();
        amounts.add(change.payment().amount());
      }
      if (!page.more()) {
        break;
      }
      assertEquals(last, page.upTo());
      page = changes(Optional.of(last), 16);
    }
    assertEquals(present.upTo(), page.upTo());
    assertEquals(present.upTo(), last);
    for (long amount = 1; amount <= 150; amount++) {
      assertTrue(amounts.contains(amount), amount + " of " + amounts);
    }
    assertEquals(present.upTo(), changes(Optional.of(Long.MAX_VALUE), 16).upTo());
  }

  private Terminal.Changes changes(Optional<Long> after, int limit) {
    return bench.now(bench.agent().changes(after, limit));
  }

  @Test
  void who_has_gone_is_told_nothing_more() {
    Notes notes = new Notes();
    Terminal.Subscription subscription = bench.agent().subscribe(Optional.empty(), notes);
    bench.swipe(1);
    pass(100);
    subscription.cancel();
    bench.swipe(2);
    pass(100);
    assertEquals(List.of("1 sent", "1 confirmed"), notes.states);
  }

  @Test
  void payments_are_listed_by_what_the_cashier_sees() {
    bench.swipe(1);
    pass(100);
    bench.acquirer.saleCodes.add("51");
    bench.swipe(2);
    pass(100);
    bench.acquirer.saleFaults.add(Fault.SILENT);
    bench.swipe(3);
    bench.swipe(4);
    assertEquals(List.of(4L, 3L), shown("pending"));
    assertEquals(List.of(1L), shown("confirmed"));
    assertEquals(List.of(2L), shown("declined"));
    assertEquals(List.of(), shown("cancelling"));
  }

  private List<Long> shown(String label) {
    for (org.tillkeeper.agent.payment.Display display :
        org.tillkeeper.agent.payment.Display.values()) {
      if (display.label().equals(label)) {
        List<Long> amounts = new ArrayList<>();
        bench
            .now(
                bench
                    .agent()
                    .payments(
                        new Terminal.Query(
                            Optional.empty(),
                            Optional.of(display),
                            org.tillkeeper.agent.payment.Search.ALL,
                            50,
                            Optional.empty())))
            .payments()
            .forEach(payment -> amounts.add(payment.amount()));
        return amounts;
      }
    }
    throw new AssertionError(label);
  }
}
