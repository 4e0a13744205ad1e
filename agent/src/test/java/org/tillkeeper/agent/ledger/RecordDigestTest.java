package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.State;

/** A value that changes on the disk without anybody having written it is noticed. */
class RecordDigestTest {
  private static final List<String> SEALED =
      List.of(
          "digest",
          "instrument_hash",
          "card",
          "account",
          "chip_answer",
          "chip_certificate",
          "receipt_facts");

  @TempDir private File folder;
  private Ledger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = Ledger.open(folder, LedgerTest.NOW);
    LedgerOnBench.withoutSync(ledger);
    put("a");
    put("b");
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void put(String id) {
    Payment payment = LedgerTest.recorded(id, Entry.SWIPE);
    LedgerTest.insert(ledger, payment);
    Reversal reversal =
        Samples.reversal(ReversalReason.NO_ANSWER, Reversal.Stage.OPEN, 2, true, "96", 1, "");
    LedgerTest.save(
        ledger,
        LedgerTest.with(
            payment,
            State.REVERSING,
            List.of(
                LedgerTest.attempt(
                    1, "000007", "000001", Attempt.Outcome.OPEN, Optional.of(reversal)))));
  }

  private List<String> columns(String table) {
    List<String> columns =
        new ArrayList<>(
            LedgerOnBench.texts(ledger, "SELECT name FROM pragma_table_info('" + table + "')"));
    columns.removeAll(SEALED);
    return columns;
  }

  /** Another value of the same type, that no constraint refuses. */
  private String other(String table, String column) {
    return switch (column) {
      case "seq", "payment", "number", "batch" -> column;
      default ->
          switch (LedgerOnBench.texts(
                  ledger,
                  "SELECT type FROM pragma_table_info('"
                      + table
                      + "') WHERE name = '"
                      + column
                      + "'")
              .get(0)) {
            case "INTEGER" -> "coalesce(" + column + ", 0) + 1";
            case "BLOB" -> "x'FF'";
            default -> "coalesce(" + column + ", '') || 'x'";
          };
    };
  }

  /** Once the disk has been gone through: what is known of it is not read again before. */
  private boolean isDamaged(String id) {
    boolean found = ledger.damageScan().damagedAmongNext(100).contains(id);
    Payment payment = ledger.payment(id).get();
    boolean damaged = payment.attention().equals(Optional.of(Attention.RECORD_DAMAGED));
    assertEquals(damaged, payment.state() == State.ATTENTION);
    assertEquals(damaged, found);
    return damaged;
  }

  @Test
  void
      another_value_in_any_column_of_a_payment_or_an_attempt_is_noticed_and_no_other_payment_is_blamed() {
    int tried = 0;
    for (String table : List.of("payment", "attempt")) {
      String key = table.equals("payment") ? "seq = 1" : "payment = 1";
      for (String column : columns(table)) {
        String other = other(table, column);
        if (other.equals(column) || column.equals("id")) {
          continue;
        }
        LedgerOnBench.execute(
            ledger, "CREATE TEMP TABLE was AS SELECT * FROM " + table + " WHERE " + key);
        LedgerOnBench.execute(
            ledger, "UPDATE " + table + " SET " + column + " = " + other + " WHERE " + key);
        tried++;
        assertTrue(isDamaged("a"), table + "." + column);
        assertFalse(isDamaged("b"), table + "." + column);
        LedgerOnBench.execute(
            ledger,
            "UPDATE "
                + table
                + " SET "
                + column
                + " = (SELECT "
                + column
                + " FROM was) WHERE "
                + key);
        LedgerOnBench.execute(ledger, "DROP TABLE was");
        assertFalse(isDamaged("a"), table + "." + column + " as it was");
      }
    }
    assertTrue(tried > 50, "columns tried: " + tried);
  }

  @Test
  void an_attempt_that_vanishes_is_noticed() {
    LedgerOnBench.execute(ledger, "DELETE FROM attempt WHERE payment = 2");
    assertTrue(isDamaged("b"));
    assertFalse(isDamaged("a"));
  }

  @Test
  void a_reversal_that_lost_its_stage_is_noticed() {
    LedgerOnBench.execute(ledger, "UPDATE attempt SET reversal_stage = NULL WHERE payment = 2");
    assertTrue(isDamaged("b"));
    assertFalse(isDamaged("a"));
  }

  @Test
  void damaged_records_are_found_by_going_through_all_of_them_and_round_again() {
    for (int i = 0; i < 10; i++) {
      LedgerTest.insert(ledger, LedgerTest.recorded("more-" + i, Entry.SWIPE));
    }
    LedgerOnBench.execute(ledger, "UPDATE payment SET amount = amount + 1 WHERE id = 'a'");
    List<String> found = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      found.addAll(ledger.damageScan().damagedAmongNext(4));
    }
    assertEquals(List.of("a", "a"), found);
  }
}
