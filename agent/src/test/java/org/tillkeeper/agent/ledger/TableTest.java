package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.ledger.Table.Written;

/** Every statement about a row is made from the one list of its columns. */
class TableTest {
  private record Tram(String line, Optional<String> stop) {}

  private final Table<Tram> trams = Table.owned("tram", "depot");

  private TableTest() {
    trams.column("line", Form.TEXT, Written.ONCE, Tram::line);
    trams.column("secret", Form.BYTES, Written.APART);
    trams.column("stop", Form.TEXT.optional(), Written.ALWAYS, Tram::stop);
    trams.column("seen", Form.NUMBER, Written.ALWAYS);
  }

  @Test
  void a_row_is_inserted_with_its_owner_and_all_columns_that_are_not_written_apart() {
    assertEquals("INSERT INTO tram (depot, line, stop, seen) VALUES (?, ?, ?, ?)", trams.insert());
    assertArrayEquals(
        new Object[] {3L, "11", null, 5L},
        trams.inserted(new Tram("11", Optional.empty()), 3L, 5L));
  }

  @Test
  void a_row_is_updated_with_what_may_change_and_the_condition_comes_last() {
    assertEquals("UPDATE tram SET stop = ?, seen = ? WHERE seq = ?", trams.update("seq = ?"));
    assertArrayEquals(
        new Object[] {"Bund", 6L, 7L}, trams.updated(new Tram("11", Optional.of("Bund")), 6L, 7L));
    assertTrue(
        trams
            .insertOrUpdate("depot, line")
            .endsWith(
                " ON CONFLICT (depot, line) DO UPDATE SET stop = excluded.stop, seen = excluded.seen"));
  }

  @Test
  void a_rows_text_has_every_column_in_order_but_its_owner() {
    assertEquals("printf('%Q,%Q,%Q,%Q', line, hex(secret), stop, seen)", trams.text());
  }

  @Test
  void a_column_that_comes_after_a_statement_was_made_is_refused() {
    trams.insert();
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class, () -> trams.column("late", Form.TEXT, Written.APART));
    assertTrue(refused.getMessage().contains("late of tram"), refused.getMessage());
  }
}
