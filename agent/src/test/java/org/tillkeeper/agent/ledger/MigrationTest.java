package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.Kind;

/** A ledger of an earlier version keeps every row, the pending ones above all. */
class MigrationTest {
  private static final List<String> STEPS =
      List.of(
          "001-payments.sql",
          "002-transactions.sql",
          "003-settlement.sql",
          "004-errands.sql",
          "005-answered-on.sql",
          "006-digests.sql",
          "007-digests-anew.sql",
          "008-uploaded-attempts.sql",
          "009-settlement-acknowledged.sql",
          "010-approvals.sql",
          "011-known-again.sql",
          "012-retry-end.sql",
          "013-sign-in-wanted.sql",
          "014-foreign-totals.sql",
          "015-found-by.sql",
          "016-announcements.sql",
          "017-unseen.sql",
          "018-receipt-facts.sql",
          "019-signatures.sql",
          "020-fewer-pages.sql",
          "021-shown-codes.sql");

  @TempDir private File folder;

  /** A ledger as version 1 left it: one confirmed, one reversing with its message, one waiting. */
  private void versionOne() throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + new File(folder, "ledger.db"));
        Statement statement = connection.createStatement()) {
      for (String sql :
          resource("001-payments.sql").replaceAll("--[^\n]*", "").split(";\\s*\n", 0)) {
        if (!sql.trim().isEmpty()) {
          statement.execute(sql);
        }
      }
      statement.execute("PRAGMA application_id = " + 0x544B5052);
      statement.execute("PRAGMA user_version = 1");
      statement.execute("INSERT INTO counter VALUES ('batch', '000042'), ('stan', '17')");
      for (String row :
          List.of(
              "1, 'paid', 'confirmed', NULL, x'AA'",
              "2, 'undone', 'reversing', NULL, NULL",
              "3, 'waits', 'recorded', x'CC', x'DD'")) {
        statement.execute(
            "INSERT INTO payment (seq, id, state, card, account, idempotency_key, request_hmac, type, amount, currency,"
                + " entry, masked, pin_keys, retry_open, cancel_requested, created_at, updated_at, changed)"
                + " SELECT "
                + row
                + ", 'key-' || abs(random()), x'01', 'sale', 1234, 'CNY', 'swipe', '622500******0006', 0, 1, 0, 5, 6, 7");
      }
      statement.execute("UPDATE payment SET idempotency_key = 'key-' || id");
      statement.execute(
          "INSERT INTO attempt VALUES (1, 1, '000016', '000041', '00000001', '952718182217875', 'primary', 1, '0304', 5,"
              + " 1, 'confirmed', 'APPROVAL', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
      statement.execute(
          "INSERT INTO attempt VALUES (2, 1, '000017', '000042', '00000001', '952718182217875', 'primary', 1, '0304', 5,"
              + " 1, 'open', 'NOTHING', 0, '98', 'open', 3, 0, '', 1, '', x'BEEF')");
    }
  }

  private static String resource(String name) throws Exception {
    try (InputStream in = Ledger.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void a_ledger_of_version_one_is_carried_over_with_every_pending_row() throws Exception {
    versionOne();
    try (Ledger ledger = Ledger.open(folder, LedgerTest.NOW)) {
      Payment undone = ledger.payment("undone").get();
      assertEquals(State.REVERSING, undone.state());
      assertEquals(PaymentType.SALE, undone.type());
      assertEquals(Kind.SALE, undone.terms().kind());
      Attempt attempt = undone.attempt(1);
      assertEquals(1234, attempt.request().amount());
      assertEquals(Reversal.Stage.OPEN, attempt.reversal().get().stage());
      assertEquals(3, attempt.reversal().get().sends());
      assertArrayEquals(
          new byte[] {(byte) 0xBE, (byte) 0xEF},
          ledger.sealed().reversal(new AttemptKey("undone", 1)).get());
      assertEquals(List.of("undone"), ids(ledger.withReversalsToSend()));
      assertEquals(List.of("undone", "waits"), ids(ledger.open()));
      assertArrayEquals(new byte[] {(byte) 0xCC}, ledger.sealed().card("waits").get());
      assertEquals("paid", ledger.paymentByKey("key-paid").get().id());
      assertEquals("000042", ledger.batches().open().number());
      assertTrue(ledger.payment("paid").get().batchClosed(), "its batch was left before");
      assertEquals(17, ledger.stans().last());
      assertEquals(List.of(), ledger.damageScan().damagedAmongNext(100));
    }
  }

  @Test
  void a_migration_cut_off_before_its_digests_were_made_is_taken_up_again() throws Exception {
    versionOne();
    try (Ledger ledger = Ledger.open(folder, LedgerTest.NOW)) {
      LedgerOnBench.execute(ledger, "UPDATE payment SET digest = NULL");
      LedgerOnBench.execute(ledger, "INSERT INTO counter VALUES ('to-seal', 'yes')");
    }
    try (Ledger ledger = Ledger.open(folder, LedgerTest.NOW)) {
      assertEquals(List.of(), ledger.damageScan().damagedAmongNext(100));
      assertEquals(3, ledger.page(Set.of(), Optional.empty(), Optional.empty(), 10).size());
    }
  }

  /** A ledger as a version left it, with what only that version could have under way. */
  private void version(int version) throws Exception {
    versionOne();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + new File(folder, "ledger.db"));
        Statement statement = connection.createStatement()) {
      for (int step = 2; step <= version; step++) {
        for (String sql :
            resource(STEPS.get(step - 1)).replaceAll("--[^\n]*", "").split(";\\s*\n", 0)) {
          if (!sql.trim().isEmpty()) {
            statement.execute(sql);
          }
        }
        statement.execute("PRAGMA user_version = " + step);
      }
      if (version >= 3) {
        statement.execute(
            "INSERT INTO settlement (id, started_by, batch, batch_number, stage, messages, done, refused, payments,"
                + " end_sends, sign_ins, response_code, created_at, updated_at)"
                + " SELECT 'open', 'hand', seq, number, 'uploading', 2, 1, 0, 2, 0, 0, '', 5, 6 FROM batch"
                + " WHERE state = 'open'");
        statement.execute(
            "INSERT INTO upload (settlement, number, part, stan, sent_at, sends, answer)"
                + " VALUES (1, 1, 'rows', '000018', 5, 1, 'taken'), (1, 2, 'end', NULL, NULL, 0, NULL)");
      }
      if (version >= 4) {
        statement.execute("INSERT INTO script_notice VALUES ('paid', '000019', 2, x'0102', NULL)");
        statement.execute("INSERT INTO download VALUES ('parameters', 5, 1, NULL, 0, NULL)");
        statement.execute(
            "INSERT INTO download_item VALUES ('parameters', 0, 1, 'first', 'AA'), ('parameters', 0, 2, 'second', NULL)");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17})
  void a_ledger_of_any_version_is_carried_over_with_what_waits_in_it(int version) throws Exception {
    version(version);
    for (int start = 1; start <= 2; start++) {
      try (Ledger ledger = Ledger.open(folder, LedgerTest.NOW)) {
        assertEquals(STEPS.size(), LedgerOnBench.number(ledger, "PRAGMA user_version"));
        assertEquals(List.of("undone"), ids(ledger.withReversalsToSend()));
        assertEquals(List.of("undone", "waits"), ids(ledger.open()));
        assertEquals(State.CONFIRMED, ledger.payment("paid").get().state());
        assertEquals(3, ledger.payment("undone").get().attempt(1).reversal().get().sends());
        assertEquals("paid", ledger.paymentByKey("key-paid").get().id());
        assertEquals(Optional.empty(), ledger.sealed().receiptFacts("paid"));
        assertEquals("000042", ledger.batches().open().number());
        assertEquals(17, ledger.stans().last());
        assertEquals(List.of(), ledger.damageScan().damagedAmongNext(100));
        assertEquals(version >= 3, ledger.settlements().open().isPresent());
        if (version >= 3) {
          assertEquals(2, ledger.settlements().next("open").get().number());
        }
        assertEquals(version >= 4 ? 1 : 0, ledger.scriptNotices().open().size());
        assertEquals(List.of(), ledger.signatures().open());
        assertEquals(Signature.NONE, ledger.payment("paid").get().signature());
        assertEquals(
            version >= 4 ? Optional.of("second") : Optional.empty(),
            ledger.downloads().wanted("parameters"));
      }
    }
  }

  @Test
  void every_numbered_file_of_the_schema_is_among_the_versions_tried() {
    for (String step : STEPS) {
      assertNotNull(Ledger.class.getResource(step), step);
    }
    assertEquals(Schema.newest(), STEPS.size());
  }

  @Test
  void rows_of_before_a_column_was_added_are_still_what_their_digests_say() throws Exception {
    versionOne();
    try (Ledger ledger = Ledger.open(folder, LedgerTest.NOW)) {
      for (String later :
          List.of(
              "DROP TABLE attempt_message",
              "DROP INDEX payment_not_confirmed",
              "DROP INDEX payment_resolved",
              "ALTER TABLE attempt ADD COLUMN request_fields BLOB",
              "ALTER TABLE attempt ADD COLUMN reversal_fields BLOB",
              "CREATE INDEX attempt_kept ON attempt (batch) WHERE reversal_fields IS NOT NULL",
              "CREATE INDEX attempt_open ON attempt (keys)",
              "CREATE INDEX payment_open ON payment (seq)",
              "CREATE INDEX payment_state ON payment (state)",
              "CREATE INDEX payment_changed ON payment (changed)",
              "DROP TABLE signature",
              "ALTER TABLE payment DROP COLUMN settlement_date",
              "ALTER TABLE payment DROP COLUMN signature",
              "ALTER TABLE payment DROP COLUMN signature_hash",
              "DROP TABLE announcement",
              "DROP TABLE announcement_address",
              "DROP INDEX payment_cryptogram",
              "DROP INDEX payment_given_back",
              "DROP INDEX payment_created",
              "DROP INDEX payment_amount",
              "DROP INDEX payment_approved",
              "DROP INDEX payment_reference",
              "DROP INDEX payment_rrn",
              "DROP INDEX payment_last4",
              "DROP INDEX attempt_rrn",
              "DROP INDEX attempt_approved_again",
              "DROP INDEX payment_unseen",
              "ALTER TABLE payment DROP COLUMN unseen_since",
              "ALTER TABLE payment DROP COLUMN receipt_facts",
              "ALTER TABLE payment DROP COLUMN cryptogram_hash",
              "ALTER TABLE payment DROP COLUMN given_back_hash")) {
        LedgerOnBench.execute(ledger, later);
      }
      for (String column :
          List.of(
              "answered_on",
              "approvals",
              "reversal_part",
              "reversal_undone_at",
              "reversal_sign_in_keys",
              "reversal_untrusted",
              "given_back_by",
              "closings",
              "sign_in_keys")) {
        LedgerOnBench.execute(ledger, "ALTER TABLE attempt DROP COLUMN " + column);
      }
      LedgerOnBench.execute(ledger, "ALTER TABLE payment DROP COLUMN original_attempt");
      LedgerOnBench.execute(ledger, "ALTER TABLE payment DROP COLUMN retry_end");
      LedgerOnBench.execute(ledger, "ALTER TABLE upload_payment DROP COLUMN attempt");
      for (String column :
          List.of("left_open", "undone", "acknowledged_by", "acknowledgement", "acknowledged_at")) {
        LedgerOnBench.execute(ledger, "ALTER TABLE settlement DROP COLUMN " + column);
      }
      for (String whose : List.of("foreign_", "their_foreign_")) {
        for (String column :
            List.of("debit_count", "debit_amount", "credit_count", "credit_amount")) {
          LedgerOnBench.execute(ledger, "ALTER TABLE settlement DROP COLUMN " + whose + column);
        }
      }
      LedgerOnBench.execute(ledger, "PRAGMA user_version = 4");
    }
    try (Ledger ledger = Ledger.open(folder, LedgerTest.NOW)) {
      assertEquals(List.of(), ledger.damageScan().damagedAmongNext(100));
      assertEquals(Optional.empty(), ledger.payment("undone").get().attempt(1).answeredOn());
      LedgerOnBench.execute(ledger, "UPDATE attempt SET answered_on = '0304' WHERE payment = 2");
    }
    try (Ledger ledger = Ledger.open(folder, LedgerTest.NOW)) {
      assertEquals(List.of("undone"), ledger.damageScan().damagedAmongNext(100));
    }
  }

  private static List<String> ids(List<Payment> payments) {
    return payments.stream().map(Payment::id).toList();
  }
}
