package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;

/** A list that is read page by page while payments arrive and change. */
class StablePagesTest {
  @TempDir File folder;

  @Test
  void pages_that_are_read_while_payments_arrive_neither_miss_nor_repeat_any() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder).online()) {
      List<Long> expected = new ArrayList<>();
      for (int amount = 1; amount <= 9; amount++) {
        pay(bench, amount);
        expected.add(0, (long) amount);
      }
      List<Long> read = new ArrayList<>();
      Optional<String> after = Optional.empty();
      int more = 100;
      do {
        Terminal.Page page =
            bench.now(
                bench
                    .agent()
                    .payments(
                        new Terminal.Query(
                            Optional.empty(),
                            Optional.empty(),
                            Search.since(Optional.empty()),
                            2,
                            after)));
        page.payments().forEach(payment -> read.add(payment.amount()));
        after = page.next();
        pay(bench, more++);
        pay(bench, more++);
      } while (after.isPresent());
      assertEquals(expected, read);
    }
  }

  @Test
  void a_page_goes_on_behind_a_payment_that_no_longer_fits_what_is_looked_for() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder).online()) {
      List<Payment> open = new ArrayList<>();
      bench.acquirer.reachable = false;
      bench.network.cut();
      for (int amount = 1; amount <= 3; amount++) {
        open.add(bench.swipe(amount));
      }
      Terminal.Page first = page(bench, Optional.empty());
      assertEquals(3L, first.payments().get(0).amount());
      bench.now(bench.agent().cancel(open.get(2).id()));
      assertEquals(2L, page(bench, first.next()).payments().get(0).amount());
    }
  }

  @Test
  void a_page_behind_a_payment_that_is_not_there_is_refused_and_not_the_first_again()
      throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder).online()) {
      pay(bench, 1);
      CompletableFuture<Terminal.Page> page =
          bench
              .agent()
              .payments(
                  new Terminal.Query(
                      Optional.empty(),
                      Optional.empty(),
                      Search.since(Optional.empty()),
                      1,
                      Optional.of("no-such")));
      bench.time.settle();
      CompletionException refused = assertThrows(CompletionException.class, page::join);
      assertEquals(Ground.NO_SUCH_PAGE, ((Refused) refused.getCause()).refusal().ground());
    }
  }

  private static Terminal.Page page(TerminalOnBench bench, Optional<String> after) {
    return bench.now(
        bench
            .agent()
            .payments(
                new Terminal.Query(
                    Optional.empty(),
                    Optional.of(Display.PENDING),
                    Search.since(Optional.empty()),
                    1,
                    after)));
  }

  private static void pay(TerminalOnBench bench, long amount) {
    bench.acquirer.saleFaults.add(Fault.NONE);
    bench.swipe(amount);
    bench.time.advance(Duration.ofMillis(100));
  }
}
