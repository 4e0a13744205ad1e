package org.tillkeeper.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerOnBench;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.Reversal.Stage;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;

/** Which reversal goes next, and when. */
class ReversalQueueTest {
  private static final Instant NOW = Instant.parse("2026-03-04T10:15:30Z");
  private static final AttemptKey FIRST = new AttemptKey("first", 1);
  private static final AttemptKey SECOND = new AttemptKey("second", 1);

  @TempDir File folder;
  private Ledger ledger;
  private ReversalQueue queue;

  @BeforeEach
  void open() throws Exception {
    ledger = Ledger.open(folder, NOW);
    LedgerOnBench.withoutSync(ledger);
    queue = new ReversalQueue(ledger, new Random(3), Duration.ofSeconds(15), 0);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void put(String id, Stage stage, boolean answered) {
    put(
        id,
        Samples.reversal(
            ReversalReason.NO_ANSWER, stage, 1, answered, answered ? "96" : "", 1, ""));
  }

  private void put(String id, Reversal reversal) {
    Payment payment =
        Payment.recorded(
            id,
            Samples.sale(1, Optional.empty()),
            new Instrument(Entry.SWIPE, "622500******0006", 0),
            Optional.empty(),
            NOW);
    Attempt attempt =
        Samples.attempt(
            1,
            Samples.request("000001", "000001", 1, NOW),
            Attempt.Outcome.OPEN,
            Attempt.Heard.NOTHING,
            Optional.of(reversal));
    Payment reversing =
        Samples.with(payment, State.REVERSING, false, false, List.of(attempt), Optional.empty());
    ledger.transaction(
        () -> {
          if (!ledger.payment(id).isPresent()) {
            ledger.insert(payment, "key-" + id, new byte[] {1});
          }
          ledger.save(
              new Step(reversing, List.of(new Step.Entry("x", 1, "x")), Collections.emptySet()));
        });
  }

  private Due<AttemptKey> next(long nanos) {
    return queue.next(nanos, busy -> false);
  }

  private static long seconds(double seconds) {
    return (long) (seconds * 1e9);
  }

  @Test
  void what_a_restart_finds_is_due_at_once_oldest_first() {
    assertFalse(next(0).now().isPresent());
    put("first", Stage.OPEN, false);
    put("second", Stage.OPEN, false);
    assertEquals(FIRST, next(0).now().get());
  }

  @Test
  void one_that_waits_lets_the_next_go_first_and_says_how_long_it_waits() {
    put("first", Stage.OPEN, false);
    put("second", Stage.OPEN, false);
    queue.originalEnded(FIRST, 0);
    queue.dueAfterOriginalExpired(FIRST);
    assertEquals(SECOND, next(seconds(1)).now().get());
    queue.dueAfterBackoff(SECOND, seconds(14.9));
    Due<AttemptKey> next = next(seconds(14.9));
    assertFalse(next.now().isPresent());
    assertTrue(next.pause().get().compareTo(Duration.ofMillis(500)) <= 0);
    assertEquals(FIRST, next(seconds(15)).now().get());
  }

  @Test
  void pauses_grow_to_fifteen_seconds_and_a_reversal_that_ended_leaves_none_behind() {
    put("first", Stage.OPEN, false);
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 200; i++) {
      queue.dueAfterBackoff(FIRST, 0);
      Duration pause = next(0).pause().orElse(Duration.ZERO);
      assertTrue(pause.compareTo(Duration.ofSeconds(15)) <= 0, pause.toString());
      longest = pause.compareTo(longest) > 0 ? pause : longest;
    }
    assertTrue(longest.compareTo(Duration.ofSeconds(12)) > 0, longest.toString());
    queue.ended(FIRST);
    queue.dueAfterBackoff(FIRST, 0);
    assertTrue(next(0).pause().orElse(Duration.ZERO).compareTo(Duration.ofMillis(500)) <= 0);
  }

  @Test
  void one_a_person_has_to_look_at_goes_at_sign_in_and_when_a_person_asks() {
    put("first", Stage.PARKED, true);
    assertFalse(next(0).now().isPresent());
    queue.allDueNow(0);
    assertEquals(FIRST, next(0).now().get());
    queue.sent(FIRST, 0);
    assertFalse(next(0).now().isPresent());
    queue.dueNow(FIRST, 0);
    assertEquals(FIRST, next(0).now().get());
  }

  @Test
  void only_one_that_was_never_answered_keeps_sales_waiting() {
    put("first", Stage.OPEN, true);
    put("second", Stage.PARKED, true);
    assertFalse(queue.blocksSales());
    put("third", Stage.OPEN, false);
    assertTrue(queue.blocksSales());
    put("third", Stage.NO_ORIGINAL, true);
    assertFalse(queue.blocksSales());
  }

  @Test
  void an_original_can_no_longer_arrive_fifteen_seconds_after_its_connection_ended() {
    queue.originalEnded(FIRST, seconds(100));
    assertFalse(queue.originalExpired(FIRST, seconds(114.9)));
    assertTrue(queue.originalExpired(FIRST, seconds(115)));
    // Of before a restart: its process ended before this one started.
    assertFalse(queue.originalExpired(SECOND, seconds(14.9)));
    assertTrue(queue.originalExpired(SECOND, seconds(15)));
  }

  @Test
  void ended_ones_are_never_sent() {
    for (Stage stage : new Stage[] {Stage.REVERSED, Stage.NO_ORIGINAL, Stage.ENDED_WITHOUT_PROOF}) {
      put(stage.name(), stage, true);
      queue.dueNow(new AttemptKey(stage.name(), 1), 0);
    }
    queue.allDueNow(0);
    assertFalse(next(seconds(1)).now().isPresent());
  }

  @Test
  void one_that_gets_nowhere_goes_ten_minutes_apart_whoever_asks() {
    put(
        "first",
        new Reversal(
            ReversalReason.NO_ANSWER,
            Stage.PARKED,
            5,
            false,
            "",
            1,
            "",
            OptionalLong.empty(),
            Optional.empty(),
            0,
            5));
    queue.sent(FIRST, 0);
    queue.dueNow(FIRST, seconds(1));
    assertEquals(Duration.ofSeconds(599), next(seconds(1)).pause().get());
    assertEquals(FIRST, next(seconds(600)).now().get());
  }

  @Test
  void one_that_was_answered_early_waits_apart_and_holds_nothing_up() {
    put("first", Stage.REVERSED_EARLY, true);
    queue.originalEnded(FIRST, 0);
    queue.allDueNow(0);
    assertFalse(next(seconds(100)).isOpen());
    assertFalse(queue.blocksSales());
    assertEquals(Duration.ofSeconds(5), queue.nextEarly(seconds(10), busy -> false).pause().get());
    assertEquals(FIRST, queue.nextEarly(seconds(15), busy -> false).now().get());
  }

  @Test
  void after_ten_minutes_without_any_answer_a_person_has_to_look() {
    put("first", Stage.OPEN, false);
    assertEquals(0, queue.unansweredForLong(seconds(700)));
    queue.sent(FIRST, seconds(0));
    queue.sent(FIRST, seconds(599));
    assertEquals(0, queue.unansweredForLong(seconds(599)));
    assertEquals(1, queue.unansweredForLong(seconds(600)));
  }
}
