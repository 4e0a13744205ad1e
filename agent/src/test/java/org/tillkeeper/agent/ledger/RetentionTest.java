package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Links;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentFixture;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Recovery;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Kind;

/** What is left of a payment whose time is over, and that nothing else goes. */
class RetentionTest {
  private static final Instant CLOSED = LedgerTest.NOW.plusSeconds(3600);
  private static final byte[] FINGERPRINT = {1, 2, 3};
  private static final Instant LATER = LedgerTest.NOW.plus(Duration.ofDays(100));

  @TempDir File folder;
  private Ledger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = Ledger.open(folder, LedgerTest.NOW);
    LedgerOnBench.withoutSync(ledger);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void payment(String id, int stan, State state) {
    payment(LedgerTest.recorded(id, Entry.SWIPE), stan, state);
  }

  /** One that refers to another, which keeps no account of its own. */
  private void payment(PaymentType type, String id, Optional<String> original, int stan) {
    Terms terms = new Terms(type, Kind.SALE, 1234, "CNY", Optional.empty(), original);
    Instrument card = new Instrument(Entry.SWIPE, "622500******0006", 3);
    payment(
        Payment.recorded(id, terms, card, Optional.empty(), LedgerTest.NOW), stan, State.CONFIRMED);
  }

  private void payment(Payment payment, int stan, State state) {
    String id = payment.id();
    LedgerTest.insert(ledger, payment);
    List<Attempt> attempts = new ArrayList<>();
    attempts.add(
        LedgerTest.attempt(
            1,
            String.format("%06d", stan),
            "000001",
            state == State.CONFIRMED ? Attempt.Outcome.CONFIRMED : Attempt.Outcome.OPEN,
            Optional.empty()));
    Payment now = LedgerTest.with(payment, state, attempts);
    ledger.transaction(
        () -> {
          ledger.sealed().keepCard(id, new byte[100], new byte[60]);
          ledger.save(
              new Step(
                  now,
                  List.of(new Step.Entry("sent", 1, "Sent."), new Step.Entry("end", 1, "Ended.")),
                  Set.of()));
          ledger.batches().join(id);
        });
  }

  private void closeBatch() {
    closeBatch("000002", CLOSED);
  }

  private void closeBatch(String next, Instant at) {
    Recovery rules = new Recovery(PaymentFixture.BARE);
    ledger.transaction(
        () -> {
          for (Payment payment : ledger.ofBatch(ledger.batches().open().seq())) {
            ledger.save(rules.after(payment, new Event.BatchClosed(Event.BatchEnd.AGREED)));
          }
          ledger.batches().openNext(Batches.BatchState.SETTLED, next, at);
        });
  }

  private void erase(Instant before) {
    erase(before, before);
  }

  private void erase(Instant before, Instant heldBefore) {
    long after = 0;
    do {
      long from = after;
      after =
          ledger.transaction(() -> ledger.retention().erasePayments(before, heldBefore, from, 3));
    } while (after > 0);
    while (ledger.transaction(() -> ledger.retention().eraseRest(before, 3))) {
      // Until nothing is left.
    }
  }

  @Test
  void a_settled_payment_goes_and_its_key_still_answers() throws Exception {
    payment("a", 1, State.CONFIRMED);
    payment("b", 2, State.CONFIRMED);
    for (Fingerprints.What what : Fingerprints.What.values()) {
      ledger.transaction(() -> ledger.fingerprints().keep("a", what, FINGERPRINT));
    }
    closeBatch();
    payment("c", 3, State.CONFIRMED);
    List<Batches.Sum> sums = ledger.batches().sums(1);
    erase(LATER);
    assertTrue(ledger.retention().isErased("a"));
    Payment left = ledger.paymentByKey("key-a").get();
    assertEquals("a", left.id());
    assertEquals(State.CONFIRMED, left.state());
    assertEquals(LedgerTest.recorded("a", Entry.SWIPE).amount(), left.amount());
    assertEquals("", left.instrument().masked());
    assertEquals(List.of(), left.attempts());
    assertTrue(ledger.requestHmac("a").length > 0, "the same body is still known");
    assertFalse(ledger.sealed().account("a").isPresent());
    for (Fingerprints.What what : Fingerprints.What.values()) {
      boolean isKept = what != Fingerprints.What.INSTRUMENT;
      assertEquals(isKept, !ledger.fingerprints().with(what, FINGERPRINT).isEmpty(), what.name());
    }
    assertEquals(sums, ledger.batches().sums(1), "the batch still adds up");
    assertFalse(ledger.retention().isErased("c"), "of the open batch");
    assertEquals(List.of(), ledger.history("a"));
    assertEquals(3, ledger.history("c").size());
    assertEquals(0, ledger.firstBrokenLink(), "the chain can still be followed");
    ledger.close();
    ledger = Ledger.open(folder, LedgerTest.NOW);
    assertEquals(Ledger.Opening.FINE, ledger.opening());
  }

  @Test
  void what_needs_a_person_and_what_is_too_young_stays() {
    payment("odd", 1, State.ATTENTION);
    payment("open", 2, State.SENT);
    payment("young", 3, State.CONFIRMED);
    closeBatch();
    payment("next", 4, State.CONFIRMED);
    erase(CLOSED);
    assertFalse(ledger.retention().isErased("young"), "its batch was closed at that very moment");
    erase(LATER);
    assertTrue(ledger.retention().isErased("young"));
    assertFalse(ledger.retention().isErased("odd"));
    assertFalse(ledger.retention().isErased("open"));
    assertEquals(4, ledger.history("odd").size());
    assertEquals(0, ledger.firstBrokenLink());
  }

  @Test
  void what_a_kept_payment_refers_to_stays_to_the_end_of_the_chain() {
    payment(PaymentType.PREAUTH, "held", Optional.empty(), 1);
    closeBatch("000002", CLOSED);
    payment(PaymentType.COMPLETION, "completed", Optional.of("held"), 2);
    Instant month = CLOSED.plus(Duration.ofDays(30));
    closeBatch("000003", month);
    payment(PaymentType.REFUND, "refund", Optional.of("completed"), 3);
    erase(month);
    assertFalse(ledger.retention().isErased("held"), "a refund of its completion needs the card");
    assertTrue(ledger.sealed().account("held").isPresent());
    erase(LATER);
    assertFalse(ledger.retention().isErased("held"), "the refund is still to be uploaded");
    assertFalse(ledger.retention().isErased("completed"));
    closeBatch("000004", month);
    payment("last", 4, State.CONFIRMED);
    for (int round = 0; round < 3; round++) {
      erase(LATER);
    }
    assertTrue(ledger.retention().isErased("held"));
    assertTrue(ledger.retention().isErased("completed"));
    assertTrue(ledger.retention().isErased("refund"));
  }

  @Test
  void a_preauthorisation_that_holds_money_stays_for_its_time_whatever_room_there_is() {
    Instant anyAge = Instant.ofEpochMilli(Long.MAX_VALUE);
    payment(PaymentType.PREAUTH, "held", Optional.empty(), 1);
    payment(PaymentType.PREAUTH, "voided", Optional.empty(), 2);
    Links voided = new Links(Optional.of("its-void"), Optional.empty(), 0, 0);
    LedgerTest.save(ledger, Samples.linked(ledger.payment("voided").get(), voided));
    closeBatch();
    payment("last", 3, State.CONFIRMED);
    erase(anyAge, LedgerTest.NOW);
    assertFalse(ledger.retention().isErased("held"));
    assertTrue(ledger.sealed().account("held").isPresent());
    assertTrue(ledger.retention().isErased("voided"));
    erase(anyAge, LedgerTest.NOW.plusMillis(1));
    assertTrue(ledger.retention().isErased("held"));
  }

  @Test
  void a_payment_that_was_reversed_early_stays_until_its_reversal_was_sent_again() {
    payment("early", 1, State.CANCELLED);
    reversed("early", Reversal.Stage.REVERSED_EARLY);
    closeBatch();
    payment("last", 2, State.CONFIRMED);
    erase(LATER);
    assertFalse(ledger.retention().isErased("early"), "it is still to be asked about");
    reversed("early", Reversal.Stage.REVERSED);
    ledger.transaction(() -> ledger.journal(LATER, "line", "Online."));
    erase(LATER);
    assertTrue(ledger.retention().isErased("early"));
  }

  private void reversed(String id, Reversal.Stage stage) {
    Reversal reversal = Samples.reversal(ReversalReason.NO_ANSWER, stage, 1, true, "00", 1, "");
    Attempt attempt =
        LedgerTest.attempt(1, "000001", "000001", Attempt.Outcome.REVERSED, Optional.of(reversal));
    Payment now = ledger.payment(id).get();
    LedgerTest.save(ledger, LedgerTest.with(now, State.CANCELLED, List.of(attempt)));
  }

  @Test
  void what_a_person_said_of_a_payment_stays_for_good() throws Exception {
    payment("odd", 1, State.ATTENTION);
    closeBatch();
    Recovery rules = new Recovery(PaymentFixture.BARE);
    Resolution word = new Resolution(Resolution.Outcome.CONFIRMED, "Li", "statement of 4 March");
    ledger.transaction(
        () -> ledger.save(rules.after(ledger.payment("odd").get(), new Event.Resolved(word))));
    payment("last", 2, State.CONFIRMED);
    erase(LATER);
    assertTrue(ledger.retention().isErased("odd"));
    ledger.close();
    ledger = Ledger.open(folder, LedgerTest.NOW);
    Payment left = ledger.payment("odd").get();
    assertEquals(State.CONFIRMED, left.state());
    assertEquals(Optional.of(word), left.resolution());
    List<HistoryRow> history = ledger.history("odd");
    assertEquals(1, history.size());
    assertEquals("resolved", history.get(0).kind());
    assertTrue(history.get(0).message().contains("statement of 4 March"));
    assertEquals(0, ledger.firstBrokenLink());
    assertEquals(List.of(), ledger.damageScan().damagedAmongNext(100));
  }

  @Test
  void the_newest_row_of_the_history_stays_for_the_witness() throws Exception {
    payment("a", 1, State.CONFIRMED);
    closeBatch();
    erase(LATER);
    assertFalse(ledger.retention().isErased("a"), "the witness may name its last row");
    ledger.transaction(() -> ledger.journal(LATER, "line", "Online."));
    erase(LATER);
    assertTrue(ledger.retention().isErased("a"));
    ledger.close();
    ledger = Ledger.open(folder, LedgerTest.NOW);
    assertEquals(Ledger.Opening.FINE, ledger.opening());
  }

  @Test
  void a_row_that_changes_after_an_erased_one_still_breaks_the_chain() {
    payment("a", 1, State.CONFIRMED);
    closeBatch();
    payment("b", 2, State.CONFIRMED);
    erase(LATER);
    long first = LedgerOnBench.number(ledger, "SELECT min(seq) FROM history WHERE payment > 0");
    LedgerOnBench.execute(ledger, "UPDATE history SET message = 'x' WHERE seq = " + first);
    assertEquals(first, ledger.firstBrokenLink());
    LedgerOnBench.execute(ledger, "DELETE FROM history WHERE seq = " + first);
    assertEquals(first + 1, ledger.firstBrokenLink());
  }

  @Test
  void space_is_given_back_by_a_ledger_made_before_it_could_be() throws Exception {
    for (int i = 1; i <= 300; i++) {
      payment("p" + i, i, State.CONFIRMED);
    }
    closeBatch();
    ledger.transaction(() -> ledger.journal(LATER, "line", "Online."));
    ledger.close();
    try (Connection old =
            DriverManager.getConnection("jdbc:sqlite:" + new File(folder, "ledger.db"));
        Statement statement = old.createStatement()) {
      statement.execute("PRAGMA auto_vacuum = NONE");
      statement.execute("VACUUM");
      try (ResultSet mode = statement.executeQuery("PRAGMA auto_vacuum")) {
        assertEquals(0, mode.getInt(1));
      }
    }
    ledger = Ledger.open(folder, LedgerTest.NOW);
    LedgerOnBench.withoutSync(ledger);
    assertEquals(2, LedgerOnBench.number(ledger, "PRAGMA auto_vacuum"));
    long before = ledger.retention().usedBytes();
    erase(LATER);
    assertEquals(300, ledger.retention().erased());
    while (ledger.retention().freeBytes() > 0) {
      long free = ledger.retention().freeBytes();
      ledger.retention().shrink(10);
      assertTrue(ledger.retention().freeBytes() < free, "each step gives something back");
    }
    long pages = LedgerOnBench.number(ledger, "PRAGMA page_count");
    long bytes = pages * LedgerOnBench.number(ledger, "PRAGMA page_size");
    assertTrue(bytes < before * 0.7, bytes + " of " + before);
    assertEquals(0, ledger.firstBrokenLink());
    assertTrue(
        LedgerOnBench.number(ledger, "SELECT count(*) FROM history") < 5, "one anchor for all");
  }
}
