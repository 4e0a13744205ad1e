package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.Batches.BatchState;
import org.tillkeeper.agent.payment.Entry;

/** When the batch that a ledger begins with was opened: the schema that opens it knows no clock. */
class FirstBatchTest {
  private static final Instant MADE = Instant.parse("2026-03-04T07:00:00Z");

  @TempDir private File folder;
  private Ledger ledger;

  @BeforeEach
  void open() throws LedgerUnusable {
    ledger = Ledger.open(folder, LedgerTest.NOW);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private Optional<Instant> openedAt() {
    return ledger.batches().batch(1).get().openedAt();
  }

  @Test
  void the_first_batch_of_a_new_ledger_is_open_since_the_ledger_was_made() throws Exception {
    ledger.transaction(() -> ledger.batches().dateFirst(MADE));
    ledger.transaction(() -> ledger.journal(MADE.plusSeconds(9), "signed-in", "Signed in."));
    assertEquals(Optional.of(MADE), openedAt());
    ledger.close();
    ledger = Ledger.open(folder, LedgerTest.NOW);
    assertEquals(Optional.of(MADE), openedAt());
  }

  @Test
  void a_first_batch_that_was_never_dated_is_as_old_as_the_first_thing_that_was_recorded() {
    assertEquals(Optional.empty(), openedAt());
    LedgerTest.insert(ledger, LedgerTest.recorded("first", Entry.SWIPE));
    Instant first = ledger.payment("first").get().createdAt();
    assertEquals(Optional.of(first), openedAt());
    ledger.transaction(() -> ledger.journal(first.minusSeconds(60), "signed-in", "Signed in."));
    assertEquals(Optional.of(first.minusSeconds(60)), openedAt());
  }

  @Test
  void a_new_ledger_begins_with_the_number_it_is_given() {
    ledger.transaction(() -> ledger.stans().beginWith(1500));
    ledger.transaction(() -> ledger.batches().renumber("000012"));
    LedgerTest.signIn(ledger, "000012", MADE);
    assertEquals(1500, ledger.stans().last());
    assertEquals("000012", ledger.batches().open().number());
  }

  @Test
  void what_was_erased_from_the_history_does_not_date_a_batch() {
    ledger.transaction(() -> ledger.journal(MADE, "signed-in", "Signed in."));
    ledger.transaction(
        () -> ledger.batches().openNext(BatchState.SETTLED, "000002", MADE.plusSeconds(60)));
    LedgerOnBench.execute(ledger, "UPDATE history SET at = 0, kind = 'erased'");
    assertEquals(Optional.of(MADE.plusSeconds(60)), openedAt(), "not later than its end");
    assertEquals(
        Optional.of(MADE.plusSeconds(60)), ledger.batches().batch(2).get().openedAt(), "known");
  }
}
