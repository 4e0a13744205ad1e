package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Signature;

/** Signatures that wait, as rows, and what stays of them with their payments. */
class OpenSignaturesTest {
  @TempDir private File folder;
  private Ledger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = Ledger.open(folder, LedgerTest.NOW);
    for (String id : List.of("p1", "p2", "p3")) {
      LedgerTest.insert(ledger, LedgerTest.recorded(id, Entry.SWIPE));
    }
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void keep(String id, int content) {
    ledger.transaction(
        () ->
            ledger
                .signatures()
                .keep(id, new byte[] {(byte) content}, new byte[] {9, (byte) content}));
  }

  private List<String> waiting() {
    return ledger.signatures().open().stream().map(OpenSignatures.Row::payment).toList();
  }

  @Test
  void what_was_sent_least_often_comes_first_then_the_oldest() {
    keep("p2", 2);
    keep("p1", 1);
    keep("p3", 3);
    assertEquals(List.of("p2", "p1", "p3"), waiting());
    ledger.transaction(() -> ledger.signatures().sending("p2"));
    assertEquals(List.of("p1", "p3", "p2"), waiting());
    assertEquals(Optional.of(1), ledger.signatures().sends("p2"));
    assertEquals(Optional.of(0), ledger.signatures().sends("p3"));
    assertEquals(Optional.empty(), ledger.signatures().sends("p4"));
  }

  @Test
  void another_takes_the_place_of_one_and_the_end_erases_it_but_not_its_fingerprint()
      throws Exception {
    keep("p1", 1);
    keep("p1", 2);
    assertEquals(List.of("p1"), waiting());
    assertArrayEquals(new byte[] {2}, ledger.signatures().message("p1").get());
    assertFalse(ledger.signatures().isOf("p1", new byte[] {9, 1}));
    ledger.transaction(() -> ledger.signatures().ended("p1"));
    assertEquals(List.of(), waiting());
    assertEquals(Optional.empty(), ledger.signatures().message("p1"));
    assertTrue(ledger.signatures().isOf("p1", new byte[] {9, 2}));
    assertFalse(ledger.signatures().isOf("p2", new byte[] {9, 2}));
  }

  @Test
  void what_became_of_it_stands_with_the_payment_and_outlives_a_restart() throws Exception {
    keep("p1", 1);
    Payment payment = ledger.payment("p1").get();
    assertEquals(Signature.NONE, payment.signature());
    LedgerTest.save(ledger, payment.signed(Signature.KEPT));
    ledger.close();
    ledger = Ledger.open(folder, LedgerTest.NOW);
    assertEquals(Ledger.Opening.FINE, ledger.opening());
    assertEquals(Signature.KEPT, ledger.payment("p1").get().signature());
    assertEquals(Signature.NONE, ledger.payment("p2").get().signature());
    assertEquals(List.of(), ledger.damageScan().damagedAmongNext(100));
    assertEquals(List.of("p1"), waiting());
  }
}
