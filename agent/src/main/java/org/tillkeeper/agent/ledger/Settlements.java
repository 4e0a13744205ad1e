package org.tillkeeper.agent.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.settlement.Part;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.UploadPlan;

/**
 * Settlements and the messages of their uploads as rows. Of each message only the payments it is
 * about, its STAN and its sends are kept. After a restart the upload goes on with the first message
 * that is not answered.
 */
public final class Settlements {
  private final Sql sql;
  private final Kept<Optional<Settlement>> open;
  private final Kept<List<Settlement>> disputed;
  private final History history;
  private final Announcements announcements;

  Settlements(Sql sql, History history, Announcements announcements) {
    this.sql = sql;
    this.history = history;
    this.announcements = announcements;
    open = new Kept<>(sql, "settlement", () -> one("WHERE stage <> 'ended'"));
    disputed = new Kept<>(sql, "settlement", this::readDisputed);
  }

  /**
   * A message of an upload.
   *
   * @param number 1 for the first
   * @param part what kind of message it is
   * @param stan empty before its first send
   * @param sends how often it was sent; durable before each
   * @param sentAt when it was first sent, by the wall clock
   * @param attempts what it is about; none for the end
   */
  public record Upload(
      int number,
      Part part,
      Optional<String> stan,
      int sends,
      Instant sentAt,
      List<AttemptKey> attempts) {}

  /**
   * Adds a settlement that is new. Part of a transaction.
   *
   * @param idempotencyKey empty where the agent started it
   */
  public void insert(Settlement settlement, Optional<String> idempotencyKey, byte[] requestHmac) {
    SettlementTable.insert(sql, settlement, idempotencyKey, requestHmac);
  }

  /** Writes what has changed of a settlement. Part of a transaction. */
  public void save(Settlement settlement) {
    if (announcements.records(Announcements.Type.SETTLEMENT_ENDED)) {
      announcements.changed(settlement(settlement.id()), settlement, history.lastSeq());
    }
    SettlementTable.update(sql, settlement);
  }

  /** The settlement that has not ended; empty if all have. */
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

  /** The last settlement of a batch; empty if there was none. */
  public Optional<Settlement> ofBatch(long batch) {
    return one("WHERE batch = ? ORDER BY seq DESC LIMIT 1", batch);
  }

  /**
   * Whether the end of a batch was sent. The acquirer may then have closed the batch, even if no
   * answer came.
   */
  public boolean isEndSent(long batch) {
    return sql.number("SELECT count(*) FROM settlement WHERE batch = ? AND end_sends > 0", batch)
        > 0;
  }

  /**
   * Whether the totals of a batch were sent. They are the end of the batch where the acquirer takes
   * no other.
   */
  public boolean areTotalsSent(long batch) {
    return sql.number("SELECT count(*) FROM settlement WHERE batch = ? AND stan IS NOT NULL", batch)
        > 0;
  }

  /** Settlements that a person has to look at and has not, newest first. */
  public List<Settlement> disputed() {
    return disputed.get();
  }

  private List<Settlement> readDisputed() {
    List<Settlement> disputed = new ArrayList<>();
    for (Settlement settlement :
        sql.all(
            SettlementTable.SELECT
                + "WHERE stage = 'ended' AND acknowledged_by IS NULL AND (undone > 0 OR result NOT IN"
                + " ('balanced', 'refused') OR their_debit_count <> debit_count OR"
                + " their_debit_amount <> debit_amount OR their_credit_count <> credit_count OR"
                + " their_credit_amount <> credit_amount) ORDER BY seq DESC",
            Settlements::read)) {
      if (settlement.isDisputed()) {
        disputed.add(settlement);
      }
    }
    return Collections.unmodifiableList(disputed);
  }

  /** Settlements, newest first. */
  public List<Settlement> newest(int limit) {
    return sql.all(SettlementTable.SELECT + "ORDER BY seq DESC LIMIT ?", Settlements::read, limit);
  }

  /** The HMAC of the request that started a settlement; empty where the agent did. */
  public byte[] requestHmac(String id) {
    return sql.first(
            "SELECT request_hmac FROM settlement WHERE id = ? AND request_hmac IS NOT NULL",
            row -> row.getBytes(1),
            id)
        .orElse(new byte[0]);
  }

  /** Keeps the messages that are to be uploaded. Part of a transaction. */
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
      insertAttempts(seq, number, message.attempts());
    }
  }

  private void insertAttempts(long seq, int number, List<AttemptKey> attempts) {
    int place = 0;
    for (AttemptKey attempt : attempts) {
      place++;
      sql.update(
          "INSERT INTO upload_payment (settlement, number, place, payment, attempt) VALUES (?, ?, ?, ?, ?)",
          seq,
          number,
          place,
          attempt.payment(),
          attempt.number());
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
                        "SELECT payment, attempt FROM upload_payment WHERE settlement = ? AND number = ?"
                            + " ORDER BY place",
                        row -> new AttemptKey(row.getString(1), row.getInt(2)),
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
        Collections.emptyList());
  }

  /**
   * Lets a message that was never sent be about some of its attempts only; about none, it is not
   * sent at all. Part of a transaction.
   */
  public void restate(String settlement, int number, List<AttemptKey> attempts) {
    long seq = seqOf(settlement);
    sql.update("DELETE FROM upload_payment WHERE settlement = ? AND number = ?", seq, number);
    insertAttempts(seq, number, attempts);
    if (attempts.isEmpty()) {
      sql.update(
          "UPDATE upload SET answer = 'dropped' WHERE settlement = ? AND number = ?", seq, number);
    }
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
    return sql.first(SettlementTable.SELECT + condition, Settlements::read, values);
  }

  private static Settlement read(ResultSet row) throws SQLException {
    return SettlementTable.settlement(row.getString(1));
  }
}
