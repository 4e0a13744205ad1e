package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Entry;

/**
 * What the small tables and the history say is what was written, or the start says that it is not.
 */
class TableDigestsTest {
  @TempDir private File folder;
  private Ledger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = Ledger.open(folder, LedgerTest.NOW);
    ledger.transaction(
        () -> {
          LedgerTest.signIn(ledger, "000001", LedgerTest.NOW);
          ledger.keys().setLedgerKey(new byte[] {1, 2, 3});
          ledger.keys().addWorkingKeys(new byte[] {4, 5, 6}, LedgerTest.NOW);
          ledger.scriptNotices().add("a", "000001", new byte[] {7});
          ledger.downloads().order("parameters", LedgerTest.NOW);
          LedgerOnBench.waitingSignature(ledger, "a");
          ledger.downloads().list("parameters", List.of("one"), true);
        });
    for (int i = 0; i < 20; i++) {
      LedgerTest.insert(ledger, LedgerTest.recorded("p" + i, Entry.SWIPE));
    }
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void reopen() throws LedgerUnusable {
    ledger.close();
    ledger = Ledger.open(folder, LedgerTest.NOW);
  }

  @Test
  void what_the_agent_writes_itself_is_found_as_written_at_the_next_start() throws Exception {
    reopen();
    assertEquals(Ledger.Opening.FINE, ledger.opening());
    ledger.transaction(
        () -> ledger.batches().openNext(Batches.BatchState.SETTLED, "000002", LedgerTest.NOW));
    reopen();
    assertEquals("000002", ledger.batches().open().number());
  }

  @Test
  void another_value_in_any_small_table_is_refused_at_start_with_the_tables_name()
      throws Exception {
    for (String change :
        List.of(
            "counter SET value = '12' WHERE name = 'stan'",
            "counter SET name = 'stam' WHERE name = 'stan'",
            "counter SET value = 'x' WHERE name = 'seal.batch'",
            "batch SET number = '000011'",
            "ledger_key SET wrapped = x'FF'",
            "working_keys SET wrapped = x'FF'",
            "script_notice SET message = x'FF'",
            "signature SET sends = 9",
            "download SET version = 9",
            "download_item SET name = 'two'")) {
      String table = change.substring(0, change.indexOf(' '));
      File copy = new File(folder, "copy-" + change.replaceAll("[^a-z]", ""));
      LedgerOnBench.copy(folder, copy);
      try (Connection disk =
              DriverManager.getConnection("jdbc:sqlite:" + new File(copy, "ledger.db"));
          Statement statement = disk.createStatement()) {
        assertEquals(1, statement.executeUpdate("UPDATE " + change), change);
      }
      LedgerUnusable refused =
          assertThrows(
              LedgerUnusable.class, () -> Ledger.open(copy, LedgerTest.NOW).close(), change);
      assertTrue(refused.getMessage().contains(table), refused.getMessage());
    }
  }

  @Test
  void an_index_that_lost_its_entry_is_refused_at_start_while_every_row_is_as_written()
      throws Exception {
    ledger.close();
    disk("UPDATE batch SET state = 'settled' WHERE state = 'open'");
    disk(
        "PRAGMA writable_schema = ON",
        "CREATE TABLE lost AS SELECT * FROM sqlite_schema WHERE name = 'batch_open'",
        "DELETE FROM sqlite_schema WHERE name = 'batch_open'");
    disk("UPDATE batch SET state = 'open' WHERE state = 'settled'");
    disk(
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_schema SELECT * FROM lost",
        "DROP TABLE lost");
    LedgerUnusable refused =
        assertThrows(LedgerUnusable.class, () -> Ledger.open(folder, LedgerTest.NOW).close());
    assertTrue(refused.getMessage().contains("damaged"), refused.getMessage());
    assertTrue(refused.getMessage().contains("batch_open"), refused.getMessage());
  }

  private void disk(String... statements) throws SQLException {
    try (Connection disk =
            DriverManager.getConnection("jdbc:sqlite:" + new File(folder, "ledger.db"));
        Statement statement = disk.createStatement()) {
      for (String each : statements) {
        statement.executeUpdate(each);
      }
    }
  }

  @Test
  void a_row_of_the_history_that_changed_is_found_and_told_once() {
    assertEquals(0, ledger.damageScan().brokenAmongNext(1000));
    LedgerOnBench.execute(ledger, "UPDATE history SET message = 'Never said.' WHERE seq = 3");
    long found = 0;
    for (int i = 0; i < 10 && found == 0; i++) {
      found = ledger.damageScan().brokenAmongNext(5);
    }
    assertEquals(3, found);
    ledger.transaction(() -> ledger.damageScan().noteBroken(3));
    for (int i = 0; i < 10; i++) {
      assertEquals(0, ledger.damageScan().brokenAmongNext(5));
    }
  }
}
