package org.tillkeeper.tools.stopped;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.FolderLock;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Kind;

/** Who only looks at the ledger of a stopped agent changes nothing in it. */
class StoppedLedgerTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir Path folder;

  private void ledgerWithOnePayment() throws Exception {
    try (Ledger ledger = Ledger.open(folder.toFile(), NOW)) {
      Payment payment =
          Payment.recorded(
              "a",
              new Terms(
                  PaymentType.SALE, Kind.SALE, 4444, "CNY", Optional.empty(), Optional.empty()),
              new Instrument(Entry.SWIPE, "622500******0006", 0),
              Optional.empty(),
              NOW);
      ledger.transaction(() -> ledger.insert(payment, "key", new byte[32]));
    }
  }

  @Test
  void it_is_read_and_stays_byte_for_byte_as_it_is() throws Exception {
    ledgerWithOnePayment();
    byte[] before = Files.readAllBytes(folder.resolve("ledger.db"));
    byte[] witness = Files.readAllBytes(folder.resolve("witness"));
    try (StoppedLedger stopped = StoppedLedger.open(folder)) {
      assertEquals(4444, stopped.ledger().payment("a").get().amount());
      stopped.ledger().transaction(() -> stopped.ledger().journal(NOW, "test", "A line."));
    }
    assertArrayEquals(before, Files.readAllBytes(folder.resolve("ledger.db")));
    assertArrayEquals(witness, Files.readAllBytes(folder.resolve("witness")));
  }

  @Test
  void one_that_another_holds_is_refused_in_a_sentence() throws Exception {
    ledgerWithOnePayment();
    FolderLock lock = FolderLock.take(folder.toFile());
    try {
      IOException refused = assertThrows(IOException.class, () -> StoppedLedger.open(folder));
      assertTrue(refused.getMessage().contains(folder.toString()), refused.getMessage());
    } finally {
      lock.close();
    }
  }

  @Test
  void a_folder_without_one_is_known() {
    assertFalse(StoppedLedger.isThere(folder));
  }
}
