package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.ModelAcquirer.Booking;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.upkeep.Status;

/**
 * The process dies between any two of its effects, enumerated: before and after each commit, each
 * send, each thing that reaches it. It is started again, the till repeats its calls, the faults are
 * over, and everything must converge to what the acquirer's books say. On the way nobody may be
 * charged twice and no cashier may be shown an end that does not stay.
 *
 * <p>Payments differ in amount, so a booking's amount says whose it is.
 */
class EveryCrashPointTest {
  private static final Set<Fault> ON_REVERSALS =
      EnumSet.of(
          Fault.CUT_BEFORE_READING, Fault.CUT_AFTER_BOOKING, Fault.ARRIVES_LATE, Fault.WRONG_MAC);
  private static final Set<Fault> LEADING_TO_REVERSALS =
      EnumSet.of(Fault.CUT_AFTER_BOOKING, Fault.CUT_BEFORE_READING, Fault.ARRIVES_LATE);

  /** Thousands of processes come and go here; what they say about it is for nobody. */
  private static final Logger QUIET = Logger.getLogger("org.tillkeeper.agent");

  @TempDir File folder;
  private File template;
  private int worlds;

  /** What goes wrong besides the death. */
  record Case(List<Entry> payments, Optional<Fault> sale, Optional<Fault> reversal, String code) {
    @Override
    public String toString() {
      return payments
          + sale.map(fault -> ", sale " + fault).orElse("")
          + reversal.map(fault -> ", reversal " + fault).orElse("")
          + (code.isEmpty() ? "" : ", first answer " + code);
    }
  }

  static Stream<Case> one_payment() {
    List<Case> cases = new ArrayList<>();
    for (Entry entry : new Entry[] {Entry.SWIPE, Entry.CHIP}) {
      List<Entry> payment = List.of(entry);
      for (Fault fault : Fault.values()) {
        cases.add(new Case(payment, Optional.of(fault), Optional.empty(), ""));
        if (LEADING_TO_REVERSALS.contains(fault)
            && (entry == Entry.SWIPE || fault == Fault.CUT_BEFORE_READING)) {
          for (Fault reversal : ON_REVERSALS) {
            cases.add(new Case(payment, Optional.of(fault), Optional.of(reversal), ""));
          }
        }
      }
      for (String code : new String[] {"10", "51", "68", "97", "A0"}) {
        cases.add(new Case(payment, Optional.empty(), Optional.empty(), code));
      }
    }
    return cases.stream();
  }

  static Stream<Case> two_payments() {
    List<Case> cases = new ArrayList<>();
    for (Fault fault :
        new Fault[] {
          Fault.NONE,
          Fault.LOST,
          Fault.SILENT,
          Fault.CUT_AFTER_BOOKING,
          Fault.CUT_BEFORE_READING,
          Fault.WRONG_MAC,
          Fault.TWICE
        }) {
      cases.add(
          new Case(List.of(Entry.SWIPE, Entry.CHIP), Optional.of(fault), Optional.empty(), ""));
      cases.add(
          new Case(
              List.of(Entry.CHIP, Entry.SWIPE),
              Optional.of(fault),
              Optional.of(Fault.CUT_AFTER_BOOKING),
              ""));
    }
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
  void a_signed_in_terminal_to_copy() throws Exception {
    template = new File(folder, "template");
    assertTrue(template.mkdir());
    new TerminalOnBench(template).online().close();
  }

  @ParameterizedTest
  @MethodSource({"one_payment", "two_payments"})
  void a_kill_at_any_place_loses_and_doubles_nothing(Case what) throws Exception {
    int places = new World(what, List.of()).run();
    assertTrue(places >= 5, "a sale alone has more effects than " + places);
    for (int place = 1; place <= places; place++) {
      new World(what, List.of(place)).run();
    }
  }

  @Test
  void a_second_kill_at_any_place_of_the_recovery_loses_and_doubles_nothing() throws Exception {
    Case what =
        new Case(List.of(Entry.SWIPE), Optional.of(Fault.CUT_AFTER_BOOKING), Optional.empty(), "");
    int places = new World(what, List.of()).run();
    for (int first = 1; first <= places; first++) {
      int second = 1;
      while (new World(what, List.of(first, second)).ran().died == 2) {
        second++;
      }
    }
  }

  @Test
  void a_process_that_never_comes_to_an_end_still_converges_once_it_may_live() throws Exception {
    Case what = new Case(List.of(Entry.CHIP), Optional.of(Fault.SILENT), Optional.empty(), "");
    List<Integer> soon = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      soon.add(3 + i % 5);
    }
    assertTrue(new World(what, soon).ran().died > 10);
  }

  /** One run, from an empty ledger to convergence. */
  private final class World {
    private final Case what;
    private final List<Integer> deaths;
    private final TerminalOnBench bench;
    private final Map<String, PaymentOrder> orders = new TreeMap<>();
    private final Map<String, State> shown = new HashMap<>();
    private int died;

    World(Case what, List<Integer> deaths) throws Exception {
      this.what = what;
      this.deaths = deaths;
      File home = new File(folder, "world" + worlds++);
      bench = TerminalOnBench.signedIn(template, home);
      what.sale().ifPresent(bench.acquirer.saleFaults::add);
      what.reversal().ifPresent(bench.acquirer.reversalFaults::add);
      if (!what.code().isEmpty()) {
        bench.acquirer.saleCodes.add(what.code());
      }
    }

    World ran() throws Exception {
      run();
      return this;
    }

    /** Returns how many places the first process came by until everything had its end. */
    int run() throws Exception {
      bench.eachLife = this::born;
      born(bench.process());
      watch();
      for (Entry entry : what.payments()) {
        int number = orders.size() + 1;
        orders.put(
            "key-" + number,
            entry == Entry.CHIP
                ? TerminalOnBench.chipOrder(number)
                : TerminalOnBench.swipeOrder(number));
        callTill("key-" + number);
      }
      int places = live();
      bench.time.advance(Duration.ofMinutes(2));
      check();
      bench.close();
      delete(new File(folder, "world" + (worlds - 1)));
      return places;
    }

    private void born(MortalProcess process) {
      process.dieAt(died < deaths.size() ? deaths.get(died) : Integer.MAX_VALUE);
    }

    private void callTill(String key) throws Exception {
      bench.start(orders.get(key), key);
      rise();
    }

    private int live() throws Exception {
      long seen = -1;
      for (int steps = 0; steps < 20_000; steps++) {
        rise();
        if (bench.effects() != seen) {
          seen = bench.effects();
          neverTwice();
          if (settled()) {
            int places = Math.toIntExact(bench.process().places());
            bench.process().dieAt(Integer.MAX_VALUE);
            return places;
          }
        }
        bench.time.step();
      }
      throw new AssertionError(this + " does not converge: " + payments());
    }

    /** Whoever died is started again, and the till repeats what it had no answer to. */
    private void rise() throws Exception {
      while (!bench.process().isAlive()) {
        died++;
        bench.restart();
        if (bench.process().isAlive()) {
          watch();
          for (String key : orders.keySet()) {
            if (bench.process().isAlive()) {
              bench.start(orders.get(key), key);
            }
          }
        }
      }
    }

    /** What a cashier is shown as an end stays. */
    private void watch() {
      bench
          .agent()
          .subscribe(
              Optional.of(0L),
              new Terminal.Subscriber() {
                @Override
                public void payment(long id, Payment payment) {
                  State before = shown.put(payment.id(), payment.state());
                  if (before != null && before.isFinal()) {
                    assertEquals(before, payment.state(), World.this + ": " + payment);
                  }
                }

                @Override
                public void status(long id, Status status) {}
              });
      bench.time.settle();
    }

    private Map<Long, Integer> charges() {
      Map<Long, Integer> charges = new TreeMap<>();
      for (Booking booking : bench.acquirer.bookings.values()) {
        charges.merge(booking.amount(), booking.reversed()[0] ? 0 : 1, Integer::sum);
      }
      return charges;
    }

    private void neverTwice() {
      charges()
          .forEach(
              (amount, count) -> assertTrue(count <= 1, this + " charged " + amount + " twice"));
    }

    private List<Payment> payments() {
      return bench.ledger().page(Set.of(), Optional.empty(), Optional.empty(), 100);
    }

    private boolean settled() {
      List<Payment> payments = payments();
      return payments.size() == orders.size()
          && payments.stream()
              .allMatch(payment -> payment.state().isFinal() && !payment.reversalMayStillSucceed());
    }

    /** The acquirer did not know the outcome itself, and then found no original to reverse. */
    private boolean isWithoutProof(Payment payment) {
      return payment.attempts().stream()
          .anyMatch(
              attempt ->
                  attempt.heard() == Attempt.Heard.ANSWER
                      && attempt.reversal().isPresent()
                      && attempt.reversal().get().responseCode().equals("25"));
    }

    private void check() {
      neverTwice();
      List<Payment> payments = payments();
      assertEquals(orders.size(), payments.size(), this + ": one key, one payment");
      Map<Long, Integer> charges = charges();
      for (Payment payment : payments) {
        int charged = charges.getOrDefault(payment.amount(), 0);
        switch (payment.state()) {
          case CONFIRMED -> assertEquals(1, charged, this + ": " + payment);
          case DECLINED, CANCELLED, NOT_SENT -> assertEquals(0, charged, this + ": " + payment);
          case ATTENTION -> assertTrue(isWithoutProof(payment), this + ": " + payment);
          default -> throw new AssertionError(this + ": " + payment);
        }
        for (Attempt attempt : payment.attempts()) {
          Booking booking =
              bench.acquirer.bookings.get(attempt.request().batch() + attempt.request().stan());
          boolean stands = booking != null && !booking.reversed()[0];
          assertEquals(
              attempt.outcome() == Attempt.Outcome.CONFIRMED, stands, this + ": " + payment);
          assertFalse(
              bench.ledger().sealed().card(payment.id()).isPresent(), this + ": " + payment);
        }
        assertEquals(payment.state(), shown.get(payment.id()), this + ": what the cashier saw");
      }
      assertEquals(0, bench.ledger().firstBrokenLink(), this + ": the history's chain");
      assertTrue(bench.now(bench.agent().status()).online(), this + ": online");
    }

    @Override
    public String toString() {
      return what + ", killed at " + deaths;
    }
  }

  private static void delete(File file) throws IOException {
    File[] inside = file.listFiles();
    if (inside != null) {
      for (File each : inside) {
        delete(each);
      }
    }
    if (!file.delete()) {
      throw new IOException("cannot delete " + file);
    }
  }
}
