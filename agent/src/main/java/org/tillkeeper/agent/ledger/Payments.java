package org.tillkeeper.agent.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
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
      "SELECT seq, id, type, kind, amount, currency, reference, original, entry, masked, pin_keys, state, retry_open,"
          + " cancel_requested, response_code, rrn, auth_code, host_date, voucher, approved_amount, balance, card_result,"
          + " voided_by, completed_by, refunded, tip, batch_closed, attention, resolution, resolved_by, resolved_evidence,"
          + " retry_until, created_at, updated_at FROM payment ";

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
  }

  private static Object orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private void put(long seq, Attempt attempt) {
    Attempt.Request request = attempt.request();
    sql.update(
        "INSERT INTO attempt (payment, number, stan, batch, terminal, merchant, amount, route, keys, host_date, sent_at,"
            + " sends, outcome, heard, unseen, inquiries, reversal_reason, reversal_stage, reversal_sends,"
            + " reversal_answered, reversal_code, reversal_keys, reversal_auth_code)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (payment, number) DO UPDATE SET route = excluded.route, keys = excluded.keys,"
            + " sends = excluded.sends, outcome = excluded.outcome, heard = excluded.heard, unseen = excluded.unseen,"
            + " inquiries = excluded.inquiries, reversal_reason = excluded.reversal_reason,"
            + " reversal_stage = excluded.reversal_stage, reversal_sends = excluded.reversal_sends,"
            + " reversal_answered = excluded.reversal_answered, reversal_code = excluded.reversal_code,"
            + " reversal_keys = excluded.reversal_keys, reversal_auth_code = excluded.reversal_auth_code",
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
        attempt.reversal().map(Reversal::authCode).orElse(null));
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

  /** Payments matching a condition of ours (never of a caller's text), in its order. */
  List<Payment> where(String condition, Object... values) {
    List<Raw> rows = sql.all(COLUMNS + condition, Raw::read, values);
    List<Payment> payments = new ArrayList<>(rows.size());
    for (Raw row : rows) {
      payments.add(row.payment(attempts(row.seq)));
    }
    return payments;
  }

  private Optional<Payment> one(String condition, Object value) {
    List<Payment> found = where(condition, value);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  private List<Attempt> attempts(long payment) {
    return sql.all(
        "SELECT number, stan, batch, terminal, merchant, amount, route, keys, host_date, sent_at, sends, outcome, heard,"
            + " unseen, inquiries, reversal_reason, reversal_stage, reversal_sends, reversal_answered, reversal_code,"
            + " reversal_keys, reversal_auth_code FROM attempt WHERE payment = ? ORDER BY number",
        Payments::attempt,
        payment);
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
        row.getInt("unseen") == 1,
        row.getInt("inquiries"),
        reversal);
  }

  /**
   * A payment's row before its attempts are read: SQLite's one connection reads one result at a
   * time per statement.
   */
  private record Raw(long seq, Payment bare) {
    static Raw read(ResultSet row) throws SQLException {
      return new Raw(
          row.getLong("seq"),
          new Payment(
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
              Instant.ofEpochMilli(row.getLong("updated_at"))));
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

    Payment payment(List<Attempt> attempts) {
      return new Payment(
          bare.id(),
          bare.terms(),
          bare.instrument(),
          bare.state(),
          bare.retryOpen(),
          bare.cancelRequested(),
          attempts,
          bare.decision(),
          bare.cardResult(),
          bare.links(),
          bare.batchClosed(),
          bare.attention(),
          bare.resolution(),
          bare.retryUntil(),
          bare.createdAt(),
          bare.updatedAt());
    }
  }
}
