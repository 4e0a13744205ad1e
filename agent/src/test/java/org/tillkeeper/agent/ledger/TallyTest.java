package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/** The sums that the ledger keeps are what counting would give, whatever happens to it. */
class TallyTest {
  @TempDir File folder;
  private Ledger ledger;
  private final List<Attempt.Outcome> ended = new ArrayList<>();
  private long clock;
  private long committed;

  private final LedgerMeter meter =
      new LedgerMeter() {
        @Override
        public long nanoTime() {
          return clock += 1000;
        }

        @Override
        public void committed(long nanos) {
          committed += nanos;
        }

        @Override
        public void ended(Attempt.Outcome outcome) {
          ended.add(outcome);
        }
      };

  @BeforeEach
  void open() throws LedgerUnusable {
    ledger = Ledger.open(folder, LedgerTest.NOW);
    ledger.measureBy(meter);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void assertCountsAreTrue() {
    for (State state : State.values()) {
      assertEquals(
          LedgerOnBench.number(
              ledger, "SELECT count(*) FROM payment WHERE state = '" + state.label() + "'"),
          ledger.count(state),
          state.label());
    }
  }

  @Test
  void sums_are_what_counting_gives_after_any_steps_and_failures_and_restarts() throws Exception {
    Random random = new Random(7);
    State[] states = State.values();
    int payments = 0;
    for (int step = 0; step < 400; step++) {
      int what = random.nextInt(20);
      if (what < 4 || payments == 0) {
        LedgerTest.insert(ledger, LedgerTest.recorded("p" + payments++, Entry.SWIPE));
      } else if (what == 4) {
        Payment never = LedgerTest.recorded("never" + step, Entry.SWIPE);
        assertThrows(
            IllegalStateException.class,
            () ->
                ledger.transaction(
                    () -> {
                      ledger.insert(never, "key-never", new byte[1]);
                      LedgerTest.step(
                          ledger, LedgerTest.with(never, State.CONFIRMED, new ArrayList<>()));
                      throw new IllegalStateException("planted");
                    }));
      } else if (what == 5) {
        close();
        open();
      } else {
        Payment payment = ledger.payment("p" + random.nextInt(payments)).get();
        State state = states[random.nextInt(states.length)];
        LedgerTest.save(ledger, LedgerTest.with(payment, state, payment.attempts()));
      }
      assertCountsAreTrue();
    }
  }

  @Test
  void a_commit_that_fails_moves_nothing() {
    Payment payment = LedgerTest.recorded("a", Entry.SWIPE);
    LedgerTest.insert(ledger, payment);
    LedgerOnBench.failWrites(ledger);
    assertThrows(
        LedgerUnavailable.class,
        () -> LedgerTest.save(ledger, LedgerTest.with(payment, State.SENT, new ArrayList<>())));
    LedgerOnBench.allowWrites(ledger);
    assertEquals(1, ledger.count(State.RECORDED));
    LedgerTest.save(ledger, LedgerTest.with(payment, State.SENT, new ArrayList<>()));
    assertCountsAreTrue();
  }

  @Test
  void a_record_that_the_disk_changed_counts_by_what_its_row_says() {
    Payment payment = LedgerTest.recorded("a", Entry.SWIPE);
    LedgerTest.insert(ledger, payment);
    for (int i = 0; i < 200; i++) {
      LedgerTest.insert(ledger, LedgerTest.recorded("other" + i, Entry.SWIPE));
    }
    LedgerOnBench.execute(ledger, "UPDATE payment SET amount = amount + 1 WHERE id = 'a'");
    Payment damaged = ledger.payment("a").get();
    assertEquals(State.ATTENTION, damaged.state());
    LedgerTest.save(ledger, damaged);
    assertEquals(1, ledger.count(State.ATTENTION));
    assertCountsAreTrue();
  }

  @Test
  void an_attempt_is_told_once_for_each_end_it_comes_to_and_only_when_that_is_durable() {
    Payment payment = LedgerTest.recorded("a", Entry.SWIPE);
    LedgerTest.insert(ledger, payment);
    save(payment, State.SENT, Attempt.Outcome.OPEN);
    assertEquals(List.of(), ended);
    LedgerOnBench.failWrites(ledger);
    assertThrows(
        LedgerUnavailable.class, () -> save(payment, State.DECLINED, Attempt.Outcome.DECLINED));
    LedgerOnBench.allowWrites(ledger);
    assertEquals(List.of(), ended);
    save(payment, State.DECLINED, Attempt.Outcome.DECLINED);
    save(payment, State.DECLINED, Attempt.Outcome.DECLINED);
    assertEquals(List.of(Attempt.Outcome.DECLINED), ended);
    save(payment, State.CONFIRMED, Attempt.Outcome.CONFIRMED);
    assertEquals(List.of(Attempt.Outcome.DECLINED, Attempt.Outcome.CONFIRMED), ended);
  }

  private void save(Payment payment, State state, Attempt.Outcome outcome) {
    List<Attempt> attempts = new ArrayList<>();
    String stan = state == State.SENT ? ledger.transaction(() -> stan()) : "000001";
    attempts.add(LedgerTest.attempt(1, stan, "000001", outcome, Optional.empty()));
    LedgerTest.save(ledger, LedgerTest.with(payment, state, attempts));
  }

  private String stan() {
    String stan = ledger.stans().giveToAttempt("000001");
    Payment payment = ledger.payment("a").get();
    LedgerTest.step(
        ledger,
        LedgerTest.with(
            payment,
            State.SENT,
            List.of(
                LedgerTest.attempt(1, stan, "000001", Attempt.Outcome.OPEN, Optional.empty()))));
    return stan;
  }

  @Test
  void a_transaction_is_measured_from_its_begin_and_one_that_fails_is_not() {
    LedgerTest.insert(ledger, LedgerTest.recorded("a", Entry.SWIPE));
    assertEquals(1000, committed);
    LedgerOnBench.failWrites(ledger);
    assertThrows(
        LedgerUnavailable.class,
        () -> LedgerTest.insert(ledger, LedgerTest.recorded("b", Entry.SWIPE)));
    LedgerOnBench.allowWrites(ledger);
    assertEquals(1000, committed);
  }
}
