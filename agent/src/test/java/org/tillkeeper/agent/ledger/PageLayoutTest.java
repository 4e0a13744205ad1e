package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;

/** How much a commit writes hangs on the size of a page; every row outlives a change of it. */
class PageLayoutTest {
  private static final String ROWS =
      "SELECT concat_ws(' ', p.seq, p.id, p.state, hex(p.digest), hex(h.hash))"
          + " FROM payment p JOIN history h ON h.payment = p.seq ORDER BY p.seq, h.seq";

  @TempDir File folder;

  @BeforeEach
  void fill() throws Exception {
    try (Ledger ledger = open()) {
      for (int i = 0; i < 40; i++) {
        pay(ledger, "p" + i);
      }
    }
  }

  private Ledger open() throws LedgerUnusable {
    Ledger ledger = Ledger.open(folder, LedgerTest.NOW);
    LedgerOnBench.withoutSync(ledger);
    return ledger;
  }

  private static void pay(Ledger ledger, String id) {
    Payment payment = LedgerTest.recorded(id, Entry.SWIPE);
    LedgerTest.insert(ledger, payment);
  }

  /** Lays the database out as versions before did. */
  private void asBefore(String... settings) throws SQLException {
    try (Connection old =
            DriverManager.getConnection("jdbc:sqlite:" + new File(folder, "ledger.db"));
        Statement statement = old.createStatement()) {
      statement.execute("PRAGMA journal_mode = DELETE");
      for (String setting : settings) {
        statement.execute("PRAGMA " + setting);
      }
      statement.execute("VACUUM");
      statement.execute("PRAGMA journal_mode = WAL");
    }
  }

  @Test
  void a_new_ledger_has_small_pages_and_gives_back_what_is_free() throws Exception {
    try (Ledger ledger = open()) {
      assertEquals(1024, LedgerOnBench.number(ledger, "PRAGMA page_size"));
      assertEquals(2, LedgerOnBench.number(ledger, "PRAGMA auto_vacuum"));
      assertEquals(List.of("wal"), LedgerOnBench.texts(ledger, "PRAGMA journal_mode"));
    }
  }

  @Test
  void a_ledger_of_before_is_written_anew_with_every_row() throws Exception {
    List<String> before;
    try (Ledger ledger = open()) {
      before = LedgerOnBench.texts(ledger, ROWS);
    }
    for (String[] layout :
        List.of(
            new String[] {"page_size = 4096"},
            new String[] {"page_size = 4096", "auto_vacuum = NONE"},
            new String[] {"auto_vacuum = NONE"})) {
      asBefore(layout);
      try (Ledger ledger = open()) {
        String as = String.join(", ", layout);
        assertEquals(1024, LedgerOnBench.number(ledger, "PRAGMA page_size"), as);
        assertEquals(2, LedgerOnBench.number(ledger, "PRAGMA auto_vacuum"), as);
        assertEquals(List.of("wal"), LedgerOnBench.texts(ledger, "PRAGMA journal_mode"), as);
        assertEquals(Ledger.Opening.FINE, ledger.opening(), as);
        assertEquals(before, LedgerOnBench.texts(ledger, ROWS), as);
        assertEquals(40, ledger.pending().count(), as);
        assertEquals(0, ledger.firstBrokenLink(), as);
      }
    }
  }

  @Test
  void a_large_ledger_keeps_its_pages_since_a_new_one_would_need_as_much_memory() throws Exception {
    asBefore("page_size = 4096");
    try (Ledger ledger = open()) {
      for (int i = 0; i < 20; i++) {
        String id = "p" + i;
        ledger.transaction(() -> ledger.sealed().keepCard(id, new byte[1 << 20], new byte[60]));
      }
    }
    asBefore("page_size = 4096");
    assertTrue(new File(folder, "ledger.db").length() > PageLayout.MOST_REWRITTEN);
    try (Ledger ledger = open()) {
      assertEquals(4096, LedgerOnBench.number(ledger, "PRAGMA page_size"));
      assertEquals(40, ledger.pending().count());
      pay(ledger, "next");
    }
  }
}
