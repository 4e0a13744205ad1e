package org.tillkeeper.agent.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.tillkeeper.agent.payment.Attempt;
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
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Kind;

/** Payments and attempts as rows. */
final class Payments {
  private static final String COLUMNS =
      "SELECT digest, seq, id, idempotency_key, hex(request_hmac), type, kind, amount, currency, reference, original, entry,"
          + " masked, pin_keys, state, retry_open, cancel_requested, response_code, rrn, auth_code, host_date, voucher,"
          + " approved_amount, balance, card_result, voided_by, completed_by, refunded, tip, batch, batch_closed, attention,"
          + " resolution, resolved_by, resolved_evidence, retry_until, created_at, updated_at, changed, erased FROM payment ";

  private static final String ATTEMPTS =
      "SELECT number, stan, batch, terminal, merchant, amount, route, keys, host_date, sent_at, sends, outcome, heard, unseen,"
          + " inquiries, reversal_reason, reversal_stage, reversal_sends, reversal_answered, reversal_code, reversal_keys,"
          + " reversal_auth_code, answered_on FROM attempt WHERE payment = ? ORDER BY number";

  /** The condition of the partial index on payments that are not final. */
  static final String OPEN =
      in(EnumSet.of(State.RECORDED, State.SENT, State.STORED, State.INQUIRING, State.REVERSING));

  private final Sql sql;

  Payments(Sql sql) {
    this.sql = sql;
  }

  /** As SQL, in the order of the states, so that an index on the same ones is found. */
  static String in(Set<State> states) {
    StringBuilder labels = new StringBuilder();
    for (State state : EnumSet.copyOf(states)) {
      labels.append(labels.length() == 0 ? "'" : ", '").append(state.label()).append('\'');
    }
    return " state IN (" + labels + ") ";
  }

  void insert(Payment payment, String idempotencyKey, byte[] requestHmac, long changed) {
    Terms terms = payment.terms();
    sql.update(
        "INSERT INTO payment (id, idempotency_key, request_hmac, type, kind, amount, currency, reference, original, entry,"
            + " masked, pin_keys, state, retry_open, cancel_requested, card_result, refunded, tip, batch_closed, retry_until,"
            + " created_at, updated_at, changed)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?)",
        payment.id(),
        idempotencyKey,
        requestHmac,
        terms.type().label(),
        terms.kind().label(),
        terms.amount(),
        terms.currency(),
        terms.reference().orElse(null),
        terms.original().orElse(null),
        payment.instrument().entry().label(),
        payment.instrument().masked(),
        payment.instrument().pinKeys(),
        payment.state().label(),
        payment.retryOpen() ? 1 : 0,
        payment.cancelRequested() ? 1 : 0,
        payment.cardResult().label(),
        payment.retryUntil().map(Instant::toEpochMilli).orElse(null),
        payment.createdAt().toEpochMilli(),
        payment.updatedAt().toEpochMilli(),
        changed);
    seal(seqOf(payment.id()));
  }

  /** A payment's last attempt belongs to the open batch. */
  void joinBatch(String id) {
    long seq = seqOf(id);
    sql.update(
        "UPDATE payment SET batch = (SELECT seq FROM batch WHERE state = 'open') WHERE seq = ?",
        seq);
    seal(seq);
  }

  /** Makes the digest of a row anew; whatever changes one calls this in the same transaction. */
  void seal(long seq) {
    byte[] digest =
        sql.first(COLUMNS + "WHERE seq = ?", RecordDigest::text, seq)
            .map(row -> RecordDigest.of(row, sql.all(ATTEMPTS, RecordDigest::whole, seq)))
            .get();
    sql.update("UPDATE payment SET digest = ? WHERE seq = ?", digest, seq);
  }

  /** Every row's number, for a migration. */
  List<Long> all() {
    return sql.all("SELECT seq FROM payment", row -> row.getLong(1));
  }

  /**
   * Ids of damaged rows among some, newest first.
   *
   * @param below only rows with a lower seq
   */
  List<String> damaged(long below, int rows) {
    List<String> ids = new ArrayList<>();
    for (Payment payment : where("WHERE seq < ? ORDER BY seq DESC LIMIT ?", below, rows)) {
      if (payment.attention().equals(Optional.of(Attention.RECORD_DAMAGED))
          && !payment.resolution().isPresent()) {
        ids.add(payment.id());
      }
    }
    return ids;
  }

  long seqOf(String id) {
    return sql.number("SELECT seq FROM payment WHERE id = ?", id);
  }

  void update(Payment payment, long changed) {
    long seq = seqOf(payment.id());
    Decision decision = payment.decision();
    Links links = payment.links();
    sql.update(
        "UPDATE payment SET state = ?, retry_open = ?, cancel_requested = ?, response_code = ?, rrn = ?, auth_code = ?,"
            + " host_date = ?, voucher = ?, approved_amount = ?, balance = ?, card_result = ?, voided_by = ?,"
            + " completed_by = ?, refunded = ?, tip = ?, batch_closed = ?, attention = ?, resolution = ?, resolved_by = ?,"
            + " resolved_evidence = ?, updated_at = ?, changed = ? WHERE seq = ?",
        payment.state().label(),
        payment.retryOpen() ? 1 : 0,
        payment.cancelRequested() ? 1 : 0,
        decision.responseCode().orElse(null),
        decision.rrn().orElse(null),
        decision.authCode().orElse(null),
        decision.date().orElse(null),
        decision.voucher().orElse(null),
        orNull(decision.approvedAmount()),
        orNull(decision.balance()),
        payment.cardResult().label(),
        links.voidedBy().orElse(null),
        links.completedBy().orElse(null),
        links.refunded(),
        links.tip(),
        payment.batchClosed() ? 1 : 0,
        payment.attention().map(Attention::label).orElse(null),
        payment.resolution().map(resolution -> resolution.outcome().label()).orElse(null),
        payment.resolution().map(Resolution::by).orElse(null),
        payment.resolution().map(Resolution::evidence).orElse(null),
        payment.updatedAt().toEpochMilli(),
        changed,
        seq);
    for (Attempt attempt : payment.attempts()) {
      put(seq, attempt);
      eraseWhatIsNotNeeded(seq, payment, attempt);
    }
    if (!payment.needsCardData()) {
      sql.update("UPDATE payment SET card = NULL WHERE seq = ? AND card IS NOT NULL", seq);
    }
    if (payment.cardResult() != CardResult.AWAITED) {
      sql.update(
          "UPDATE payment SET chip_answer = NULL WHERE seq = ? AND chip_answer IS NOT NULL", seq);
    }
    if (payment.batchClosed()) {
      sql.update(
          "UPDATE payment SET chip_certificate = NULL WHERE seq = ? AND chip_certificate IS NOT NULL",
          seq);
    }
    seal(seq);
  }

  private static Object orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private void put(long seq, Attempt attempt) {
    Attempt.Request request = attempt.request();
    sql.update(
        "INSERT INTO attempt (payment, number, stan, batch, terminal, merchant, amount, route, keys, host_date, sent_at,"
            + " sends, outcome, heard, unseen, inquiries, reversal_reason, reversal_stage, reversal_sends,"
            + " reversal_answered, reversal_code, reversal_keys, reversal_auth_code, answered_on)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (payment, number) DO UPDATE SET route = excluded.route, keys = excluded.keys,"
            + " sends = excluded.sends, outcome = excluded.outcome, heard = excluded.heard, unseen = excluded.unseen,"
            + " inquiries = excluded.inquiries, reversal_reason = excluded.reversal_reason,"
            + " reversal_stage = excluded.reversal_stage, reversal_sends = excluded.reversal_sends,"
            + " reversal_answered = excluded.reversal_answered, reversal_code = excluded.reversal_code,"
            + " reversal_keys = excluded.reversal_keys, reversal_auth_code = excluded.reversal_auth_code,"
            + " answered_on = excluded.answered_on",
        seq,
        attempt.number(),
        request.stan(),
        request.batch(),
        request.terminal(),
        request.merchant(),
        request.amount(),
        request.route(),
        request.keys(),
        request.hostDate(),
        request.sentAt().toEpochMilli(),
        attempt.sends(),
        attempt.outcome().label(),
        attempt.heard().name(),
        attempt.unseen() ? 1 : 0,
        attempt.inquiries(),
        attempt.reversal().map(reversal -> reversal.reason().code()).orElse(null),
        attempt.reversal().map(reversal -> label(reversal.stage())).orElse(null),
        attempt.reversal().map(Reversal::sends).orElse(null),
        attempt.reversal().map(reversal -> reversal.answered() ? 1 : 0).orElse(null),
        attempt.reversal().map(Reversal::responseCode).orElse(null),
        attempt.reversal().map(Reversal::keys).orElse(null),
        attempt.reversal().map(Reversal::authCode).orElse(null),
        attempt.answeredOn().orElse(null));
  }

  private void eraseWhatIsNotNeeded(long seq, Payment payment, Attempt attempt) {
    if (!payment.needsReversalFields(attempt)) {
      sql.update(
          "UPDATE attempt SET reversal_fields = NULL WHERE payment = ? AND number = ? AND reversal_fields IS NOT NULL",
          seq,
          attempt.number());
    }
    if (!payment.needsRequestFields(attempt)) {
      sql.update(
          "UPDATE attempt SET request_fields = NULL WHERE payment = ? AND number = ? AND request_fields IS NOT NULL",
          seq,
          attempt.number());
    }
  }

  private static String label(Reversal.Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Reversal.Stage stage(String label) {
    return Reversal.Stage.valueOf(label.replace('-', '_').toUpperCase(Locale.ROOT));
  }

  Optional<Payment> byId(String id) {
    return one("WHERE id = ?", id);
  }

  Optional<Payment> byKey(String idempotencyKey) {
    return one("WHERE idempotency_key = ?", idempotencyKey);
  }

  /**
   * Payments matching a condition of ours (never of a caller's text), in its order. One whose row
   * is damaged shows as in need of a person, with what can be read of it.
   */
  List<Payment> where(String condition, Object... values) {
    List<Raw> rows = sql.all(COLUMNS + condition, Raw::read, values);
    List<Payment> payments = new ArrayList<>(rows.size());
    for (Raw row : rows) {
      payments.add(row.payment(sql.all(ATTEMPTS, RawAttempt::read, row.seq)));
    }
    return payments;
  }

  private Optional<Payment> one(String condition, Object value) {
    List<Payment> found = where(condition, value);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  private static Attempt attempt(ResultSet row) throws SQLException {
    Optional<Reversal> reversal = Optional.empty();
    if (row.getString("reversal_reason") != null) {
      reversal =
          Optional.of(
              new Reversal(
                  ReversalReason.of(row.getString("reversal_reason")),
                  stage(row.getString("reversal_stage")),
                  row.getInt("reversal_sends"),
                  row.getInt("reversal_answered") == 1,
                  row.getString("reversal_code"),
                  row.getLong("reversal_keys"),
                  row.getString("reversal_auth_code")));
    }
    return new Attempt(
        row.getInt("number"),
        new Attempt.Request(
            row.getString("stan"),
            row.getString("batch"),
            row.getString("terminal"),
            row.getString("merchant"),
            row.getLong("amount"),
            row.getString("route"),
            row.getLong("keys"),
            row.getString("host_date"),
            Instant.ofEpochMilli(row.getLong("sent_at"))),
        row.getInt("sends"),
        Attempt.Outcome.of(row.getString("outcome")),
        Attempt.Heard.valueOf(row.getString("heard")),
        Optional.ofNullable(row.getString("answered_on")),
        row.getInt("unseen") == 1,
        row.getInt("inquiries"),
        reversal);
  }

  /**
   * An attempt's row.
   *
   * @param text of all its columns, for the digest
   * @param attempt empty if it cannot be read
   */
  private record RawAttempt(String text, Optional<Attempt> attempt) {
    static RawAttempt read(ResultSet row) throws SQLException {
      Optional<Attempt> read;
      try {
        read = Optional.of(Payments.attempt(row));
      } catch (IllegalArgumentException e) {
        read = Optional.empty();
      }
      return new RawAttempt(RecordDigest.whole(row), read);
    }
  }

  /**
   * A payment's row before its attempts are read: SQLite's one connection reads one result at a
   * time per statement.
   *
   * @param text of all its columns, for the digest
   * @param bare without its attempts; in need of a person if it cannot be read
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  private record Raw(long seq, String text, byte[] digest, Payment bare) {
    static Raw read(ResultSet row) throws SQLException {
      Payment bare;
      try {
        bare = bare(row);
      } catch (IllegalArgumentException e) {
        bare = unreadable(row);
      }
      byte[] digest = row.getBytes("digest");
      return new Raw(
          row.getLong("seq"), RecordDigest.text(row), digest == null ? new byte[0] : digest, bare);
    }

    private static Payment bare(ResultSet row) throws SQLException {
      return new Payment(
          row.getString("id"),
          terms(row),
          new Instrument(
              entry(row.getString("entry")), row.getString("masked"), row.getLong("pin_keys")),
          State.of(row.getString("state")),
          row.getInt("retry_open") == 1,
          row.getInt("cancel_requested") == 1,
          Collections.emptyList(),
          decision(row),
          CardResult.of(row.getString("card_result")),
          new Links(
              text(row, "voided_by"),
              text(row, "completed_by"),
              row.getLong("refunded"),
              row.getLong("tip")),
          row.getInt("batch_closed") == 1,
          text(row, "attention").map(Attention::of),
          resolution(row),
          number(row, "retry_until").isPresent()
              ? Optional.of(Instant.ofEpochMilli(row.getLong("retry_until")))
              : Optional.empty(),
          Instant.ofEpochMilli(row.getLong("created_at")),
          Instant.ofEpochMilli(row.getLong("updated_at")));
    }

    /** A word of it is none of ours: only numbers and free texts can be shown. */
    private static Payment unreadable(ResultSet row) throws SQLException {
      Terms terms =
          new Terms(
              PaymentType.SALE,
              Kind.SALE,
              row.getLong("amount"),
              text(row, "currency").orElse(""),
              text(row, "reference"),
              Optional.empty());
      Instrument instrument = new Instrument(Entry.MANUAL, text(row, "masked").orElse(""), 0);
      Instant created = Instant.ofEpochMilli(row.getLong("created_at"));
      return Payment.recorded(
          text(row, "id").orElse(""), terms, instrument, Optional.empty(), created);
    }

    private static Terms terms(ResultSet row) throws SQLException {
      String type = row.getString("type");
      return new Terms(
          PaymentType.of(type)
              .orElseThrow(() -> new IllegalArgumentException("no such payment type: " + type)),
          kind(row.getString("kind")),
          row.getLong("amount"),
          row.getString("currency"),
          text(row, "reference"),
          text(row, "original"));
    }

    private static Decision decision(ResultSet row) throws SQLException {
      return new Decision(
          text(row, "response_code"),
          text(row, "rrn"),
          text(row, "auth_code"),
          text(row, "host_date"),
          text(row, "voucher"),
          number(row, "approved_amount"),
          number(row, "balance"));
    }

    private static Optional<Resolution> resolution(ResultSet row) throws SQLException {
      String label = row.getString("resolution");
      if (label == null) {
        return Optional.empty();
      }
      Resolution.Outcome outcome =
          label.equals(Resolution.Outcome.CONFIRMED.label())
              ? Resolution.Outcome.CONFIRMED
              : Resolution.Outcome.CANCELLED;
      return Optional.of(
          new Resolution(
              outcome, row.getString("resolved_by"), row.getString("resolved_evidence")));
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
      return Optional.ofNullable(row.getString(column));
    }

    private static OptionalLong number(ResultSet row, String column) throws SQLException {
      long value = row.getLong(column);
      return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static Kind kind(String label) {
      for (Kind kind : Kind.values()) {
        if (kind.label().equals(label)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no such kind of message: " + label);
    }

    private static Entry entry(String label) {
      for (Entry entry : Entry.values()) {
        if (entry.label().equals(label)) {
          return entry;
        }
      }
      throw new IllegalArgumentException("no such entry: " + label);
    }

    Payment payment(List<RawAttempt> rows) {
      List<Attempt> attempts = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      for (RawAttempt row : rows) {
        texts.add(row.text());
        row.attempt().ifPresent(attempts::add);
      }
      boolean sound =
          attempts.size() == rows.size() && Arrays.equals(digest, RecordDigest.of(text, texts));
      return new Payment(
          bare.id(),
          bare.terms(),
          bare.instrument(),
          sound ? bare.state() : State.ATTENTION,
          sound && bare.retryOpen(),
          bare.cancelRequested(),
          attempts,
          bare.decision(),
          bare.cardResult(),
          bare.links(),
          bare.batchClosed(),
          sound ? bare.attention() : Optional.of(Attention.RECORD_DAMAGED),
          sound ? bare.resolution() : Optional.empty(),
          bare.retryUntil(),
          bare.createdAt(),
          bare.updatedAt());
    }
  }
}
