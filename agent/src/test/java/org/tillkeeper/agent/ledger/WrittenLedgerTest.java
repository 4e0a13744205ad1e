package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.payment.Approvals;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Decision;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Links;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.agent.settlement.Trigger;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.SettlementMeaning;

/**
 * The rows of {@code version-7.sql} are what a ledger of version 7 wrote, and those of the newest
 * file what this one writes. The same calls write the same rows for ever, digests and hashes
 * included, and the rows of each file are for ever read as what was written. A column that came
 * later is empty in them. The digest of the tables' definitions changes with each version, and with
 * it the digest of the facts that hold it.
 */
class WrittenLedgerTest {
  private static final String WRITTEN = "version-9.sql";

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
          "009-settlement-acknowledged.sql");

  private static final List<String> TABLES =
      List.of(
          "batch",
          "payment",
          "attempt",
          "history",
          "management",
          "ledger_key",
          "working_keys",
          "settlement",
          "script_notice",
          "download",
          "download_item",
          "counter");

  private static final Instant NOW = Instant.parse("2026-03-04T10:15:30.123Z");

  @TempDir private File folder;

  private static Instant at(int seconds) {
    return NOW.plusSeconds(seconds);
  }

  /** No two of its columns have the same value, as far as their types allow. */
  private static Payment full() {
    Attempt.Request first =
        new Attempt.Request(
            "000011", "000021", "00000031", "952718182217841", 51, "primary", 61, "0304", at(71));
    Attempt.Request second =
        new Attempt.Request(
            "000012", "000022", "00000032", "952718182217842", 52, "secondary", 62, "0305", at(72));
    Reversal reversal =
        Samples.reversal(
            ReversalReason.WRONG_MAC, Reversal.Stage.NO_ORIGINAL, 82, true, "25", 92, "654322");
    return new Payment(
        "full",
        new Terms(
            PaymentType.COMPLETION,
            Kind.OFFLINE_SALE,
            123_456,
            "CNY",
            Optional.of("ORDER 'Nº 1', 号"),
            Optional.of("plain")),
        new Instrument(Entry.CONTACTLESS, "622500******0006", 3),
        State.ATTENTION,
        false,
        true,
        List.of(
            new Attempt(
                1,
                first,
                101,
                Attempt.Outcome.DECLINED,
                Attempt.Heard.ANSWER,
                Approvals.NONE,
                Optional.empty(),
                true,
                111,
                0,
                Optional.empty(),
                Optional.empty()),
            new Attempt(
                2,
                second,
                102,
                Attempt.Outcome.REVERSED,
                Attempt.Heard.APPROVAL,
                Approvals.NONE,
                Optional.of("0306"),
                false,
                112,
                0,
                Optional.of(reversal),
                Optional.empty())),
        new Decision(
            Optional.of("10"),
            Optional.of("123456789012"),
            Optional.of("654321"),
            Optional.of("0307"),
            Optional.empty(),
            Optional.of("VOUCHER"),
            OptionalLong.of(100_000),
            OptionalLong.of(-42)),
        CardResult.REFUSED,
        new Links(Optional.of("void"), Optional.of("completion"), 7, 8),
        false,
        Optional.of(Attention.MAY_BE_CHARGED),
        Optional.of(new Resolution(Resolution.Outcome.CANCELLED, "李", "流水 \"42\"")),
        Optional.empty(),
        Optional.of(at(60)),
        Optional.empty(),
        Signature.NONE,
        at(1),
        at(2));
  }

  /** Every column that may be empty is. */
  private static Payment plain() {
    return Payment.recorded(
        "plain",
        Samples.sale(1234, Optional.empty()),
        new Instrument(Entry.SWIPE, "622588******1234", 0),
        Optional.empty(),
        at(3));
  }

  private static Payment waitsForItsChip() {
    return new Payment(
        "chip",
        Samples.sale(99, Optional.of("ORDER-2")),
        new Instrument(Entry.CHIP, "622588******1235", 1),
        State.REVERSING,
        true,
        false,
        List.of(
            LedgerTest.attempt(
                1,
                "000013",
                "000001",
                Attempt.Outcome.OPEN,
                Optional.of(
                    Samples.reversal(
                        ReversalReason.NO_ANSWER, Reversal.Stage.OPEN, 0, false, "", 0, "")))),
        Decision.NONE,
        CardResult.AWAITED,
        Links.NONE,
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(at(60)),
        Optional.empty(),
        Signature.NONE,
        at(4),
        at(5));
  }

  private static Payment erased() {
    return LedgerTest.with(
        Payment.recorded(
            "erased",
            Samples.sale(77, Optional.of("ORDER-0")),
            new Instrument(Entry.QR, "***1", 0),
            Optional.empty(),
            NOW.minus(Duration.ofDays(400))),
        State.CONFIRMED,
        List.of());
  }

  private static Settlement settled() {
    return new Settlement(
        "settled",
        1,
        "000001",
        Trigger.HAND,
        Stage.ENDED,
        Optional.of(
            new Settlement.Request(
                "000014", BatchTotals.ofDomestic(new Totals(1, 2, 3, 4)), 5, at(6))),
        Optional.of(
            new Settlement.Verdict(
                SettlementMeaning.UNBALANCED,
                SettlementMeaning.ERROR,
                Optional.of(BatchTotals.ofDomestic(new Totals(11, 12, 13, 14))))),
        new Settlement.Progress(21, 22, 23, 24, 25),
        26,
        Optional.of(Result.UPLOADED),
        "96",
        new Settlement.Caveats(27, 28),
        Optional.of(new Settlement.Acknowledgement("李", "清单 '42'", at(12))),
        at(7),
        at(8));
  }

  private static Settlement beforeItWasAcknowledged(Settlement settled) {
    return new Settlement(
        settled.id(),
        settled.batch(),
        settled.batchNumber(),
        settled.trigger(),
        settled.stage(),
        settled.request(),
        settled.verdict(),
        settled.progress(),
        settled.signIns(),
        settled.result(),
        settled.responseCode(),
        Settlement.Caveats.NONE,
        Optional.empty(),
        settled.createdAt(),
        settled.updatedAt());
  }

  private static Settlement waiting() {
    return Settlement.waiting("waiting", 2, "000002", Trigger.HAND, at(9));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static void write(Ledger ledger) {
    for (Payment payment : List.of(erased(), full(), plain(), waitsForItsChip())) {
      Payment recorded =
          Payment.recorded(
              payment.id(),
              payment.terms(),
              payment.instrument(),
              payment.retryUntil(),
              payment.createdAt());
      ledger.transaction(
          () -> ledger.insert(recorded, "key of " + payment.id(), bytes(1, 2, 0xAB)));
    }
    for (Payment payment : List.of(erased(), full(), waitsForItsChip())) {
      LedgerTest.save(ledger, payment);
    }
    ledger.transaction(
        () -> {
          ledger.fingerprints().keep("full", Fingerprints.What.INSTRUMENT, bytes(0x31));
          ledger.sealed().keepCard("plain", bytes(0x32), bytes(0x33));
          ledger.sealed().keepChipAnswer("chip", bytes(0x34));
          ledger.sealed().keepChipCertificate("full", bytes(0x35));
          ledger.sealed().keepRequest(new AttemptKey("chip", 1), bytes(0x36));
          ledger.sealed().keepReversal(new AttemptKey("chip", 1), bytes(0x37));
          LedgerTest.signIn(ledger, "000001", at(10));
          ledger.keys().setLedgerKey(bytes(0x38));
          ledger.keys().addWorkingKeys(bytes(0x39), at(11));
          ledger.batches().join("erased");
          ledger.scriptNotices().add("full", "000015", bytes(0x40));
          ledger.downloads().order("parameters", at(12));
          ledger.downloads().list("parameters", List.of("one", "two"), true);
          ledger.downloads().received("parameters", "one", "1");
          ledger.settlements().insert(settled(), Optional.of("key of the day"), bytes(4, 0xCD));
          ledger.settlements().save(settled());
          ledger
              .batches()
              .openNext(Batches.BatchState.SETTLED, "000002", NOW.minus(Duration.ofDays(399)));
          ledger.settlements().insert(waiting(), Optional.empty(), new byte[0]);
        });
    ledger.transaction(
        () -> {
          ledger.batches().join("full");
          ledger.retention().erasePayments(NOW.minus(Duration.ofDays(100)), NOW, 0, 100);
        });
  }

  /** Where a column of that version is now: sealed messages have got a table of their own. */
  private static String moved(String column) {
    return switch (column) {
      case "request_fields", "reversal_fields" ->
          "(SELECT "
              + column.replace("_fields", "")
              + " FROM attempt_message m WHERE m.attempt = payment * 65536 + number)";
      default -> column;
    };
  }

  /** The columns that a table had in the version of that file. */
  private static List<String> columns(String table) throws Exception {
    List<String> columns = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement()) {
      for (String step : STEPS) {
        for (String sql : statements(step)) {
          statement.execute(sql);
        }
      }
      try (ResultSet names =
          statement.executeQuery("SELECT name FROM pragma_table_info('" + table + "')")) {
        while (names.next()) {
          columns.add(names.getString(1));
        }
      }
    }
    return columns;
  }

  private static List<String> ofEveryVersion(List<String> rows) {
    return rows.stream()
        .filter(row -> !row.contains("'seal.sqlite_schema'") && !row.contains("'seal.counter'"))
        // A table that those versions had not got, and that is empty here.
        .filter(row -> !row.contains("'seal.signature'"))
        .toList();
  }

  /** Each row as the statement that writes it, in the order of these texts. */
  private static List<String> rows(Ledger ledger) throws Exception {
    List<String> rows = new ArrayList<>();
    for (String table : TABLES) {
      List<String> columns = columns(table);
      List<String> quoted = new ArrayList<>();
      columns.forEach(column -> quoted.add("quote(" + moved(column) + ")"));
      rows.addAll(
          LedgerOnBench.texts(
              ledger,
              "SELECT 'INSERT INTO "
                  + table
                  + " VALUES (' || concat_ws(', ', "
                  + String.join(", ", quoted)
                  + ") || ');' FROM "
                  + table
                  + " ORDER BY 1"));
    }
    return rows;
  }

  private static String resource(String name) throws Exception {
    try (InputStream in = Ledger.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> statements(String resource) throws Exception {
    List<String> statements = new ArrayList<>();
    for (String sql : resource(resource).replaceAll("--[^\n]*", "").split(";\\s*\n", 0)) {
      if (!sql.trim().isEmpty()) {
        statements.add(sql);
      }
    }
    return statements;
  }

  /** The database that a version left. */
  private void layDown(int version) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + new File(folder, "ledger.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      for (String step : STEPS.subList(0, version)) {
        for (String sql : statements(step)) {
          statement.execute(sql);
        }
      }
      statement.execute("DELETE FROM batch");
      statement.execute("DELETE FROM counter");
      for (String sql : statements("version-" + version + ".sql")) {
        statement.execute(sql);
      }
      statement.execute("PRAGMA application_id = " + 0x544B5052);
      statement.execute("PRAGMA user_version = " + version);
      statement.execute("COMMIT");
    }
  }

  @Test
  void the_same_calls_write_the_same_rows_and_digests_as_ever() throws Exception {
    try (Ledger ledger = Ledger.open(folder, NOW)) {
      write(ledger);
      assertEquals(
          String.join("\n", ofEveryVersion(List.of(resource(WRITTEN).trim().split("\n", -1)))),
          String.join("\n", ofEveryVersion(rows(ledger))));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 9})
  void what_was_written_opens_without_damage_and_says_what_it_said(int version) throws Exception {
    layDown(version);
    try (Ledger ledger = Ledger.open(folder, NOW)) {
      assertEquals(List.of(), ledger.damageScan().damagedAmongNext(100));
      assertEquals(0, ledger.firstBrokenLink());
      for (Payment payment : List.of(full(), plain(), waitsForItsChip())) {
        assertEquals(payment, ledger.payment(payment.id()).get());
      }
      assertEquals(1, ledger.retention().erased());
      assertEquals(waiting(), ledger.settlements().settlement(waiting().id()).get());
      Settlement read = ledger.settlements().settlement(settled().id()).get();
      assertEquals(version < 9 ? beforeItWasAcknowledged(settled()) : settled(), read);
    }
  }
}
