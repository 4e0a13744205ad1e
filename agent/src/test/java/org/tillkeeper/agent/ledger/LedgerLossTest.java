package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.Ledger.Opening;
import org.tillkeeper.agent.payment.Entry;

/**
 * Committed records that are gone: a WAL that is lost, cut short or flipped in one bit, a copy of
 * yesterday put back. SQLite's own checks find nothing wrong with most of these; the witness does.
 */
class LedgerLossTest {
  @TempDir File root;
  private Ledger ledger;
  private File folder;
  private int copies;

  @BeforeEach
  void twenty_payments_some_of_them_only_in_the_wal() throws Exception {
    folder = new File(root, "data");
    assertTrue(folder.mkdir());
    ledger = Ledger.open(folder, LedgerTest.NOW);
    for (int i = 0; i < 20; i++) {
      pay("p" + i);
      if (i == 9) {
        ledger.close();
        ledger = Ledger.open(folder, LedgerTest.NOW);
      }
    }
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void pay(String id) {
    ledger.transaction(
        () -> {
          LedgerTest.signIn(ledger, "000001", LedgerTest.NOW);
          ledger.insert(LedgerTest.recorded(id, Entry.SWIPE), "key-" + id, new byte[] {1});
        });
  }

  /** The folder as a kill would leave it. */
  private File killed() throws IOException {
    copies++;
    File copy = new File(root, "killed" + copies);
    LedgerOnBench.copy(folder, copy);
    return copy;
  }

  /** Opens a folder; a ledger that is refused has been noticed as well. */
  private static Opening opening(File folder) {
    try (Ledger opened = Ledger.open(folder, LedgerTest.NOW)) {
      return opened.opening();
    } catch (LedgerUnusable e) {
      assertFalse(e.getMessage().isEmpty());
      return Opening.LOSS;
    }
  }

  private static void flip(File file, long at, int bit) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file, "rw")) {
      bytes.seek(at);
      int value = bytes.read();
      bytes.seek(at);
      bytes.write(value ^ (1 << bit));
    }
  }

  @Test
  void a_folder_put_back_from_a_backup_is_noticed_by_the_witness_outside() throws Exception {
    File outside = new File(root, "ledger.key.witness");
    ledger.keepWitnessOutside(outside, LedgerTest.NOW);
    File backup = killed();
    pay("after");
    ledger.close();
    try (Ledger opened = Ledger.open(folder, LedgerTest.NOW)) {
      opened.keepWitnessOutside(outside, LedgerTest.NOW);
      assertFalse(opened.lossWaits(), "nothing was put back");
    }
    byte[] newest = Files.readAllBytes(outside.toPath());
    int stan;
    try (Ledger opened = Ledger.open(backup, LedgerTest.NOW)) {
      assertEquals(Opening.FINE, opened.opening(), "the witness inside came from the backup too");
      stan = opened.stans().last();
      opened.keepWitnessOutside(outside, LedgerTest.NOW);
      assertTrue(opened.lossWaits());
      assertTrue(opened.stans().last() > stan + 100, "no number is given twice");
      opened.transaction(opened::acceptLoss);
    }
    try (Ledger opened = Ledger.open(backup, LedgerTest.NOW)) {
      opened.keepWitnessOutside(outside, LedgerTest.NOW);
      assertFalse(opened.lossWaits(), "a person has accepted it");
    }
    Files.write(outside.toPath(), newest);
    try (Ledger opened = Ledger.open(backup, LedgerTest.NOW)) {
      opened.keepWitnessOutside(outside, LedgerTest.NOW);
      assertTrue(opened.lossWaits(), "another history than the witness saw");
    }
    ledger = Ledger.open(folder, LedgerTest.NOW);
  }

  @Test
  void a_witness_outside_that_cannot_be_kept_costs_nothing_and_a_torn_one_is_made_anew()
      throws Exception {
    ledger.keepWitnessOutside(new File(root, "no/such/folder/witness"), LedgerTest.NOW);
    assertFalse(ledger.lossWaits());
    pay("more");
    File torn = new File(root, "torn");
    Files.write(torn.toPath(), new byte[] {1, 2, 3});
    ledger.keepWitnessOutside(torn, LedgerTest.NOW);
    assertFalse(ledger.lossWaits());
    assertEquals(128, torn.length());
  }

  @Test
  void after_a_kill_everything_is_there() throws Exception {
    File copy = killed();
    try (Ledger opened = Ledger.open(copy, LedgerTest.NOW)) {
      assertEquals(Opening.FINE, opened.opening());
      assertFalse(opened.lossWaits());
      assertEquals(20, opened.lastSeq());
      assertFalse(
          new File(copy, "ledger.db-shm").exists(), "on a full disk there would be no room for it");
    }
  }

  @Test
  void a_lost_wal_is_a_loss_and_the_stan_jumps_past_what_the_witness_saw() throws Exception {
    File copy = killed();
    assertTrue(new File(copy, "ledger.db-wal").delete());
    try (Ledger opened = Ledger.open(copy, LedgerTest.NOW)) {
      assertEquals(Opening.LOSS, opened.opening());
      assertTrue(opened.lossWaits());
      assertTrue(opened.payment("p9").isPresent());
      assertFalse(opened.payment("p10").isPresent());
      assertEquals(120, opened.stans().last());
      assertEquals(0, opened.firstBrokenLink());
    }
  }

  @Test
  void a_lost_stan_is_a_loss_even_where_no_history_is_missing() throws Exception {
    File before = killed();
    ledger.transaction(() -> LedgerTest.signIn(ledger, "000001", LedgerTest.NOW));
    Files.copy(
        new File(folder, "witness").toPath(),
        new File(before, "witness").toPath(),
        StandardCopyOption.REPLACE_EXISTING);
    try (Ledger opened = Ledger.open(before, LedgerTest.NOW)) {
      assertEquals(Opening.LOSS, opened.opening());
      assertEquals(121, opened.stans().last());
    }
  }

  @Test
  void a_loss_waits_across_restarts_until_a_person_has_accepted_it() throws Exception {
    File copy = killed();
    assertTrue(new File(copy, "ledger.db-wal").delete());
    assertEquals(Opening.LOSS, opening(copy));
    try (Ledger opened = Ledger.open(copy, LedgerTest.NOW)) {
      assertEquals(Opening.FINE, opened.opening());
      assertTrue(opened.lossWaits());
      assertEquals(120, opened.stans().last());
      opened.transaction(() -> opened.facts().set("ledger-loss", "no"));
    }
    try (Ledger opened = Ledger.open(copy, LedgerTest.NOW)) {
      assertFalse(opened.lossWaits());
    }
  }

  @Test
  void a_wal_cut_short_at_any_frame_is_a_loss() throws Exception {
    long length = new File(folder, "ledger.db-wal").length();
    long frame = 24 + PageLayout.PAGE;
    for (long at = 0; at < length; at += frame * 3 + 100) {
      File copy = killed();
      try (RandomAccessFile wal = new RandomAccessFile(new File(copy, "ledger.db-wal"), "rw")) {
        wal.setLength(at);
      }
      assertEquals(Opening.LOSS, opening(copy), "WAL cut at " + at + " of " + length);
    }
  }

  @Test
  void a_bit_that_flips_anywhere_in_the_wal_is_never_a_quiet_loss() throws Exception {
    long length = new File(folder, "ledger.db-wal").length();
    List<Long> missed = new ArrayList<>();
    int lost = 0;
    for (long at = 8; at < length; at += length / 80 + 1) {
      File copy = killed();
      flip(new File(copy, "ledger.db-wal"), at, (int) (at % 8));
      try (Ledger opened = Ledger.open(copy, LedgerTest.NOW)) {
        boolean hasAll = opened.lastSeq() >= 20;
        boolean alarm = opened.opening() == Opening.LOSS;
        lost += alarm ? 1 : 0;
        if (!hasAll && !alarm) {
          missed.add(at);
        }
      } catch (LedgerUnusable e) {
        lost++;
      }
    }
    assertEquals(List.of(), missed);
    assertTrue(lost > 50, "only " + lost + " flips cost anything");
  }

  @Test
  void yesterdays_copy_of_the_database_beside_todays_witness_is_a_loss() throws Exception {
    File yesterday = killed();
    for (int i = 20; i < 30; i++) {
      pay("p" + i);
    }
    File today = killed();
    for (String name : new String[] {"ledger.db", "ledger.db-wal"}) {
      File file = new File(today, name);
      assertTrue(file.delete());
      Files.copy(new File(yesterday, name).toPath(), file.toPath());
    }
    try (Ledger opened = Ledger.open(today, LedgerTest.NOW)) {
      assertEquals(Opening.LOSS, opened.opening());
      assertEquals(130, opened.stans().last());
    }
  }

  @Test
  void another_history_of_the_same_length_is_a_loss() throws Exception {
    File copy = killed();
    File other = new File(root, "other");
    assertTrue(other.mkdir());
    try (Ledger another = Ledger.open(other, LedgerTest.NOW)) {
      for (int i = 0; i < 25; i++) {
        another.transaction(() -> another.journal(LedgerTest.NOW, "x", "Another terminal's."));
      }
    }
    assertTrue(new File(other, "witness").delete());
    Files.copy(new File(copy, "witness").toPath(), new File(other, "witness").toPath());
    assertEquals(Opening.LOSS, opening(other));
  }

  @Test
  void a_database_that_is_gone_beside_a_witness_is_a_loss() throws Exception {
    File copy = killed();
    assertTrue(new File(copy, "ledger.db").delete());
    assertTrue(new File(copy, "ledger.db-wal").delete());
    assertEquals(Opening.LOSS, opening(copy));
  }

  @Test
  void a_stan_counter_that_wrapped_since_the_lost_commits_jumps_past_the_wrap() throws Exception {
    ledger.transaction(() -> ledger.facts().set("stan", "999990"));
    File before = killed();
    ledger.transaction(() -> ledger.facts().set("stan", "999999"));
    for (int i = 20; i < 40; i++) {
      pay("p" + i);
    }
    int last = ledger.stans().last();
    File after = killed();
    assertTrue(new File(before, "witness").delete());
    Files.copy(new File(after, "witness").toPath(), new File(before, "witness").toPath());
    try (Ledger opened = Ledger.open(before, LedgerTest.NOW)) {
      assertEquals(Opening.LOSS, opened.opening());
      assertEquals(last + 100, opened.stans().last());
    }
  }

  @Test
  void a_missing_witness_is_made_again_and_said() throws Exception {
    File copy = killed();
    assertTrue(new File(copy, "witness").delete());
    try (Ledger opened = Ledger.open(copy, LedgerTest.NOW)) {
      assertEquals(Opening.WITNESS_REBUILT, opened.opening());
      assertFalse(opened.lossWaits());
      assertEquals(
          List.of("witness-rebuilt"),
          LedgerOnBench.texts(opened, "SELECT kind FROM history WHERE payment IS NULL"));
    }
    assertEquals(Opening.FINE, opening(copy));
  }

  @Test
  void a_newest_slot_that_is_damaged_leaves_the_older_one_to_count() throws Exception {
    File witness = new File(folder, "witness");
    byte[] bytes = Files.readAllBytes(witness.toPath());
    boolean newestIsFirst = number(bytes, 0) > number(bytes, 64);
    File copy = killed();
    flip(new File(copy, "witness"), (newestIsFirst ? 0 : 64) + 20, 3);
    assertEquals(Opening.FINE, opening(copy));
    File lost = killed();
    flip(new File(lost, "witness"), (newestIsFirst ? 0 : 64) + 20, 3);
    assertTrue(new File(lost, "ledger.db-wal").delete());
    assertEquals(Opening.LOSS, opening(lost));
  }

  private static long number(byte[] witness, int slot) {
    return java.nio.ByteBuffer.wrap(witness).getLong(slot + 8);
  }

  @Test
  void a_bit_that_flips_anywhere_in_the_witness_raises_no_false_alarm() throws Exception {
    for (long at = 0; at < 128; at += 3) {
      File copy = killed();
      flip(new File(copy, "witness"), at, (int) (at % 8));
      assertEquals(Opening.FINE, opening(copy), "byte " + at);
    }
  }

  @Test
  void a_ledger_ahead_of_its_witness_is_fine() throws Exception {
    File copy = killed();
    byte[] old = Files.readAllBytes(new File(copy, "witness").toPath());
    for (int i = 20; i < 30; i++) {
      pay("p" + i);
    }
    File ahead = killed();
    Files.write(new File(ahead, "witness").toPath(), old);
    assertEquals(Opening.FINE, opening(ahead));
  }

  @Test
  void a_transaction_that_was_rolled_back_leaves_the_witness_as_it_was() throws Exception {
    byte[] before = Files.readAllBytes(new File(folder, "witness").toPath());
    try {
      ledger.transaction(
          () -> {
            LedgerTest.signIn(ledger, "000001", LedgerTest.NOW);
            ledger.journal(LedgerTest.NOW, "x", "Never happened.");
            throw new IllegalStateException("half way");
          });
    } catch (IllegalStateException e) {
      assertEquals("half way", e.getMessage());
    }
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        before, Files.readAllBytes(new File(folder, "witness").toPath()));
    pay("next");
    assertEquals(Opening.FINE, opening(killed()));
  }

  @Test
  void a_page_of_the_database_that_is_damaged_is_refused_or_noticed() throws Exception {
    ledger.close();
    File file = new File(folder, "ledger.db");
    long pages = file.length() / PageLayout.PAGE;
    int noticed = 0;
    for (long page = 0; page < pages; page++) {
      File copy = killed();
      try (RandomAccessFile bytes = new RandomAccessFile(new File(copy, "ledger.db"), "rw")) {
        bytes.seek(page * PageLayout.PAGE);
        bytes.write(new byte[512]);
      }
      noticed += opening(copy) == Opening.LOSS ? 1 : 0;
    }
    assertEquals(pages, noticed);
  }
}
