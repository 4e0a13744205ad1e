package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.LedgerOnBench;
import org.tillkeeper.agent.payment.State;

/**
 * What a sale costs the flash it is kept on, counted in pages of the ledger's log. An index more on
 * the rows of every sale shows here.
 */
class SaleWritesFewPagesTest {
  private static final int FRAME = 24 + 1024;

  @TempDir File folder;

  @Test
  void a_sale_that_ends_well_changes_no_more_than_thirty_eight_pages() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder).online()) {
      sales(bench, 20);
      long before = pages();
      sales(bench, 60);
      double each = (pages() - before) / 60.0;
      // A log that began anew in between would have grown by less than nothing.
      assertTrue(each > 20 && each < 38, each + " pages for each sale");
    }
  }

  @Test
  void no_sealed_message_is_kept_of_a_sale_that_ended_well() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder).online()) {
      bench.swipe(100);
      assertEquals(List.of("1"), messages(bench), "it is needed until the answer");
      bench.time.advance(Duration.ofSeconds(1));
      assertEquals(List.of("0"), messages(bench));
    }
  }

  private static List<String> messages(TerminalOnBench bench) {
    return LedgerOnBench.texts(bench.ledger(), "SELECT count(*) FROM attempt_message");
  }

  private void sales(TerminalOnBench bench, int many) {
    for (int i = 0; i < many; i++) {
      String id = bench.swipe(1000 + i).id();
      bench.time.advance(Duration.ofSeconds(1));
      assertEquals(State.CONFIRMED, bench.ledger().payment(id).orElseThrow().state());
    }
  }

  private long pages() {
    return new File(folder, "ledger.db-wal").length() / FRAME;
  }
}
