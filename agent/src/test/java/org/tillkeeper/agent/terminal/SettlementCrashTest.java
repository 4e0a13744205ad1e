package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tillkeeper.agent.bench.MortalProcess;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.iso8583.Message;

/**
 * The process dies between any two of its effects while it settles. It is started again, the till
 * repeats its call, and the batch must end once, with the same totals, every payment uploaded once,
 * and both books equal.
 */
class SettlementCrashTest {
  private static final Logger QUIET = Logger.getLogger("org.tillkeeper.agent");

  /** Nine sales are two messages of rows. */
  private static final int SALES = 9;

  @TempDir File folder;
  private File template;
  private final ModelAcquirer books = new ModelAcquirer();
  private int worlds;

  record Case(boolean hidden, List<Fault> faults) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (boolean hidden : new boolean[] {false, true}) {
      cases.add(new Case(hidden, List.of()));
      cases.add(new Case(hidden, List.of(Fault.CUT_AFTER_BOOKING)));
      cases.add(new Case(hidden, List.of(Fault.NONE, Fault.CUT_AFTER_BOOKING)));
      cases.add(new Case(hidden, List.of(Fault.SILENT, Fault.CUT_BEFORE_READING, Fault.TWICE)));
    }
    cases.add(
        new Case(
            true, List.of(Fault.NONE, Fault.NONE, Fault.CUT_AFTER_BOOKING, Fault.ARRIVES_LATE)));
    return cases.stream();
  }

  @BeforeAll
  static void quiet() {
    QUIET.setLevel(Level.SEVERE);
  }

  @AfterAll
  static void aloud() {
    QUIET.setLevel(null);
  }

  @BeforeEach
  void a_terminal_with_a_batch_to_copy() throws Exception {
    template = new File(folder, "template");
    assertTrue(template.mkdir());
    try (TerminalOnBench bench = new TerminalOnBench(template).online()) {
      for (int i = 1; i <= SALES; i++) {
        bench.swipe(i * 100L);
        bench.time.advance(Duration.ofSeconds(1));
      }
      books.bookings.putAll(bench.acquirer.bookings);
    }
    assertEquals(SALES, books.bookings.size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_kill_at_any_place_ends_in_one_settled_batch(Case what) throws Exception {
    int places = new World(what, List.of()).run();
    assertTrue(places >= 8, "a settlement has more effects than " + places);
    for (int place = 1; place <= places; place++) {
      new World(what, List.of(place)).run();
    }
  }

  @Test
  void a_process_that_dies_again_and_again_during_the_upload_still_ends_it() throws Exception {
    Case what = new Case(true, List.of());
    for (int pace = 2; pace <= 6; pace++) {
      List<Integer> deaths = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        deaths.add(pace);
      }
      new World(what, deaths).run();
    }
  }

  private final class World {
    private final Case what;
    private final List<Integer> deaths;
    private final TerminalOnBench bench;
    private int died;

    World(Case what, List<Integer> deaths) throws Exception {
      this.what = what;
      this.deaths = deaths;
      bench = TerminalOnBench.signedIn(template, new File(folder, "world" + worlds++));
      bench.acquirer.bookings.putAll(books.bookings);
      if (what.hidden()) {
        bench.acquirer.settlement.hidden.add("000004");
      }
      bench.acquirer.settlement.faults.addAll(what.faults());
    }

    /** Returns how many places the first process came by. */
    int run() throws Exception {
      bench.eachLife = this::born;
      born(bench.process());
      callTill();
      int places = live();
      check();
      bench.close();
      try (Stream<Path> files = Files.walk(new File(folder, "world" + (worlds - 1)).toPath())) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return places;
    }

    private void born(MortalProcess process) {
      process.dieAt(died < deaths.size() ? deaths.get(died) : Integer.MAX_VALUE);
    }

    private void callTill() throws Exception {
      bench.now(bench.agent().settle("key", "settle".getBytes(StandardCharsets.UTF_8)));
      rise();
    }

    private void rise() throws Exception {
      while (!bench.process().isAlive()) {
        died++;
        bench.restart();
        if (bench.process().isAlive()) {
          bench.now(bench.agent().settle("key", "settle".getBytes(StandardCharsets.UTF_8)));
        }
      }
    }

    private int live() throws Exception {
      for (int steps = 0; steps < 20_000; steps++) {
        rise();
        List<Settlement> settlements = bench.ledger().settlements().newest(10);
        if (!settlements.isEmpty() && settlements.get(0).stage() == Stage.ENDED) {
          int places = Math.toIntExact(bench.process().places());
          bench.process().dieAt(Integer.MAX_VALUE);
          return places;
        }
        bench.time.step();
      }
      throw new AssertionError(this + " does not end");
    }

    private void check() {
      List<Settlement> settlements = bench.ledger().settlements().newest(10);
      assertEquals(1, settlements.size(), this + ": one key, one settlement");
      Settlement settlement = settlements.get(0);
      assertEquals(
          Optional.of(what.hidden() ? Result.UPLOADED : Result.BALANCED),
          settlement.result(),
          this + ": " + settlement);
      ModelSettlement theirs = bench.acquirer.settlement;
      assertEquals(Set.of("000001"), theirs.ended.keySet(), this + ": ended once");
      assertEquals(true, theirs.ended.get("000001"), this + ": equal afterwards");
      assertEquals(what.hidden() ? SALES : 0, theirs.uploaded.size(), this + ": uploaded once");
      assertEquals(what.hidden() ? SALES : 0, theirs.endCounts.get("000001"), this.toString());
      Set<Object> totals = new java.util.HashSet<>();
      for (Message message : theirs.received) {
        if (message.mti().equals("0500")) {
          totals.add(message.fields());
        }
      }
      assertEquals(1, totals.size(), this + ": the same totals at every send");
      List<Payment> payments =
          bench.ledger().page(Set.of(), Optional.empty(), Optional.empty(), 100);
      for (Payment payment : payments) {
        assertTrue(payment.batchClosed(), this + ": " + payment);
      }
      assertEquals("000002", bench.ledger().batches().open().number(), this.toString());
      assertFalse(bench.ledger().settlements().open().isPresent(), this.toString());
      assertEquals(0, bench.ledger().firstBrokenLink(), this + ": the history's chain");
    }

    @Override
    public String toString() {
      return what + ", killed at " + deaths;
    }
  }
}
