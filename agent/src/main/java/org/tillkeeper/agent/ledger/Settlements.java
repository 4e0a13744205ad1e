package org.tillkeeper.agent.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tillkeeper.agent.settlement.Part;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.agent.settlement.Trigger;
import org.tillkeeper.agent.settlement.UploadPlan;
import org.tillkeeper.iso8583.SettlementMeaning;

/**
 * Settlements and the messages of their uploads as rows. An upload keeps only whom each message is
 * about, its STAN and its sends: after a restart it goes on with the first that is not answered.
 */
public final class Settlements {
  private static final String COLUMNS =
      "SELECT id, started_by, batch, batch_number, stage, stan, sends, sent_at, debit_count, debit_amount, credit_count,"
          + " credit_amount, verdict, foreign_verdict, their_debit_count, their_debit_amount, their_credit_count,"
          + " their_credit_amount, messages, done, refused, payments, end_sends, sign_ins, result, response_code,"
          + " created_at, updated_at FROM settlement ";

  private final Sql sql;
  private final Kept<Optional<Settlement>> open;

  Settlements(Sql sql) {
    this.sql = sql;
    open = new Kept<>(sql, "settlement", () -> one("WHERE stage <> 'ended'"));
  }

  /**
   * A message of an upload.
   *
   * @param number 1 for the first
   * @param part what it is
   * @param stan empty before its first send
   * @param sends how often it was sent; durable before each
   * @param sentAt when it was first sent, by the wall clock
   * @param payments ids of whom it is about; none for the end
   */
  public record Upload(
      int number,
      Part part,
      Optional<String> stan,
      int sends,
      Instant sentAt,
      List<String> payments) {}

  /**
   * Adds a settlement that is new. Part of a transaction.
   *
   * @param idempotencyKey empty where the agent started it
   */
  public void insert(Settlement settlement, Optional<String> idempotencyKey, byte[] requestHmac) {
    sql.update(
        "INSERT INTO settlement (id, idempotency_key, request_hmac, started_by, batch, batch_number, stage, messages, done,"
            + " refused, payments, end_sends, sign_ins, response_code, created_at, updated_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, '', ?, ?)",
        settlement.id(),
        idempotencyKey.orElse(null),
        requestHmac,
        settlement.trigger().label(),
        settlement.batch(),
        settlement.batchNumber(),
        settlement.stage().label(),
        settlement.createdAt().toEpochMilli(),
        settlement.updatedAt().toEpochMilli());
  }

  /** Makes a settlement's new form the ledger's. Part of a transaction. */
  public void save(Settlement settlement) {
    Optional<Settlement.Request> request = settlement.request();
    Optional<Totals> ours = request.map(Settlement.Request::totals);
    Optional<Settlement.Verdict> verdict = settlement.verdict();
    Optional<Totals> theirs = verdict.flatMap(Settlement.Verdict::totals);
    Settlement.Progress progress = settlement.progress();
    sql.update(
        "UPDATE settlement SET stage = ?, stan = ?, sends = ?, sent_at = ?, debit_count = ?, debit_amount = ?,"
            + " credit_count = ?, credit_amount = ?, verdict = ?, foreign_verdict = ?, their_debit_count = ?,"
            + " their_debit_amount = ?, their_credit_count = ?, their_credit_amount = ?, messages = ?, done = ?,"
            + " refused = ?, payments = ?, end_sends = ?, sign_ins = ?, result = ?, response_code = ?, updated_at = ?"
            + " WHERE id = ?",
        settlement.stage().label(),
        request.map(Settlement.Request::stan).orElse(null),
        request.map(Settlement.Request::sends).orElse(null),
        request.map(it -> it.sentAt().toEpochMilli()).orElse(null),
        ours.map(Totals::debitCount).orElse(null),
        ours.map(Totals::debitAmount).orElse(null),
        ours.map(Totals::creditCount).orElse(null),
        ours.map(Totals::creditAmount).orElse(null),
        verdict.map(it -> label(it.domestic())).orElse(null),
        verdict.map(it -> label(it.foreign())).orElse(null),
        theirs.map(Totals::debitCount).orElse(null),
        theirs.map(Totals::debitAmount).orElse(null),
        theirs.map(Totals::creditCount).orElse(null),
        theirs.map(Totals::creditAmount).orElse(null),
        progress.messages(),
        progress.done(),
        progress.refused(),
        progress.payments(),
        progress.endSends(),
        settlement.signIns(),
        settlement.result().map(Result::label).orElse(null),
        settlement.responseCode(),
        settlement.updatedAt().toEpochMilli(),
        settlement.id());
  }

  private static String label(SettlementMeaning meaning) {
    return meaning.name().toLowerCase(Locale.ROOT);
  }

  /** The one that has not ended. */
  public Optional<Settlement> open() {
    return open.get();
  }

  /** One settlement; empty if there is none with that id. */
  public Optional<Settlement> settlement(String id) {
    return one("WHERE id = ?", id);
  }

  /** The settlement a till's key started; empty if the key is new. */
  public Optional<Settlement> byKey(String idempotencyKey) {
    return one("WHERE idempotency_key = ?", idempotencyKey);
  }

  /** The last settlement of a batch. */
  public Optional<Settlement> ofBatch(long batch) {
    return one("WHERE batch = ? ORDER BY seq DESC LIMIT 1", batch);
  }

  /** Whether the end of a batch was sent: the acquirer may have closed it, answered or not. */
  public boolean isEndSent(long batch) {
    return sql.number("SELECT count(*) FROM settlement WHERE batch = ? AND end_sends > 0", batch)
        > 0;
  }

  /** Whether totals of a batch were sent, which is its end where the acquirer takes no other. */
  public boolean areTotalsSent(long batch) {
    return sql.number("SELECT count(*) FROM settlement WHERE batch = ? AND stan IS NOT NULL", batch)
        > 0;
  }

  /** Newest first. */
  public List<Settlement> newest(int limit) {
    return sql.all(COLUMNS + "ORDER BY seq DESC LIMIT ?", Settlements::read, limit);
  }

  /** The HMAC of the request that started a settlement; empty where the agent did. */
  public byte[] requestHmac(String id) {
    return sql.first(
            "SELECT request_hmac FROM settlement WHERE id = ? AND request_hmac IS NOT NULL",
            row -> row.getBytes(1),
            id)
        .orElse(new byte[0]);
  }

  /** Lays down what is uploaded. Part of a transaction. */
  public void plan(String settlement, List<UploadPlan.Upload> messages) {
    long seq = seqOf(settlement);
    int number = 0;
    for (UploadPlan.Upload message : messages) {
      number++;
      sql.update(
          "INSERT INTO upload (settlement, number, part, sends) VALUES (?, ?, ?, 0)",
          seq,
          number,
          message.part().label());
      int place = 0;
      for (String payment : message.payments()) {
        place++;
        sql.update(
            "INSERT INTO upload_payment (settlement, number, place, payment) VALUES (?, ?, ?, ?)",
            seq,
            number,
            place,
            payment);
      }
    }
  }

  /** The next message that is not answered; empty before the upload is planned. */
  public Optional<Upload> next(String settlement) {
    long seq = seqOf(settlement);
    return sql.first(
            "SELECT number, part, stan, sends, sent_at FROM upload WHERE settlement = ? AND answer IS NULL"
                + " ORDER BY number LIMIT 1",
            Settlements::upload,
            seq)
        .map(
            bare ->
                new Upload(
                    bare.number(),
                    bare.part(),
                    bare.stan(),
                    bare.sends(),
                    bare.sentAt(),
                    sql.all(
                        "SELECT payment FROM upload_payment WHERE settlement = ? AND number = ? ORDER BY place",
                        row -> row.getString(1),
                        seq,
                        bare.number())));
  }

  private static Upload upload(ResultSet row) throws SQLException {
    return new Upload(
        row.getInt("number"),
        Part.of(row.getString("part")),
        Optional.ofNullable(row.getString("stan")),
        row.getInt("sends"),
        Instant.ofEpochMilli(row.getLong("sent_at")),
        java.util.Collections.emptyList());
  }

  /** A message is about to be sent, for the first time or again. Part of a transaction. */
  public void sending(String settlement, int number, String stan, Instant firstSentAt) {
    sql.update(
        "UPDATE upload SET stan = ?, sent_at = ?, sends = sends + 1 WHERE settlement = ? AND number = ?",
        stan,
        firstSentAt.toEpochMilli(),
        seqOf(settlement),
        number);
  }

  /** The acquirer has answered a message for good. Part of a transaction. */
  public void answered(String settlement, int number, boolean taken) {
    sql.update(
        "UPDATE upload SET answer = ? WHERE settlement = ? AND number = ?",
        taken ? "taken" : "refused",
        seqOf(settlement),
        number);
  }

  private long seqOf(String settlement) {
    return sql.number("SELECT seq FROM settlement WHERE id = ?", settlement);
  }

  private Optional<Settlement> one(String condition, Object... values) {
    return sql.first(COLUMNS + condition, Settlements::read, values);
  }

  private static Settlement read(ResultSet row) throws SQLException {
    Optional<Settlement.Request> request = Optional.empty();
    if (row.getString("stan") != null) {
      request =
          Optional.of(
              new Settlement.Request(
                  row.getString("stan"),
                  totals(row, ""),
                  row.getInt("sends"),
                  Instant.ofEpochMilli(row.getLong("sent_at"))));
    }
    Optional<Settlement.Verdict> verdict = Optional.empty();
    if (row.getString("verdict") != null) {
      row.getLong("their_debit_count");
      Optional<Totals> theirs =
          row.wasNull() ? Optional.empty() : Optional.of(totals(row, "their_"));
      verdict =
          Optional.of(
              new Settlement.Verdict(
                  meaning(row.getString("verdict")),
                  meaning(row.getString("foreign_verdict")),
                  theirs));
    }
    return new Settlement(
        row.getString("id"),
        row.getLong("batch"),
        row.getString("batch_number"),
        Trigger.of(row.getString("started_by")),
        Stage.of(row.getString("stage")),
        request,
        verdict,
        new Settlement.Progress(
            row.getInt("messages"),
            row.getInt("done"),
            row.getInt("refused"),
            row.getInt("payments"),
            row.getInt("end_sends")),
        row.getInt("sign_ins"),
        Optional.ofNullable(row.getString("result")).map(Result::of),
        row.getString("response_code"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  private static Totals totals(ResultSet row, String whose) throws SQLException {
    return new Totals(
        row.getInt(whose + "debit_count"),
        row.getLong(whose + "debit_amount"),
        row.getInt(whose + "credit_count"),
        row.getLong(whose + "credit_amount"));
  }

  private static SettlementMeaning meaning(String label) {
    return SettlementMeaning.valueOf(label.toUpperCase(Locale.ROOT));
  }
}
