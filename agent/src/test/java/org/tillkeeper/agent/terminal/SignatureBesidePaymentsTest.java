package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;

/**
 * A signature whose answers are lost, a customer who comes meanwhile, and a process that dies at
 * any place of it: neither payment is changed by it, and the next one waits half a second and for a
 * new line at most.
 */
class SignatureBesidePaymentsTest {
  private static final Duration TICK = Duration.ofMillis(10);
  private static final long COMES_AFTER_MILLIS = 100;

  /**
   * A signature that is unanswered gives way after half a second. Then the line is made anew: a
   * pause by chance, a connection and an echo.
   */
  private static final long LATER_MILLIS_MOST = 1000;

  @RegisterExtension static final QuietFolders FOLDERS = new QuietFolders();

  /** How one world went. */
  private record Run(boolean diedBefore, boolean died, State next, long tookMillis) {}

  private static final class World implements AutoCloseable {
    private final TerminalOnBench bench;
    private final boolean signs;
    private final Payment signed;
    private Optional<String> next = Optional.empty();
    private boolean died;

    World(File folder, boolean signs) throws Exception {
      bench = TerminalOnBench.with(folder, Map.of("signature.upload", "yes")).online();
      this.signs = signs;
      Payment sale = bench.swipe(1234);
      bench.time.advance(Duration.ofSeconds(1));
      signed = bench.payment(sale);
      assertEquals(State.CONFIRMED, signed.state());
    }

    private void sign() {
      if (signs) {
        var unused = bench.agent().sign(signed.id(), SampleDrawings.signature());
        bench.time.settle();
      }
    }

    /** The till asks under one key, however often. */
    private void pay() {
      var started =
          bench
              .agent()
              .start(
                  TerminalOnBench.swipeOrder(500), "next", "500".getBytes(StandardCharsets.UTF_8));
      bench.time.settle();
      if (started.isDone()) {
        next = Optional.of(started.join().payment().id());
      }
    }

    private void tick(boolean paying) throws Exception {
      bench.time.advance(TICK);
      while (!bench.process().isAlive()) {
        died = true;
        bench.restart();
        sign();
        if (paying) {
          pay();
        }
      }
    }

    private Optional<Payment> next() {
      return next.flatMap(id -> bench.ledger().payment(id));
    }

    Run run(Fault fault, int place) throws Exception {
      bench.acquirer.signatureFaults.addAll(List.of(fault, fault));
      bench.process().dieAt(place);
      sign();
      for (long at = 0; at < COMES_AFTER_MILLIS; at += TICK.toMillis()) {
        tick(false);
      }
      boolean diedBefore = died;
      pay();
      long took = 0;
      while (!next().map(it -> it.state().isFinal()).orElse(false)) {
        tick(true);
        took += TICK.toMillis();
        assertTrue(took < 120_000, "no end: " + next());
      }
      State end = next().get().state();
      for (int i = 0; i < 6_000 && !bench.ledger().signatures().open().isEmpty(); i++) {
        tick(true);
      }
      bench.process().dieAt(Integer.MAX_VALUE);
      bench.time.advance(Duration.ofMinutes(2));
      assertEquals(end, next().get().state(), "it stays as it ended");
      check();
      return new Run(diedBefore, died, end, took);
    }

    private void check() {
      Payment now = bench.ledger().payment(signed.id()).get();
      assertEquals(signs ? Signature.DELIVERED : Signature.NONE, now.signature());
      assertEquals(signed.attempts(), now.attempts());
      assertEquals(signed.decision(), now.decision());
      assertEquals(signed.signed(now.signature()).state(), now.state());
      assertEquals(next().get().state() == State.CONFIRMED ? 2 : 1, bench.acquirer.charged());
      assertTrue(
          bench.acquirer.signatures.stream().map(it -> it.fields()).distinct().count() <= 1,
          "always the same message");
      assertEquals(0, bench.ledger().firstBrokenLink());
    }

    @Override
    public void close() {
      bench.close();
    }
  }

  private static Run run(boolean signs, Fault fault, int place) throws Exception {
    try (World world = new World(FOLDERS.next(), signs)) {
      return world.run(fault, place);
    } catch (AssertionError e) {
      throw new AssertionError(fault + ", killed at place " + place + ": " + e.getMessage(), e);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NONE", "SILENT", "CUT_BEFORE_READING", "CUT_AFTER_BOOKING", "WRONG_MAC"})
  void no_loss_and_no_kill_of_a_signature_changes_or_delays_a_payment(Fault fault)
      throws Exception {
    Run without = run(false, fault, Integer.MAX_VALUE);
    Run beside = run(true, fault, Integer.MAX_VALUE);
    assertEquals(State.CONFIRMED, without.next());
    assertEquals(State.CONFIRMED, beside.next());
    long later = beside.tookMillis() - without.tookMillis();
    assertTrue(later <= LATER_MILLIS_MOST, later + " ms later");

    Set<State> ends = EnumSet.noneOf(State.class);
    int before = 0;
    int place = 1;
    for (Run killed = run(true, fault, place); killed.died(); killed = run(true, fault, place)) {
      ends.add(killed.next());
      if (killed.diedBefore()) {
        before++;
        assertEquals(State.CONFIRMED, killed.next(), "killed at " + place);
        later = killed.tookMillis() - without.tookMillis();
        assertTrue(later <= LATER_MILLIS_MOST, later + " ms later, killed at " + place);
      }
      place++;
    }
    assertTrue(before >= 3, "killed in the signature alone: " + before);
    assertTrue(place > 10, "places: " + place);
    // As any payment in whose middle the process dies.
    assertTrue(
        EnumSet.of(State.CONFIRMED, State.CANCELLED, State.NOT_SENT).containsAll(ends),
        ends.toString());
  }
}
